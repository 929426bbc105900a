import type { OptionValues } from './parse-arguments';

/** Options of `lint` that are about a project. */
const OF_PROJECTS = ['env', 'all', 'base', 'skip-down', 'database', 'project-root'];
/** Options of `lint` that are about files without a project. */
const OF_FILES = ['provider', 'schema'];

/** Whether `faber-db lint` is about files instead of a project. */
export function isAboutFiles(
  positionals: readonly string[],
  options: OptionValues,
  isFile: (path: string) => boolean,
): boolean {
  return (
    options['provider'] !== undefined ||
    positionals.some((argument) => argument === '-' || argument.endsWith('.sql') || isFile(argument))
  );
}

/** What is wrong with the options of `lint` for files, as a sentence; undefined if nothing is. */
export function problemWithFiles(files: readonly string[], options: OptionValues): string | undefined {
  if (files.length === 0) return 'Name the files to lint, or - for standard input.';
  if (files.filter((file) => file === '-').length > 1) return 'Standard input (-) can be read only once.';
  const given = OF_PROJECTS.find((name) => options[name] !== undefined);
  return given === undefined ? undefined : `--${given} is about a project, but files are to be linted.`;
}

/** What is wrong with the options of `lint` for a project, as a sentence; undefined if nothing is. */
export function problemWithProject(options: OptionValues): string | undefined {
  const given = OF_FILES.find((name) => options[name] !== undefined);
  return given === undefined ? undefined : `--${given} is about files, but a project is to be linted.`;
}
