/**
 * An error meant for the user, with a code from Prisma's error reference where there is one.
 *
 * The texts are those of the native engine (prisma-engines, `user-facing-errors`), so that people, search
 * engines and scripts recognise them.
 */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';

  constructor(
    /** Such as `P1001`; null where Prisma has no code. */
    readonly code: string | null,
    message: string,
    readonly meta: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(message);
  }
}

export function authenticationFailed(user: string): UserFacingError {
  return new UserFacingError(
    'P1000',
    `Authentication failed against database server, the provided database credentials for \`${user}\` are not valid.\n\nPlease make sure to provide valid database credentials for the database server at the configured address.`,
    { database_user: user },
  );
}

/** @param location `host:port` of the server, or the folder of its socket */
export function serverUnreachable(location: string): UserFacingError {
  return new UserFacingError(
    'P1001',
    `Can't reach database server at \`${location}\`\n\nPlease make sure your database server is running at \`${location}\`.`,
    { database_location: location },
  );
}

/** @param seconds how long the lock was waited for */
export function advisoryLockTimedOut(lock: string, seconds: number): UserFacingError {
  const context = `Timed out trying to acquire a postgres advisory lock (${lock}). Timeout: ${seconds * 1000}ms. See https://pris.ly/d/migrate-advisory-locking for details.`;
  return new UserFacingError(
    'P1002',
    `The database server was reached but timed out.\n\nPlease try again.\n\nPlease make sure your database server is running at the configured address.\n\nContext: ${context}\n`,
    { context },
  );
}

export function databaseDoesNotExist(database: string): UserFacingError {
  return new UserFacingError('P1003', `Database \`${database}\` does not exist`, { database_name: database });
}

export function databaseAlreadyExists(database: string): UserFacingError {
  return new UserFacingError('P1009', `Database \`${database}\` already exists`, { database_name: database });
}

export function databaseAccessDenied(database: string): UserFacingError {
  return new UserFacingError('P1010', `User was denied access on the database \`${database}\``, {
    database_name: database,
  });
}

export function tlsConnectionFailed(reason: string): UserFacingError {
  return new UserFacingError('P1011', `Error opening a TLS connection: ${reason}`, { message: reason });
}

/** @param reason a clause such as `invalid port number` */
export function invalidConnectionString(reason: string): UserFacingError {
  return new UserFacingError(
    'P1013',
    `The provided database string is invalid. ${reason} in database URL. Please refer to the documentation in https://pris.ly/d/config-url for constructing a correct connection string. In some cases, certain characters must be escaped. Please check the string for any illegal characters.`,
    { details: reason },
  );
}

export function databaseCreationFailed(reason: string): UserFacingError {
  return new UserFacingError('P3000', `Failed to create database: ${reason}`, { database_error: reason });
}

export function shadowDatabaseNotCreated(reason: string): UserFacingError {
  return new UserFacingError(
    'P3014',
    `Prisma Migrate could not create the shadow database. Please make sure the database user has permission to create databases. Read more about the shadow database (and workarounds) at https://pris.ly/d/migrate-shadow\n\nOriginal error: \n${reason}`,
    { inner_error: reason },
  );
}

export function nativeEngineNeeded(what: string): UserFacingError {
  return new UserFacingError(
    null,
    `${what} needs Prisma's native schema engine: the WebAssembly build behind PRISMA_SCHEMA_ENGINE_BINARY only knows PostgreSQL and SQLite. Unset PRISMA_SCHEMA_ENGINE_BINARY to use the native engine.`,
  );
}
