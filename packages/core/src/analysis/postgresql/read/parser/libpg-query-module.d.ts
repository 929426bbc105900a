/** The WebAssembly module inside of `libpg-query` (exactly 18.1.5), which the package does not describe. */
declare module 'libpg-query/wasm/libpg-query.js' {
  /** A new instance with a memory of its own. */
  const createInstance: () => Promise<unknown>;
  export default createInstance;
}
