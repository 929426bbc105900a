import { readFile } from 'node:fs/promises';
import type { Node, ParseError } from 'jsonc-parser';
import type { ErrorLocation } from '../errors/faber-db-error';
import { FaberDbError } from '../errors/faber-db-error';
import type { JsonPath } from './config-document';
import { throwProblems } from './config-problem';
import type { ConfigContent } from './config-schema';
import { displayPath } from './display-path';

/** A configuration file that is valid by itself. */
export interface ConfigFile {
  /** Absolute path. */
  file: string;
  content: ConfigContent;
  /** Where a key stands, or its nearest ancestor if it does not. */
  locate(path: JsonPath): ErrorLocation;
}

export interface ReadConfigOptions {
  /** Messages name the file relative to this folder. */
  workspaceRoot?: string;
}

/**
 * Reads and validates one configuration file: JSON in UTF-8, with comments and trailing
 * commas. Defaults are not filled in and no other file is looked at.
 * @throws FaberDbError CONFIG_NOT_FOUND, CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_INVALID or
 *   UNSUPPORTED, with file, JSON path and line; further problems are listed in the message
 */
export async function readConfigFile(file: string, options: ReadConfigOptions = {}): Promise<ConfigFile> {
  const text = await readText(file, options);
  // The parser and the schema cost 40 ms: they are loaded when a file is there to be read.
  const [{ parseTree, getNodeValue, printParseErrorCode }, { ConfigDocument, lineAt }, { checkConfig }] =
    await Promise.all([import('jsonc-parser'), import('./config-document.js'), import('./check-config.js')]);
  const errors: ParseError[] = [];
  const root: Node | undefined = parseTree(text, errors, { allowTrailingComma: true });
  const shown = displayPath(file, options.workspaceRoot);
  if (root === undefined || errors.length > 0) {
    throwProblems(
      (errors.length > 0 ? errors : [{ error: 4, offset: 0, length: 0 }]).map(({ error, offset }) => ({
        code: 'CONFIG_SYNTAX',
        message: `${shown} is not valid JSON: ${readableCode(printParseErrorCode(error))}.`,
        location: { file: shown, line: lineAt(text, offset) },
        remedy: ['Correct the line; comments and trailing commas are allowed.'],
      })),
    );
  }
  const document = new ConfigDocument(file, options.workspaceRoot, text, root as Node);
  const checked = checkConfig(getNodeValue(document.root), document);
  if ('problems' in checked) throwProblems(checked.problems);
  const { content } = checked as { content: ConfigContent };
  return { file, content, locate: (path) => document.locate(path) };
}

async function readText(file: string, options: ReadConfigOptions): Promise<string> {
  try {
    // A byte order mark, as some editors on Windows write it, is no part of the JSON.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const location = { file: displayPath(file, options.workspaceRoot) };
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new FaberDbError('CONFIG_NOT_FOUND', `There is no configuration file ${location.file}.`, {
        location,
        remedy: ['Create it: nx g faber-db:init <project>'],
      });
    }
    throw new FaberDbError(
      'CONFIG_INVALID',
      `The configuration file ${location.file} cannot be read (${code}).`,
      {
        location,
        cause,
        causeCode: code,
      },
    );
  }
}

/** `ValueExpected` → `value expected`. */
function readableCode(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
