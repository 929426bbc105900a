import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../context/durable-file';
import { FaberDbError } from '../../errors/faber-db-error';
import { parsePlan } from '../../policy/parse-plan';
import type { Plan } from '../../policy/plan';

/** Where plans are written unless another folder is named. */
const PLANS_FOLDER = '.fractary/plugins/faber-db/plans';
const DATA_FILE = 'plan.json';
const REPORT_FILE = 'plan.md';

/** The folder for the plans of a database in an environment. */
export function plansFolder(
  workspaceRoot: string,
  { project, database, environment }: Pick<Plan, 'project' | 'database' | 'environment'>,
): string {
  const name = database === 'default' ? project : `${project}-${database}`;
  return join(workspaceRoot, PLANS_FOLDER, name, environment);
}

/**
 * Writes `plan.json` and `plan.md`. A reader sees a whole file or none.
 * @returns absolute paths
 * @throws FaberDbError WRITE_FAILED
 */
export async function writePlan(
  folder: string,
  plan: Plan,
  markdown: string,
): Promise<{ plan: string; report: string }> {
  const files = { plan: join(folder, DATA_FILE), report: join(folder, REPORT_FILE) };
  try {
    await mkdir(folder, { recursive: true });
    replaceFile(files.report, `${markdown}\n`);
    replaceFile(files.plan, `${JSON.stringify(plan, undefined, 2)}\n`);
    return files;
  } catch (cause) {
    throw new FaberDbError('WRITE_FAILED', `The plan could not be written to ${folder}.`, {
      location: { file: folder },
      cause,
      remedy: ['Name another folder with --output.'],
    });
  }
}

/** @throws FaberDbError PLAN_INVALID if it is missing, no plan, or was changed after it was written */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new FaberDbError('PLAN_INVALID', `There is no plan ${file}.`, {
      location: { file },
      cause,
      remedy: ['Make one: faber-db plan <project> --env <environment>'],
    });
  });
  return parsePlan(text, file);
}

/** The plan in a folder, if there is one that can be read. */
export async function planInFolder(folder: string): Promise<Plan | undefined> {
  return readPlan(join(folder, DATA_FILE)).catch(() => undefined);
}
