import type { ScaffoldedEnvironment } from '../environment-variables';
import { exampleUrl, type ExampleUrlOptions } from './example-urls';

/**
 * The `.env.example` of a project: every variable that faber-db reads, with placeholders.
 * Only the default environment's is active, so that a copy does not point others at a wrong server.
 */
export function envExample(
  environments: readonly ScaffoldedEnvironment[],
  options: ExampleUrlOptions,
): string {
  return `# The database URLs of ${options.projectName}, one variable per environment.
# Copy this file to .env, which git ignores, and fill in what you need on this machine.
# Variables that are already set win: let CI and servers set theirs.
${environments.map((environment) => envExampleLines(environment, options)).join('')}`;
}

/** The lines for one environment, also used to complete a file that is already there. */
export function envExampleLines(environment: ScaffoldedEnvironment, options: ExampleUrlOptions): string {
  const mark = environment.isDefault ? '' : '# ';
  return `\n# ${environment.name}\n${mark}${environment.variable}="${exampleUrl(environment, options)}"\n`;
}
