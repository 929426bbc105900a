import { dirname } from 'node:path';
import { refuseUnattendedAgent } from './automation-guard';
import type { EngineDatabase } from './database';
import {
  datasourceOfRequest,
  isOffline,
  kindInDiff,
  namespacesOfRequest,
  needsLiveDatabase,
  withoutUrlTarget,
  type Datasource,
} from './datasource';
import {
  ADAPTER_NAMES,
  createAdapter,
  createErrorRegistry,
  toResult,
  type DriverAdapter,
} from './driver-adapter';
import type { EngineLog } from './engine-log';
import { migrationFailedText } from './failure-text';
import type { RpcAnswer, RpcErrorData, RpcRequest } from './json-rpc';
import { OperationContext } from './operation-context';
import { findPrisma } from './prisma-version';
import { kindOfUrl, type SupportedDatabase } from './schema/database-kind';
import {
  extensionsInMigrations,
  managesExtensions,
  primeExtensionsFlag,
  withoutKnownExtensions,
  withoutKnownExtensionsInDiff,
  withoutKnownExtensionSteps,
} from './schema/extensions';
import { hasConnectionUrl, type SchemaFile } from './schema/schema-text';
import type { Shutdown } from './shutdown';
import { invalidConnectionString, nativeEngineNeeded, UserFacingError } from './user-error';
import {
  ENGINE_METHODS,
  type CreateMigrationOutput,
  type DiagnoseMigrationHistoryOutput,
  type DiffResult,
  type EngineMethod,
  type EvaluateDataLossOutput,
  type RequestParams,
  type WasmEngine,
  type WasmGlue,
} from './wasm/engine-api';
import { loadEngine } from './wasm/load-engine';

export interface SessionOptions {
  datamodels: readonly SchemaFile[];
  /** The datasource of the command line. */
  datasource: Datasource;
  /** Whether the command line gave the URL itself (Prisma 7). */
  datasourceIsFixed: boolean;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  log: EngineLog;
  shutdown: Shutdown;
}

/** A WebAssembly engine together with what it was started for. */
interface RunningEngine {
  /** Differs where another engine is needed. */
  key: string;
  engine: WasmEngine;
  database: EngineDatabase;
  /** The main connection, as far as the engine opened one. */
  main: DriverAdapter | undefined;
}

/**
 * Answers the engine's methods with Prisma's WebAssembly engine, and makes up for what that one lacks in
 * comparison with the native one.
 */
export class EngineSession {
  private readonly context = new OperationContext();
  private readonly errorRegistry = createErrorRegistry();
  private glue: WasmGlue | undefined;
  private running: RunningEngine | undefined;
  /** Of the request being answered. */
  private params: RequestParams = {};
  private panicMessage: string | undefined;

