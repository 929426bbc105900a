// Those who compile this file from another package do not see the declaration otherwise.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./libpg-query-module.d.ts" />
import type { ParseResult } from 'libpg-query';
import { ParseFailure } from './parse-failure';

/** What is used of the module's exports: C functions and the tools of Emscripten. */
interface WasmModule {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
  _wasm_parse_plpgsql(text: number): number;
  _wasm_free_string(text: number): void;
  getValue(pointer: number, type: 'i32'): number;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;
}

/** Positions in libpg_query's `PgQueryParseResult`: parse tree, stderr, error. */
const TREE = 0;
const ERROR = 8;

const MAX_MESSAGE = 160;

/** One instance of the parser. Both functions throw `ParseFailure` for what PostgreSQL refuses. */
export interface ParserInstance {
  parse(sql: string): ParseResult;
  parsePlpgsql(sql: string): unknown;
}

/**
 * Makes an instance of libpg-query's WebAssembly module. The package's own functions share a single
 * instance that cannot be replaced, hence this layer of the same few calls
 * (https://github.com/constructive-io/libpg-query-node, `wasm/index.cjs`).
 */
export async function loadInstance(): Promise<ParserInstance> {
  const { default: createInstance } = await import('libpg-query/wasm/libpg-query.js');
  const wasm = (await createInstance()) as WasmModule;
  return {
    parse: (sql) => run(wasm, sql, (text) => parse(wasm, text)) as ParseResult,
    parsePlpgsql: (sql) => run(wasm, sql, (text) => parsePlpgsql(wasm, text)),
  };
}

/** Hands the text over as a C string, and reads the output as JSON. */
function run(wasm: WasmModule, sql: string, call: (text: number) => Output): unknown {
  const bytes = wasm.lengthBytesUTF8(sql) + 1;
  const text = wasm._malloc(bytes);
  wasm.stringToUTF8(sql, text, bytes);
  // No `finally`: an instance whose stack overflowed is thrown away, and freeing could trap again.
  const output = call(text);
  wasm._free(text);
  if ('failure' in output) throw new ParseFailure(shortened(output.failure));
  return JSON.parse(output.json);
}

/** Messages quote the text near the error, which can be all that follows. */
function shortened(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE)}…`;
}

type Output = { json: string } | { failure: string };

function parse(wasm: WasmModule, text: number): Output {
  const result = wasm._wasm_parse_query_raw(text);
  const error = wasm.getValue(result + ERROR, 'i32');
  const output = error
    ? { failure: wasm.UTF8ToString(wasm.getValue(error, 'i32')) }
    : { json: wasm.UTF8ToString(wasm.getValue(result + TREE, 'i32')) };
  wasm._wasm_free_parse_result(result);
  return output;
}

function parsePlpgsql(wasm: WasmModule, text: number): Output {
  const result = wasm._wasm_parse_plpgsql(text);
  const output = wasm.UTF8ToString(result);
  wasm._wasm_free_string(result);
  return output.startsWith('{') ? { json: output } : { failure: output };
}
