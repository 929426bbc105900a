import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { FaberDbError, findWorkspaceRoot } from '@faber-db/core';
import { diskFiles, type ProjectFiles } from '../generators/init/project-files';
import type { ScaffoldOptions } from '../generators/init/scaffold-options';
import { scaffoldProject, type ScaffoldResult } from '../generators/init/scaffold-project';
import type { OptionValues } from './parse-arguments';
import { reportError, type ProgramContext } from './run-program';

/**
 * `faber-db init`: sets up the folder's project outside of Nx. Inside an Nx workspace it
 * sends the user to the generator, which knows the projects and wires the plugin.
 */
export async function runInit(options: OptionValues, context: ProgramContext): Promise<number> {
  const root = resolve(context.cwd, text(options['project-root']) ?? '.');
  const color = options['color'] === undefined ? undefined : options['color'] === true;
  try {
    const workspaceRoot = findWorkspaceRoot(root);
    if (workspaceRoot !== undefined && existsSync(join(workspaceRoot, 'nx.json'))) {
      throw new FaberDbError(
        'UNSUPPORTED',
        'This folder belongs to an Nx workspace, where a generator does this.',
        {
          location: { file: join(workspaceRoot, 'nx.json') },
          remedy: ['npx nx g faber-db:init <project>'],
        },
      );
    }
    const dryRun = options['dry-run'] === true;
    const files = dryRun ? withoutWriting(diskFiles(root)) : diskFiles(root);
    const result = scaffoldProject(files, scaffoldOptions(root, options));
    context.streams.stdout.write(`${describe(result, dryRun)}\n`);
    return 0;
  } catch (error) {
    return reportError(FaberDbError.from(error), 'init', 'text', context, color);
  }
}

function scaffoldOptions(root: string, options: OptionValues): ScaffoldOptions {
  const environments = text(options['environments'])
    ?.split(',')
    .map((name) => name.trim());
  return {
    projectName: basename(root),
    projectRoot: '.',
    // The choices of the options are those of the types; `parseArguments` has checked them.
    provider: options['provider'] as ScaffoldOptions['provider'],
    hosting: options['hosting'] as ScaffoldOptions['hosting'],
    ...(environments === undefined ? {} : { environments }),
    force: options['force'] === true,
    commands: 'faber-db',
  };
}

/** The same files, on which writing is only pretended (and read back). */
function withoutWriting(files: ProjectFiles): ProjectFiles {
  const pretended = new Map<string, string>();
  return {
    ...files,
    exists: (path) => pretended.has(path) || files.exists(path),
    read: (path) => pretended.get(path) ?? files.read(path),
    write: (path, content) => void pretended.set(path, content),
  };
}

function describe(result: ScaffoldResult, dryRun: boolean): string {
  const section = (title: string, lines: readonly string[], bullet: string) =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${bullet} ${line}`)];
  return [
    ...section(dryRun ? 'Would write:' : 'Written:', result.written, '+'),
    ...section('Kept as they are:', result.kept, '='),
    ...section('Next:', result.nextSteps, '→'),
  ].join('\n');
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
