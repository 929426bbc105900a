import { posix } from 'node:path';
import { CONFIG_FILE } from './config-file';
import type { FileGroup } from './operations';
import type { DatabaseOutline } from './project-outline';

/** Where Prisma looks when nothing is configured (https://www.prisma.io/docs/orm/prisma-schema/overview/location). */
const PRISMA = {
  tool: [
    '{projectRoot}/prisma.config.{js,ts,mjs,cjs,mts,cts}',
    '{projectRoot}/.config/prisma.{js,ts,mjs,cjs,mts,cts}',
    '{projectRoot}/package.json',
  ],
  // Prisma's own places, and any other that prisma.config names.
  schema: ['{projectRoot}/**/*.prisma'],
  migrations: ['{projectRoot}/prisma/migrations/**/*'],
  seeds: [
    '{projectRoot}/prisma/seed.*',
    '{projectRoot}/prisma/{seed,seeds}/**/*',
    '{projectRoot}/seed.*',
    '{projectRoot}/{seed,seeds}/**/*',
  ],
};

const WORKSPACE_CONFIG = [`{workspaceRoot}/${CONFIG_FILE}`];
const BOTH_CONFIGS = [...WORKSPACE_CONFIG, `{projectRoot}/${CONFIG_FILE}`];

/** File sets, as Nx inputs, by what they are for. */
export type FileInputs = Record<FileGroup, readonly string[]>;

/** The files that a database's targets read. `projectRoot` is relative to the workspace. */
export function fileInputs(database: DatabaseOutline, projectRoot: string): FileInputs {
  const { schema, migrationsDirectory } = database;
  return {
    ...PRISMA,
    config: projectRoot === '.' ? WORKSPACE_CONFIG : BOTH_CONFIGS,
    ...(schema === undefined ? {} : { schema: [inProject(schemaPattern(schema), projectRoot)] }),
    ...(migrationsDirectory === undefined
      ? {}
      : { migrations: [inProject(`${migrationsDirectory}/**/*`, projectRoot)] }),
  };
}

/** A schema is a file or, without an extension, a folder of files. */
function schemaPattern(schema: string): string {
  return posix.extname(schema) === '' ? `${schema}/**/*` : schema;
}

/** The input for a path relative to the project, which may lead out of it. */
function inProject(pattern: string, projectRoot: string): string {
  const inside = posix.normalize(pattern.replaceAll('\\', '/'));
  if (!inside.startsWith('..')) return `{projectRoot}/${inside}`;
  return `{workspaceRoot}/${posix.join(projectRoot, inside)}`;
}