  constructor(private readonly options: SessionOptions) {
    // Where the engine leaves the text of a panic before it traps.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => (this.panicMessage = message) },
    });
  }

  /** The version of the WebAssembly engine: a commit hash of prisma-engines. */
  async version(): Promise<string> {
    return (await this.loadGlue()).version();
  }

  /** @throws whatever `describeError` can describe */
  async answer({ method: requested, params: requestParams }: RpcRequest): Promise<RpcAnswer> {
    const { env, log, datasource: base, datasourceIsFixed } = this.options;
    this.context.begin(requested);
    this.panicMessage = undefined;
    log('request', { method: requested });

    const method = engineMethod(requested);
    if (method === 'reset') refuseUnattendedAgent('resetting the database', env);
    if (method === 'schemaPush' && requestParams.force) {
      refuseUnattendedAgent('pushing a schema with accepted data loss', env);
    }

    const datasource = datasourceOfRequest(base, datasourceIsFixed, method, requestParams, env);
    const params = withoutKnownExtensionsInDiff({
      ...requestParams,
      ...(requestParams.from ? { from: withoutUrlTarget(requestParams.from, datasource.baseDir) } : {}),
      ...(requestParams.to ? { to: withoutUrlTarget(requestParams.to, datasource.baseDir) } : {}),
    });
    this.params = params;
    const { engine, database } = await this.engineFor(method, params, datasource);
    if (method === 'reset' && database.reset) {
      await this.stopEngine();
      database.reset();
      return { result: null };
    }

    if (database.provider === 'postgres' && managesExtensions(params)) {
      return this.answerWithExtensions(engine, method, params, datasource);
    }
    return this.answerOf(method, await this.callEngine(engine, method, params));
  }

  /** The error as the native engine would have put it. */
  describeError(error: unknown): RpcErrorData {
    const { context } = this;
    this.options.log('error', { error, panic: this.panicMessage });
    if (this.panicMessage !== undefined) {
      return { is_panic: true, message: this.panicMessage, meta: null, error_code: null, backtrace: null };
    }
    const known = error instanceof UserFacingError ? error : context.userError;
    if (known) {
      return { is_panic: false, message: known.message, meta: known.meta, error_code: known.code };
    }
    if (context.scriptFailure && context.migrationName && context.method === 'applyMigrations') {
      const { databaseCode, databaseError } = context.scriptFailure;
      return {
        is_panic: false,
        message: migrationFailedText(context.migrationName, context.scriptFailure),
        meta: {
          migration_name: context.migrationName,
          database_error_code: databaseCode,
          database_error: databaseError,
        },
        error_code: 'P3018',
      };
    }
    const { code, message, meta } = error as { code?: unknown; message?: unknown; meta?: unknown };
    // The engine's word for an error that happened in JavaScript: the error itself says more.
    if (
      context.driverError instanceof Error &&
      (code === 'P2036' || String(message).includes('ExternalError'))
    ) {
      return { is_panic: false, message: context.driverError.message, meta: null, error_code: null };
    }
    return {
      is_panic: false,
      message: typeof message === 'string' ? message : String(error),
      meta: meta ?? null,
      error_code: typeof code === 'string' && /^P\d{4}$/.test(code) ? code : null,
    };
  }

  private answerOf(method: EngineMethod, result: unknown): RpcAnswer {
    if (method === 'diff') {
      const { exitCode, stdout } = result as DiffResult;
      // The CLI ends what it prints with a line break of its own.
      return { result: { exitCode }, ...(stdout ? { print: stdout.replace(/\n$/, '') } : {}) };
    }
    if (method === 'diagnoseMigrationHistory' && this.context.historyTableMissing) {
      return { result: { ...(result as DiagnoseMigrationHistoryOutput), hasMigrationsTable: false } };
    }
    return { result };
  }

  private async answerWithExtensions(
    engine: WasmEngine,
    method: EngineMethod,
    params: RequestParams,
    { baseDir }: Datasource,
  ): Promise<RpcAnswer> {
    if (method === 'introspect' || method === 'schemaPush')
      await primeExtensionsFlag(engine, params, baseDir);
    const result = await this.callEngine(engine, method, params);
    const known = extensionsInMigrations(params);
    switch (method) {
      case 'createMigration':
        return {
          result: withoutKnownExtensions(result as CreateMigrationOutput, known, params.draft ?? false),
        };
      case 'evaluateDataLoss':
        return { result: withoutKnownExtensionSteps(result as EvaluateDataLossOutput, known, params) };
      default:
        return this.answerOf(method, result);
    }
  }

  private async callEngine(
    engine: WasmEngine,
    method: EngineMethod,
    params: RequestParams,
  ): Promise<unknown> {
    try {
      return await engine[method](params);
    } catch (error) {
      if (!lacksShadowSchema(error) || !params.migrationsList) throw error;
    }
    // `evaluateDataLoss` and `createMigration` look for the shadow database's schema in a cache and have no
    // way to fill it; a diagnosis does.
    this.options.log('filling the cache of the shadow schema');
    await engine.diagnoseMigrationHistory({
      migrationsList: params.migrationsList,
      optInToShadowDatabase: true,
      filters: params.filters,
    });
    try {
      return await engine[method](params);
    } catch (error) {
      if (!lacksShadowSchema(error)) throw error;
      // The diagnosis only looks at a database with a history. When the CLI asks, there always is one.
      throw new UserFacingError(
        null,
        `Apply the existing migrations to the database first: the WebAssembly engine cannot answer \`${method}\` for a database without any of them.`,
      );
    }
  }

  private async engineFor(
    method: EngineMethod,
    params: RequestParams,
    datasource: Datasource,
  ): Promise<RunningEngine> {
    const offline = isOffline(method, params);
    const kind =
      (offline ? kindInDiff(params) : undefined) ?? kindOfUrl(datasource.url) ?? kindInDiff(params);
    if (kind === undefined) throw invalidConnectionString('The scheme is not recognized');
    if (kind !== 'postgresql' && kind !== 'sqlite') throw nativeEngineNeeded(`\`${method}\` on ${kind}`);
    const withoutMain = method === 'diff' && !needsLiveDatabase(params);
    const key = JSON.stringify([kind, offline, withoutMain, datasource]);
    if (this.running?.key === key) return this.running;

    await this.stopEngine();
    const database = await this.databaseOf(kind, offline, withoutMain, datasource);
    this.running = await this.startEngine(key, database);
    return this.running;
  }

  private async databaseOf(
    kind: SupportedDatabase,
    offline: boolean,
    withoutMain: boolean,
    { url, shadowDatabaseUrl, urlIsShadow, baseDir }: Datasource,
  ): Promise<EngineDatabase> {
    const { context } = this;
    const { datamodels, log, shutdown, env } = this.options;
    // Each driver takes time to load, and only one is needed.
    if (kind === 'sqlite') {
      const { sqliteDatabase } = await import('./sqlite/database.js');
      const { IN_MEMORY, sqliteFile } = await import('./sqlite/database-file.js');
      const file = withoutMain || url === undefined ? IN_MEMORY : sqliteFile(url, baseDir);
      return sqliteDatabase({ file, context, log });
    }
    const { postgresDatabase } = await import('./postgresql/database.js');
    return postgresDatabase({
      url,
      shadowDatabaseUrl,
      urlIsShadow: urlIsShadow ?? false,
      offline,
      baseDir,
      namespaces: () => namespacesOfRequest(datamodels, this.params),
      context,
      log,
      shutdown,
      env,
    });
  }

  private async startEngine(key: string, database: EngineDatabase): Promise<RunningEngine> {
    const { datamodels, log } = this.options;
    const { errorRegistry, context } = this;
    const glue = await this.loadGlue();
    let main: DriverAdapter | undefined;
    const { provider } = database;
    const starting = glue.SchemaEngine.new(
      {
        datamodels:
          datamodels.length > 0 ? datamodels.map(({ path, content }) => [path, content]) : undefined,
      },
      (line) => log('engine', line.trim()),
      {
        provider,
        adapterName: ADAPTER_NAMES[provider],
        errorRegistry,
        connect: () =>
          toResult(
            async () => (main = createAdapter(await database.connect(), context.report, errorRegistry)),
            context.report,
            errorRegistry,
          ),
        connectToShadowDb: () =>
          toResult(
            async () => createAdapter(await database.connectToShadow(), context.report, errorRegistry),
            context.report,
            errorRegistry,
          ),
      },
    );
    try {
      return { key, engine: await starting, database, main };
    } catch (error) {
      await main?.dispose();
      throw error;
    }
  }

  private async stopEngine(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.engine.free();
    await running.main?.dispose();
  }

  private async loadGlue(): Promise<WasmGlue> {
    if (this.glue) return this.glue;
    const { datamodels, cwd, log } = this.options;
    const prisma = findPrisma([...datamodels.map(({ path }) => dirname(path)), cwd]);
    log('prisma found', prisma);
    this.glue = await loadEngine(
      prisma ? Number.parseInt(prisma.version, 10) : this.assumedMajor(),
      prisma,
      log,
    );
    return this.glue;
  }

  /** For a Prisma that cannot be found: only up to version 6 has the schema a URL in it. */
  private assumedMajor(): number {
    return this.options.datamodels.some(({ content }) => hasConnectionUrl(content)) ? 6 : 7;
  }
}

/** @throws UserFacingError for a method the WebAssembly engine does not have */
function engineMethod(method: string): EngineMethod {
  const name = method === 'getDatabaseVersion' ? 'version' : method;
  const known = ENGINE_METHODS.find((candidate) => candidate === name);
  if (!known) throw nativeEngineNeeded(`The method \`${method}\``);
  return known;
}

function lacksShadowSchema(error: unknown): boolean {
  return String((error as Error).message).includes('must be provided through an external factory');
}
