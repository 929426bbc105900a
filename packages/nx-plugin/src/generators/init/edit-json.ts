import { FaberDbError } from '@faber-db/core';
import { applyEdits, modify, parse, printParseErrorCode, type JSONPath, type ParseError } from 'jsonc-parser';

/**
 * Reads a JSON file in which comments and trailing commas are allowed.
 * @param file named in the error
 * @throws FaberDbError CONFIG_SYNTAX if it is not JSON or not an object, with the line
 */
export function parseJsonObject(text: string, file: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new FaberDbError(
      'CONFIG_SYNTAX',
      `${file}:${line} is not valid JSON: ${printParseErrorCode(error.error)}.`,
      {
        location: { file, line },
        remedy: [`Correct ${file}, then run the generator again.`],
      },
    );
  }
  if (!isObject(value)) {
    throw new FaberDbError('CONFIG_SYNTAX', `${file} does not hold a JSON object.`, {
      location: { file, line: 1 },
      remedy: [`Correct ${file}, then run the generator again.`],
    });
  }
  return value;
}

/** True for what `{…}` is in JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Sets one value in a JSON text and leaves everything else, comments and layout included, as it is.
 * @param value undefined removes the key
 * @param options.insert insert into the array at `path` (whose last part is the index) instead of replacing
 */
export function editJson(
  text: string,
  path: JSONPath,
  value: unknown,
  options: { insert?: boolean } = {},
): string {
  return applyEdits(
    text,
    modify(text, path, value, {
      isArrayInsertion: options.insert ?? false,
      formattingOptions: { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' },
    }),
  );
}
