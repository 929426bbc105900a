import { decodePercent, isCleanUserInfo } from './percent-encoding';
import type { UrlErrors } from './url-error';

/** The parts of a server's URL, decoded. What the URL does not say is undefined. */
export interface ServerAddress {
  user?: string;
  password?: string;
  host?: string;
  port?: number;
  database?: string;
  /** The query's parameters, or the remaining keywords of libpq. The last of equal ones. */
  parameters: Map<string, string>;
  /** False if another program could read the text differently, so that it must be written anew. */
  portable: boolean;
}

interface Reading {
  userInfo: string | undefined;
  hosts: string;
  database: string | undefined;
  query: string | undefined;
}

const HOST = String.raw`(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._~%-]+)`;
const HOST_AND_PORT = String.raw`${HOST}(?::\d*)?`;
/** Host(s), `/database`, `?query`; none of them with a raw `@`, `/` or `#` where it has no business. */
const REST = new RegExp(
  String.raw`^((?:${HOST_AND_PORT}(?:,${HOST_AND_PORT})*|:\d+)?)(?:/([^/?#@]*))?(?:\?([^#]*))?$`,
);

/**
 * Reads what stands behind `scheme://`, in the form of RFC 3986 with libpq's liberties
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS).
 *
 * People paste passwords as they are. So every `@` is tried as the end of the password,
 * and the text is accepted if exactly one of the readings makes sense.
 * @throws FaberDbError URL_INVALID, UNSUPPORTED (several hosts)
 */
export function readServerUrl(text: string, errors: UrlErrors): ServerAddress {
  const reading = onlyReading(text, errors);
  const decode = (part: string, what: string) => {
    const decoded = decodePercent(part);
    if (decoded === undefined)
      throw errors.unreadable(`has a percent sign in its ${what} that is not encoded.`);
    return decoded;
  };
  const parameters = readQuery(reading.query ?? '', decode);
  const { host, port } = readHost(reading.hosts, errors, decode);
  const [user, password] = splitOnce(reading.userInfo ?? '', ':');
  return {
    ...(user === '' ? {} : { user: decode(user, 'user') }),
    ...(password === undefined ? {} : { password: decode(password, 'password') }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(reading.database ? { database: decode(reading.database, 'database') } : {}),
    parameters,
    portable: isCleanUserInfo(reading.userInfo ?? ''),
  };
}

function onlyReading(text: string, errors: UrlErrors): Reading {
  const readings = allReadings(text);
  // A migration needs a database, so readings with one go before readings without.
  const complete = readings.filter(({ database, query }) => database || /(^|&)dbname=/.test(query ?? ''));
  const [first, second] = complete.length > 0 ? complete : readings;
  if (first === undefined) {
    if (text.includes('${')) {
      throw errors.invalid(
        'holds a variable reference such as ${NAME} that nobody replaced.',
        'Write the value itself, or put the variable into a .env file that defines NAME as well.',
      );
    }
    throw errors.unreadable('cannot be read: host, port or database are not where they should be.');
  }
  if (second !== undefined) {
    throw errors.unreadable('can be read in more than one way, because a special character is not encoded.');
  }
  return first;
}

function allReadings(text: string): Reading[] {
  const ends = [...text.matchAll(/@/g)].map(({ index }) => index);
  const readings: Reading[] = [];
  for (const end of [undefined, ...ends]) {
    const match = REST.exec(end === undefined ? text : text.slice(end + 1));
    const userInfo = end === undefined ? undefined : text.slice(0, end);
    // A user name has no unencoded delimiter; a password may.
    if (match === null || /[/?#]/.test(splitOnce(userInfo ?? '', ':')[0])) continue;
    readings.push({ userInfo, hosts: match[1] ?? '', database: match[2], query: match[3] });
  }
  return readings;
}

function readHost(
  hosts: string,
  errors: UrlErrors,
  decode: (part: string, what: string) => string,
): { host?: string; port?: number } {
  if (hosts.includes(',')) throw severalHosts(errors);
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(hosts);
  const host = decode((match?.[1] ?? '').replace(/^\[(.*)\]$/, '$1'), 'host');
  return {
    ...(host === '' ? {} : { host }),
    ...(match?.[2] ? { port: readPort(match[2], errors) } : {}),
  };
}

function severalHosts(errors: UrlErrors) {
  return errors.error(
    'UNSUPPORTED',
    'names several hosts; a migration must know which server it changes.',
    'Name the one host that accepts writes.',
  );
}

function readPort(text: string, errors: UrlErrors): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw errors.invalid('has a port that is not between 1 and 65535.');
  }
  return port;
}

function readQuery(query: string, decode: (part: string, what: string) => string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [key, value] = splitOnce(pair, '=');
    parameters.set(decode(key, 'query'), decode(value ?? '', 'query'));
  }
  return parameters;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

const KEYWORD_PAIR =
  /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\[\s\S])*)'(?=\s|$)|((?:[^\s'\\]|\\[\s\S])*)(?=\s|$))\s*/y;

/**
 * Reads libpq's keyword/value form, `host=db.example.com dbname='my db'`
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE).
 * @throws FaberDbError URL_INVALID
 */
export function readKeywords(text: string, errors: UrlErrors): ServerAddress {
  const parameters = new Map<string, string>();
  const pair = new RegExp(KEYWORD_PAIR);
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (match?.[1] === undefined) {
      throw errors.invalid(
        'is not made of pairs like host=… dbname=….',
        "Put values with spaces or quotes into single quotes, and write \\' and \\\\ for ' and \\ inside of them.",
      );
    }
    parameters.set(match[1], (match[2] ?? match[3] ?? '').replace(/\\([\s\S])/g, '$1'));
  }
  return { parameters, portable: false };
}

/** True if the text looks like libpq's keyword/value form. */
export function looksLikeKeywords(text: string): boolean {
  return /^\s*[A-Za-z_]+\s*=/.test(text);
}

/**
 * Moves the parameters that say the same as a part of the URL into that part; as in
 * libpq they win over it.
 * @throws FaberDbError URL_INVALID, UNSUPPORTED
 */
export function applyAddressParameters(address: ServerAddress, errors: UrlErrors): ServerAddress {
  const parameters = new Map(address.parameters);
  const take = (key: string) => {
    const value = parameters.get(key);
    parameters.delete(key);
    return value === '' ? undefined : value;
  };
  const host = take('host');
  const numericHost = take('hostaddr');
  if (numericHost !== undefined && (host ?? address.host) !== undefined) {
    throw errors.error('UNSUPPORTED', 'names both host and hostaddr.', 'Keep one of the two.');
  }
  const socket = take('socket');
  const port = take('port');
  const named = host ?? numericHost ?? socket;
  if (named?.includes(',') || port?.includes(',')) throw severalHosts(errors);
  const user = take('user');
  const password = take('password');
  const database = take('dbname');
  return {
    ...address,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(named === undefined ? {} : { host: named }),
    ...(port === undefined ? {} : { port: readPort(port, errors) }),
    ...(database === undefined ? {} : { database }),
    parameters,
  };
}
