import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { parseConnectionUrl } from '../../environments/parse-connection-url';
import { FaberDbError } from '../../errors/faber-db-error';
import type { MigrationHandler } from '../handler';
import { listMigrations, LOCK_FILE, lockedProvider } from './migrations-folder';
import { PrismaCli, prismaFailure } from './project/prisma-cli';
import { findPrisma } from './project/prisma-installation';
import { readPrismaConfig } from './project/prisma-config-file';
import { readPrismaSchema } from './project/prisma-schema';

type ValidateTarget = Parameters<MigrationHandler['validate']>[0];

/**
 * Compares Prisma's own files with the faber-db configuration, and lets Prisma check its schema. Connects to nothing.
 * @returns sentences, none if all is well
 */
export async function validateProject(target: ValidateTarget): Promise<string[]> {
  const { projectRoot, workspaceRoot, database } = target;
  const { directory, schema } = database.migrations;
  const shown = (file: string): string => path.relative(workspaceRoot, file) || '.';
  const findings: string[] = [];

  collect(findings, () => findPrisma(projectRoot, target.context.env));
  collect(findings, () => {
    const { datasource, location } = readPrismaSchema(projectRoot, schema);
    if (!datasource?.provider) {
      findings.push(`${shown(location)} has no datasource block with a provider.`);
    } else if (datasource.provider !== database.provider) {
      findings.push(
        `${shown(location)} is for ${datasource.provider}, but the configuration says ${database.provider}.`,
      );
    }
  });
  const locked = await lockedProvider(path.join(directory, LOCK_FILE));
  if (locked !== undefined && locked !== database.provider) {
    findings.push(
      `The migrations in ${shown(directory)} were made for ${locked}, not for ${database.provider} (P3019).`,
    );
  }
  const config = readPrismaConfig(projectRoot);
  if (config?.migrations !== undefined && config.migrations !== directory) {
    findings.push(
      `${shown(config.file)} has its migrations in ${shown(config.migrations)}, faber-db looks in ${shown(directory)}.`,
    );
  }
  if (config?.schema !== undefined && !existsSync(config.schema)) {
    findings.push(`${shown(config.file)} names the schema ${shown(config.schema)}, which does not exist.`);
  }
  if (config?.hasLiteralUrl) {
    findings.push(`${shown(config.file)} has the connection URL in it; read it from a variable with env().`);
  }
  try {
    await listMigrations(directory);
  } catch (error) {
    findings.push(sentence(error));
  }
  return findings.length > 0 ? findings : schemaErrors(target);
}

/** What `prisma validate` has against the schema. */
async function schemaErrors(target: ValidateTarget): Promise<string[]> {
  const { provider, hosting } = target.database;
  const cli = PrismaCli.find(target);
  // Prisma wants a URL, although it does not use it here.
  const anywhere = parseConnectionUrl({
    url: provider === 'sqlite' ? 'file:./validate.db' : `${provider}://localhost/validate`,
    provider,
    hosting,
    tls: undefined,
    baseDirectory: target.projectRoot,
    variable: target.connectionVariable,
  });
  const result = await cli.run(['validate', '--schema', cli.schema.location], anywhere, {
    usesEngine: false,
  });
  return result.exitCode === 0 ? [] : [prismaFailure(result).text];
}

function collect(findings: string[], check: () => unknown): void {
  try {
    check();
  } catch (error) {
    findings.push(sentence(error));
  }
}

function sentence(error: unknown): string {
  if (error instanceof FaberDbError) return [error.message, ...error.remedy].join(' ');
  throw error;
}
