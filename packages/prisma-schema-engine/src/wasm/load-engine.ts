import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineLog } from '../engine-log';
import type { InstalledPrisma } from '../prisma-version';
import type { WasmGlue } from './engine-api';
import { WebAssembly, type WasmModule } from './webassembly';

const WASM_FILE = 'schema_engine_bg.wasm';
/** The name under which the WebAssembly module imports the glue. */
const GLUE_MODULE = './schema_engine_bg.js';

/**
 * Loads Prisma's schema engine: the glue from npm, and the WebAssembly of the user's own `prisma` package
 * where the two fit together, else the one that came with the glue.
 *
 * @param major of Prisma: from 7.2 on the engine no longer accepts a URL in the schema, which Prisma 6 needs
 */
export async function loadEngine(
  major: number,
  prisma: InstalledPrisma | undefined,
  log: EngineLog,
): Promise<WasmGlue> {
  const glueFile = require.resolve(
    major <= 6
      ? '@prisma/schema-engine-wasm-6/schema_engine_bg'
      : '@prisma/schema-engine-wasm/schema_engine_bg',
  );
  const glue = (await import(pathToFileURL(glueFile).href)) as WasmGlue;
  const neededExports = exportsUsedBy(readFileSync(glueFile, 'utf8'));
  const candidates = [
    ...(prisma ? [path.join(prisma.folder, 'build', WASM_FILE)] : []),
    path.join(path.dirname(glueFile), WASM_FILE),
  ];
  for (const file of candidates) {
    if (!existsSync(file)) continue;
    const module = new WebAssembly.Module(readFileSync(file));
    const missing = missingSymbols(module, Object.keys(glue), neededExports);
    if (missing.length > 0) {
      log('wasm does not fit the glue', { file, missing: missing.slice(0, 4) });
      continue;
    }
    const { exports } = new WebAssembly.Instance(module, { [GLUE_MODULE]: glue });
    glue.__wbg_set_wasm(exports);
    (exports['__wbindgen_start'] as () => void)();
    log('engine loaded', { file, version: glue.version() });
    return glue;
  }
  throw new Error(
    `The installation of @prisma/schema-engine-wasm is incomplete: no ${WASM_FILE} fits ${glueFile}.`,
  );
}

/** The WebAssembly exports that the text of the glue refers to. */
export function exportsUsedBy(glue: string): string[] {
  return [...new Set([...glue.matchAll(/\bwasm\.(\w+)/g)].map((match) => match[1] as string))];
}

/** What either half wants and the other does not have. wasm-bindgen puts a hash in every name, so names tell. */
export function missingSymbols(
  module: WasmModule,
  glueExports: readonly string[],
  neededExports: readonly string[],
): string[] {
  const provided = new Set(WebAssembly.Module.exports(module).map((entry) => entry.name));
  const offered = new Set(glueExports);
  return [
    ...WebAssembly.Module.imports(module)
      .map((entry) => entry.name)
      .filter((name) => !offered.has(name)),
    ...neededExports.filter((name) => !provided.has(name)),
  ];
}
