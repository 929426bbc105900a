import type { ErrorCode } from '../errors/error-codes';
import { FaberDbError } from '../errors/faber-db-error';

const ENCODING_REMEDY =
  'Percent-encode special characters in user and password: @ is %40, : is %3A, / is %2F, ? is %3F, # is %23, % is %25.';

/** Makes errors about one connection URL. They name its variable and never quote the URL. */
export class UrlErrors {
  constructor(private readonly variable: string | undefined) {}

  /** How messages call the URL. */
  get subject(): string {
    return this.variable === undefined ? 'The connection URL' : `The connection URL in ${this.variable}`;
  }

  /** @param rest the end of a sentence that begins with "The connection URL in X" */
  error(code: ErrorCode, rest: string, ...remedy: string[]): FaberDbError {
    return new FaberDbError(code, `${this.subject} ${rest}`, {
      location: this.variable === undefined ? {} : { variable: this.variable },
      remedy,
    });
  }

  invalid(rest: string, ...remedy: string[]): FaberDbError {
    return this.error('URL_INVALID', rest, ...remedy);
  }

  /** An error that percent-encoding would have avoided. */
  unreadable(rest: string): FaberDbError {
    return this.invalid(rest, ENCODING_REMEDY);
  }
}
