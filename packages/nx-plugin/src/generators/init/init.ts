import {
  addDependenciesToPackageJson,
  formatFiles,
  output,
  runTasksInSerial,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { FaberDbError } from '@faber-db/core';
import { whyNotInteractive } from '../../terminal/interactive-terminal';
import { askOptions, terminalQuestions } from './ask-options';
import { findProject } from './find-project';
import { scaffoldProject, type ScaffoldResult } from './scaffold-project';
import type { ScaffoldOptions } from './scaffold-options';
import type { InitGeneratorSchema } from './schema';
import { treeFiles } from './tree-files';
import { wireWorkspace } from './wire-workspace';

/**
 * `nx g faber-db:init [project]`, also run by `nx add faber-db`: prepares the workspace and, if a project is named,
 * sets up its database. Nothing is written if anything is wrong.
 * @returns a callback that installs the added packages and then prints what to do next
 * @throws FaberDbError whose message includes its remedies, since Nx prints the message only
 */
export async function initGenerator(tree: Tree, options: InitGeneratorSchema): Promise<GeneratorCallback> {
  try {
    return await init(tree, options);
  } catch (error) {
    if (!(error instanceof FaberDbError) || error.remedy.length === 0) throw error;
    const message = [error.message, ...error.remedy.map((step) => `  → ${step}`)].join('\n');
    throw new FaberDbError(error.code, message, {
      location: error.location,
      remedy: error.remedy,
      cause: error.cause,
    });
  }
}

async function init(tree: Tree, options: InitGeneratorSchema): Promise<GeneratorCallback> {
  const files = treeFiles(tree);
  const project = options.project ? findProject(tree, options.project) : undefined;
  const workspace = wireWorkspace(files);
  const callbacks: GeneratorCallback[] = [];
  let scaffolded: ScaffoldResult | undefined;
  if (project) {
    const given: ScaffoldOptions = {
      projectName: project.name,
      projectRoot: project.root,
      ...(options.provider === undefined ? {} : { provider: options.provider }),
      ...(options.hosting === undefined ? {} : { hosting: options.hosting }),
      ...(options.migrationTool === undefined ? {} : { migrationTool: options.migrationTool }),
      ...(options.environments === undefined ? {} : { environments: options.environments }),
      force: options.force ?? false,
    };
    scaffolded = scaffoldProject(
      files,
      mayAsk() ? await askOptions(files, given, terminalQuestions()) : given,
    );
    const { dependencies, devDependencies } = scaffolded.packages;
    if (!options.skipPackageJson && Object.keys({ ...dependencies, ...devDependencies }).length > 0) {
      callbacks.push(
        addDependenciesToPackageJson(
          tree,
          dependencies,
          devDependencies,
          'package.json',
          options.keepExistingVersions ?? true,
        ),
      );
    }
  }
  if (!options.skipFormat) await formatFiles(tree);
  callbacks.push(() => tell(project?.name, workspace.kept, scaffolded));
  return runTasksInSerial(...callbacks);
}

/** Whether somebody can answer. Nx passes `--no-interactive` on as NX_INTERACTIVE. */
function mayAsk(): boolean {
  const { env, stdin, stdout } = process;
  return env['NX_INTERACTIVE'] === 'true' && whyNotInteractive({ env, stdin, stdout }) === undefined;
}

function tell(
  project: string | undefined,
  keptInWorkspace: string[],
  scaffolded: ScaffoldResult | undefined,
): void {
  const written = new Set(scaffolded?.written);
  const kept = [...new Set([...keptInWorkspace, ...(scaffolded?.kept ?? [])])].filter(
    (file) => !written.has(file),
  );
  if (kept.length > 0) {
    output.note({ title: 'Already there and kept', bodyLines: kept });
  }
  output.success({
    title: project === undefined ? 'faber-db is ready in this workspace' : `faber-db is ready in ${project}`,
    bodyLines: [
      'Next:',
      ...(scaffolded?.nextSteps ?? ['Give a project a database: npx nx g faber-db:init <project>']).map(
        (step) => `  → ${step}`,
      ),
    ],
  });
}

export default initGenerator;
