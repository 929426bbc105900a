import { readFileSync } from 'node:fs';
import type * as devkit from '@nx/devkit';

/** A JSON object, of which nothing else is known. */
export type JsonObject = Record<string, unknown>;

/**
 * Reads a configuration file. Plain JSON takes the fast way; only a file with comments
 * pays for loading a parser that understands them.
 * @throws Error if the file is no JSON object; the message names the place
 */
export function readJsonObject(file: string): JsonObject {
  const text = readFileSync(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = parseWithComments(text);
  }
  const object = asObject(value);
  if (object === undefined) throw new Error('The configuration must be a JSON object.');
  return object;
}

/** `value` if it is a JSON object. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function parseWithComments(text: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded for the rare file that needs it
  const { parseJson } = require('@nx/devkit') as typeof devkit;
  return parseJson(text, { expectComments: true });
}
