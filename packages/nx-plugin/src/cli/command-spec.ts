import type { ParseArgsConfig } from 'node:util';

/** One option of a command, for `node:util` `parseArgs` and for the help text. */
export interface OptionSpec {
  type: 'string' | 'boolean';
  short?: string;
  /** What the help calls the value: `<name>`. */
  value?: string;
  /** Allowed values; anything else is an error. */
  choices?: readonly string[];
  description: string;
}

/** A command of the program: what it takes, and what its help says. */
export interface CommandSpec {
  summary: string;
  /** More than the summary, for the help of the command. */
  details?: string;
  /** What stands behind the command's name, one line for each form. Default: `[project] [options]`. */
  usage?: readonly string[];
  options: Readonly<Record<string, OptionSpec>>;
  /** Example arguments, without the program's name. */
  examples: readonly string[];
}

/** The options of a command as `parseArgs` takes them. */
export function parserOptions(spec: CommandSpec): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(spec.options).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]),
  );
}
