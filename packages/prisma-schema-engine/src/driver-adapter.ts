/**
 * Prisma's driver adapter protocol, as far as the schema engine uses it: what the WebAssembly engine calls
 * to reach a database. The names and numbers are those of `@prisma/driver-adapter-utils`. The official
 * adapters are made for queries and do not fit here: they split scripts at `;`, pool the connection that
 * holds the advisory lock, and do not know the types of the system catalogs.
 */
export const ColumnType = {
  Int32: 0,
  Int64: 1,
  Float: 2,
  Double: 3,
  Numeric: 4,
  Boolean: 5,
  Character: 6,
  Text: 7,
  Date: 8,
  Time: 9,
  DateTime: 10,
  Json: 11,
  Bytes: 13,
  Uuid: 15,
  Int32Array: 64,
  Int64Array: 65,
  BooleanArray: 69,
  CharacterArray: 70,
  TextArray: 71,
} as const;
export type ColumnType = (typeof ColumnType)[keyof typeof ColumnType];

export interface ArgumentType {
  scalarType: string;
}

export interface SqlQuery {
  sql: string;
  args: unknown[];
  argTypes: ArgumentType[];
}

export interface SqlResultSet {
  columnNames: string[];
  columnTypes: ColumnType[];
  rows: unknown[][];
}

/** An error that the engine understands; which fields go with which `kind` is the protocol's. */
export interface AdapterError {
  kind: string;
  originalCode?: string;
  originalMessage?: string;
  [field: string]: unknown;
}

export type AdapterResult<T> =
  | {
      ok: true;
      value: T;
      map: <U>(fn: (value: T) => U) => AdapterResult<U>;
      flatMap: <U>(fn: (value: T) => AdapterResult<U>) => AdapterResult<U>;
    }
  | { ok: false; error: AdapterError; map: <U>() => AdapterResult<U>; flatMap: <U>() => AdapterResult<U> };

export function success<T>(value: T): AdapterResult<T> {
  return { ok: true, value, map: (fn) => success(fn(value)), flatMap: (fn) => fn(value) };
}

export function failure<T>(error: AdapterError): AdapterResult<T> {
  return { ok: false, error, map: () => failure(error), flatMap: () => failure(error) };
}

/** Where the engine looks up a JavaScript error that it only knows by number. */
export interface ErrorRegistry {
  registerError(error: unknown): number;
  consumeError(id: number): { error: unknown } | undefined;
}

export function createErrorRegistry(): ErrorRegistry {
  const errors = new Map<number, unknown>();
  let next = 0;
  return {
    registerError(error) {
      errors.set(next, error);
      return next++;
    },
    consumeError(id) {
      if (!errors.has(id)) return undefined;
      const error = errors.get(id);
      errors.delete(id);
      return { error };
    },
  };
}

export interface Queryable {
  readonly provider: 'postgres' | 'sqlite';
  readonly adapterName: string;
  readonly errorRegistry: ErrorRegistry;
  queryRaw(query: SqlQuery): Promise<AdapterResult<SqlResultSet>>;
  executeRaw(query: SqlQuery): Promise<AdapterResult<number>>;
}

export interface Transaction extends Queryable {
  readonly options: { usePhantomQuery: boolean };
  commit(): Promise<AdapterResult<void>>;
  rollback(): Promise<AdapterResult<void>>;
}

export interface DriverAdapter extends Queryable {
  executeScript(script: string): Promise<AdapterResult<void>>;
  startTransaction(): Promise<AdapterResult<Transaction>>;
  getConnectionInfo(): AdapterResult<{ schemaName?: string; supportsRelationJoins: boolean }>;
  dispose(): Promise<AdapterResult<void>>;
}

export interface DriverAdapterFactory {
  readonly provider: 'postgres' | 'sqlite';
  readonly adapterName: string;
  readonly errorRegistry: ErrorRegistry;
  connect(): Promise<AdapterResult<DriverAdapter>>;
  connectToShadowDb(): Promise<AdapterResult<DriverAdapter>>;
}

/** What an adapter has to do; `createAdapter` puts it behind the protocol. */
export interface AdapterImplementation {
  provider: 'postgres' | 'sqlite';
  schemaName?: string;
  queryRaw(query: SqlQuery): Promise<SqlResultSet>;
  /** @returns the number of rows affected */
  executeRaw(query: SqlQuery): Promise<number>;
  executeScript(script: string): Promise<void>;
  begin(): Promise<void>;
  dispose(): Promise<void>;
  /** The error as the engine knows it; undefined for what does not come from the database. */
  describeError(error: unknown): AdapterError | undefined;
}

/** The official adapters' names: the engine derives the SQL dialect from the name. */
export const ADAPTER_NAMES = {
  postgres: '@prisma/adapter-pg',
  sqlite: '@prisma/adapter-better-sqlite3',
} as const;

export function createAdapter(
  implementation: AdapterImplementation,
  report: ReportError,
  errorRegistry: ErrorRegistry,
): DriverAdapter {
  const { provider, schemaName } = implementation;
  const call = <T>(fn: () => Promise<T>): Promise<AdapterResult<T>> =>
    toResult(fn, report, errorRegistry, (error) => implementation.describeError(error));
  const queryable: Queryable = {
    provider,
    adapterName: ADAPTER_NAMES[provider],
    errorRegistry,
    queryRaw: (query) => call(() => implementation.queryRaw(query)),
    executeRaw: (query) => call(() => implementation.executeRaw(query)),
  };
  return {
    ...queryable,
    executeScript: (script) => call(() => implementation.executeScript(script)),
    startTransaction: () =>
      call(async () => {
        await implementation.begin();
        // Without phantom queries the engine sends COMMIT and ROLLBACK itself, over `executeRaw`.
        const done = (): Promise<AdapterResult<void>> => Promise.resolve(success(undefined));
        return { ...queryable, options: { usePhantomQuery: false }, commit: done, rollback: done };
      }),
    getConnectionInfo: () =>
      success({ ...(schemaName === undefined ? {} : { schemaName }), supportsRelationJoins: false }),
    dispose: () => call(() => implementation.dispose()),
  };
}

/** Is told every error before the engine sees it, since the engine passes on only a part of it. */
export type ReportError = (error: unknown) => void;

export async function toResult<T>(
  fn: () => Promise<T>,
  report: ReportError,
  errorRegistry: ErrorRegistry,
  describe: (error: unknown) => AdapterError | undefined = () => undefined,
): Promise<AdapterResult<T>> {
  try {
    return success(await fn());
  } catch (error) {
    report(error);
    const described = describe(error);
    if (!described) return failure({ kind: 'GenericJs', id: errorRegistry.registerError(error) });
    const { code, message } = error as { code?: unknown; message?: unknown };
    return failure({ ...described, originalCode: String(code ?? ''), originalMessage: String(message) });
  }
}
