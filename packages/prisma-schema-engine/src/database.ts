import type { AdapterImplementation } from './driver-adapter';

/** One kind of database, as the engine's session uses it. */
export interface EngineDatabase {
  readonly provider: 'postgres' | 'sqlite';
  /** Connects to the main database. */
  connect(): Promise<AdapterImplementation>;
  /** Connects to an empty database that is gone when the adapter is disposed of. */
  connectToShadow(): Promise<AdapterImplementation>;
  /** Empties the main database, where the WebAssembly engine cannot; its connections are closed by then. */
  reset?(): void;
}
