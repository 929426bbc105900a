import { existsSync } from 'node:fs';
import * as path from 'node:path';

export { CONSENT_VARIABLE, detectAutomatedAgent } from './automation-guard';
export type { AutomatedAgent } from './automation-guard';
export { describePostgresFailure, migrationFailedText } from './failure-text';
export type { PostgresErrorFields, ScriptFailure } from './failure-text';

/** The absolute path of the executable that stands in for Prisma's native `schema-engine`. */
export function schemaEnginePath(): string {
  return packageFile('bin/schema-engine.js');
}

/**
 * The variables with which the user's own Prisma CLI runs its `migrate` and `db` commands over this engine.
 *
 * Not for `prisma generate` of Prisma 6, which would copy the stand-in for the query engine library into
 * the generated client; the variables therefore also keep `migrate` and `db push` from generating.
 *
 * @param options.prismaVersion the version in the user's `node_modules/prisma`; without it, the newest
 *   major is assumed
 */
export function prismaEnvironment(options: { prismaVersion?: string } = {}): Record<string, string> {
  const environment: Record<string, string> = { PRISMA_SCHEMA_ENGINE_BINARY: schemaEnginePath() };
  const major = Number.parseInt(options.prismaVersion ?? '', 10);
  if (major <= 6) {
    environment['PRISMA_QUERY_ENGINE_LIBRARY'] = packageFile('bin/no-query-engine.txt');
    environment['PRISMA_MIGRATE_SKIP_GENERATE'] = '1';
  }
  return environment;
}

/** @throws Error when the installed package is incomplete */
function packageFile(name: string): string {
  const file = path.join(__dirname, '..', name);
  if (!existsSync(file))
    throw new Error(`The installation of @faber-db/prisma-schema-engine is incomplete: ${file} is missing.`);
  return file;
}
