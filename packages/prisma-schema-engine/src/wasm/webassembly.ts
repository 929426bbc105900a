/** The part of the global `WebAssembly` in use here; its types only come with the browser's (`lib.dom`). */
interface WebAssemblyApi {
  Module: {
    new (bytes: Uint8Array): WasmModule;
    imports(module: WasmModule): { name: string }[];
    exports(module: WasmModule): { name: string }[];
  };
  Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: WasmExports };
}

export type WasmModule = object;
export type WasmExports = Readonly<Record<string, unknown>>;

export const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
