import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parserOptions, type CommandSpec } from './command-spec';
import { commandSpec, COMMANDS, type CommandName } from './commands';
import { isAboutFiles, problemWithFiles, problemWithProject } from './lint-arguments';

/** Values of the options, by name as typed (`dry-run`). */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** A command to run. */
export interface ParsedCommand {
  kind: 'command';
  command: CommandName;
  project: string | undefined;
  options: OptionValues;
  /** Only of `lint`, and only when it is about files instead of a project. Paths as typed. */
  files?: readonly string[];
}

/** What a command line asks for. A wrong one is data too: only `main` decides how to say so. */
export type ParsedArguments =
  | ParsedCommand
  | { kind: 'help'; command: CommandName | undefined }
  | { kind: 'version' }
  | { kind: 'invalid'; command: CommandName | undefined; message: string; remedy: string[]; json: boolean };

/**
 * Reads the arguments behind `faber-db`. Throws nothing.
 * @param isFile tells the files that `lint` is given from the name of a project
 */
export function parseArguments(
  argv: readonly string[],
  isFile: (path: string) => boolean = isExistingFile,
): ParsedArguments {
  const [first, ...rest] = argv;
  if (first === undefined || first === '--help' || first === '-h')
    return { kind: 'help', command: undefined };
  if (first === '--version' || first === '-v') return { kind: 'version' };
  if (first === 'help') {
    const topic = rest[0];
    return topic === undefined || commandSpec(topic) !== undefined
      ? { kind: 'help', command: topic as CommandName | undefined }
      : unknownCommand(topic, rest);
  }
  const spec = commandSpec(first);
  return spec === undefined
    ? unknownCommand(first, rest)
    : parseCommand(first as CommandName, spec, rest, isFile);
}

function parseCommand(
  command: CommandName,
  spec: CommandSpec,
  args: string[],
  isFile: (path: string) => boolean,
): ParsedArguments {
  const invalid = (message: string): ParsedArguments => ({
    kind: 'invalid',
    command,
    message,
    remedy: [`See what it takes: faber-db ${command} --help`],
    json: wantsJson(args),
  });
  let parsed;
  try {
    parsed = parseArgs({
      args,
      options: parserOptions(spec),
      allowPositionals: true,
      allowNegative: true,
      tokens: true,
    });
  } catch (error) {
    return invalid(parserMessage(error as Error));
  }
  const options = parsed.values as OptionValues;
  if (options['help'] === true) return { kind: 'help', command };

  const used = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    // Taking the last of two would let a forgotten --env in a script decide silently.
    if (used.has(token.name)) return invalid(`The option --${token.name} is given twice.`);
    used.add(token.name);
    if (token.rawName.startsWith('--no-') && token.name !== 'color') {
      return invalid(`There is no option ${token.rawName}.`);
    }
  }
  for (const [name, { choices }] of Object.entries(spec.options)) {
    const value = options[name];
    if (value === '') return invalid(`The option --${name} needs a value.`);
    if (choices !== undefined && value !== undefined && !choices.includes(String(value))) {
      return invalid(`--${name} is "${value}", but must be one of: ${choices.join(', ')}.`);
    }
  }
  if (command === 'lint') {
    const files = parsed.positionals;
    const areFiles = isAboutFiles(files, options, isFile);
    const problem = areFiles ? problemWithFiles(files, options) : problemWithProject(options);
    if (problem !== undefined) return invalid(problem);
    if (areFiles) return { kind: 'command', command, project: undefined, options, files };
  }
  const [project, ...superfluous] = parsed.positionals;
  if (superfluous.length > 0) {
    return invalid(`"${superfluous[0]}" is one argument too many: only the name of the project is expected.`);
  }
  if (project !== undefined && options['project-root'] !== undefined) {
    return invalid('Give the name of the project or --project-root, not both.');
  }
  return { kind: 'command', command, project, options };
}

function unknownCommand(name: string, rest: readonly string[]): ParsedArguments {
  return {
    kind: 'invalid',
    command: undefined,
    message: `There is no command "${name}".`,
    remedy: [`Commands: ${Object.keys(COMMANDS).join(', ')}`, 'See what they do: faber-db --help'],
    json: wantsJson(rest),
  };
}

/** The first sentence of what `parseArgs` says; the second is about escaping. */
function parserMessage(error: Error): string {
  const sentence = error.message.split('. ')[0] ?? error.message;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

/** Whether a program is listening, as far as a command line that does not parse can tell. */
function wantsJson(args: readonly string[]): boolean {
  return ['json', 'sarif'].some((format) =>
    args.some(
      (arg, index) => arg === `--format=${format}` || (arg === format && args[index - 1] === '--format'),
    ),
  );
}

function isExistingFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
