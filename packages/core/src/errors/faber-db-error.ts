import { ERROR_CODES, type ErrorCode, type ErrorKind } from './error-codes';

/** Where something went wrong, as plain data; every field is optional and free of secrets. */
export interface ErrorLocation {
  /** Path of the file concerned, relative to the workspace root where possible. */
  file?: string;
  /** JSON path inside that file, such as `environments.production.tls`. */
  path?: string;
  /** 1-based line in the file. */
  line?: number;
  project?: string;
  database?: string;
  environment?: string;
  migration?: string;
  /** 1-based position of the statement inside its migration. */
  statement?: number;
  /** The environment variable concerned (its name, never its value). */
  variable?: string;
}

/** The JSON form of a `FaberDbError`, as reporters print it. */
export interface ErrorData {
  code: ErrorCode;
  kind: ErrorKind;
  message: string;
  location: ErrorLocation;
  /** What to do next, each entry a sentence or a command to type. */
  remedy: string[];
  /** The code of the underlying error (SQLSTATE, Prisma's P-code, errno), if any. */
  causeCode?: string;
  /** The message of the underlying error, if it adds something. */
  cause?: string;
}

export interface ErrorOptions {
  location?: ErrorLocation;
  remedy?: string[];
  cause?: unknown;
  causeCode?: string;
}

/**
 * The one error type that faber-db throws on purpose: a stable code, what
 * happened and where, and the next command to type. Messages never hold secrets.
 */
export class FaberDbError extends Error {
  override readonly name = 'FaberDbError';
  readonly location: ErrorLocation;
  readonly remedy: string[];
  readonly causeCode: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.location = options.location ?? {};
    this.remedy = options.remedy ?? [];
    this.causeCode = options.causeCode;
  }

  get kind(): ErrorKind {
    return ERROR_CODES[this.code][0];
  }

  /** The same error with more known about where it happened; fields already set are kept. */
  at(location: ErrorLocation): FaberDbError {
    const located = new FaberDbError(this.code, this.message, {
      location: { ...location, ...this.location },
      remedy: [...this.remedy],
      cause: this.cause,
      causeCode: this.causeCode,
    });
    located.stack = this.stack;
    return located;
  }

  toJSON(): ErrorData {
    const cause = this.cause instanceof Error ? this.cause.message : undefined;
    return {
      code: this.code,
      kind: this.kind,
      message: this.message,
      location: this.location,
      remedy: this.remedy,
      ...(this.causeCode === undefined ? {} : { causeCode: this.causeCode }),
      ...(cause === undefined || this.message.includes(cause) ? {} : { cause }),
    };
  }

  /** `error` itself if it is a `FaberDbError`, else an `UNEXPECTED` one that wraps it. */
  static from(error: unknown): FaberDbError {
    if (error instanceof FaberDbError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new FaberDbError('UNEXPECTED', message, {
      cause: error,
      remedy: ['Run again with FABER_DB_DEBUG=true and report the output.'],
    });
  }
}
