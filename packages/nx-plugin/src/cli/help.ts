import type { CommandSpec, OptionSpec } from './command-spec';
import { COMMANDS, commandSpec, type CommandName } from './commands';

/** The help of the whole program. No trailing newline. */
export function programHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
  return [
    'faber-db: safe changes of production databases',
    '',
    'Usage: faber-db <command> [project] [options]',
    '',
    'Commands:',
    ...columns(commands),
    '',
    'The project is found by its name in the workspace; without one, it is that of the current folder.',
    'Options of a command: faber-db <command> --help',
    'Version: faber-db --version',
  ].join('\n');
}

/** The help of one command. `exitCodes` are the meanings of 0, 1, 2, …, where it has any. */
export function commandHelp(name: CommandName, exitCodes: readonly string[] = []): string {
  const spec = commandSpec(name) as CommandSpec;
  const [usage, ...otherUsages] = spec.usage ?? ['[project] [options]'];
  return [
    `${spec.summary}.`,
    ...(spec.details === undefined ? [] : ['', spec.details]),
    '',
    `Usage: faber-db ${name} ${usage}`,
    ...otherUsages.map((line) => `       faber-db ${name} ${line}`),
    '',
    'Options:',
    ...columns(Object.entries(spec.options).map(([option, it]) => [optionLabel(option, it), it.description])),
    '',
    'Examples:',
    ...spec.examples.map((example) => `  faber-db ${example}`),
    ...(exitCodes.length === 0
      ? []
      : ['', 'Exit codes:', ...columns(exitCodes.map((meaning, code) => [String(code), meaning]))]),
  ].join('\n');
}

function optionLabel(name: string, { short, value }: OptionSpec): string {
  const label = name === 'color' ? '--[no-]color' : `--${name}`;
  return `${short === undefined ? '    ' : `-${short}, `}${label}${value === undefined ? '' : ` <${value}>`}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
