import type {
  ApplyMigrationsInput,
  CreateMigrationOutput,
  DbExecuteDatasourceType,
  DiagnoseMigrationHistoryOutput,
  DiffParams,
  DiffResult,
  DiffTarget,
  EvaluateDataLossOutput,
  MigrationList,
  SchemasContainer,
} from '@prisma/schema-engine-wasm' with { 'resolution-mode': 'import' };
import type { DriverAdapterFactory } from '../driver-adapter';
import type { WasmExports } from './webassembly';

export type {
  CreateMigrationOutput,
  DiagnoseMigrationHistoryOutput,
  DiffParams,
  DiffResult,
  DiffTarget,
  EvaluateDataLossOutput,
  MigrationList,
};

/** The methods the WebAssembly engine answers, by their JSON-RPC names. */
export const ENGINE_METHODS = [
  'applyMigrations',
  'createMigration',
  'dbExecute',
  'debugPanic',
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'diff',
  'ensureConnectionValidity',
  'evaluateDataLoss',
  'introspect',
  'introspectSql',
  'markMigrationApplied',
  'markMigrationRolledBack',
  'reset',
  'schemaPush',
  'version',
] as const;
export type EngineMethod = (typeof ENGINE_METHODS)[number];

/** What the parameters of any method may hold, as far as this program looks into them. */
export interface RequestParams {
  schema?: SchemasContainer;
  from?: DiffTarget;
  to?: DiffTarget;
  migrationsList?: MigrationList;
  filters?: ApplyMigrationsInput['filters'];
  datasourceType?: DbExecuteDatasourceType;
  shadowDatabaseUrl?: string | null;
  force?: boolean;
  draft?: boolean;
}

/** One running WebAssembly engine with its connection. */
export type WasmEngine = Readonly<Record<EngineMethod, (params: unknown) => Promise<unknown>>> & {
  free(): void;
};

/** The JavaScript half that wasm-bindgen writes for the engine. */
export interface WasmGlue {
  SchemaEngine: {
    new: (
      options: { datamodels: [path: string, content: string][] | undefined },
      log: (line: string) => void,
      adapter: DriverAdapterFactory,
    ) => Promise<WasmEngine>;
  };
  version(): string;
  __wbg_set_wasm(exports: WasmExports): void;
}
