import { posix } from 'node:path';
import { readPrismaConfigFile } from './prisma-config-file';
import { readDatasource, type PrismaDatasource } from './prisma-datasource';
import { readPrismaPackages, type PrismaPackages } from './prisma-version';
import type { ProjectFiles } from './project-files';

/** The Prisma set-up that a project already has; everything is undefined in a project without Prisma. */
export interface DetectedPrisma {
  /** Schema file or folder, relative to the workspace root. */
  schema: string | undefined;
  /** The file that holds the `datasource` block, relative to the workspace root. */
  datasourceFile: string | undefined;
  datasource: PrismaDatasource | undefined;
  /** Path of prisma.config.*, relative to the workspace root. */
  configFile: string | undefined;
  /** Migrations folder that exists or that the Prisma configuration names, relative to the workspace root. */
  migrations: string | undefined;
  /** The migrations folder exists. */
  hasMigrations: boolean;
  /** The variable with the URL, from prisma.config.* or from the datasource. */
  urlVariable: string | undefined;
  packages: PrismaPackages;
}

/** Where Prisma itself and the usual workspace layouts keep the schema, best first. */
const SCHEMA_PATHS = [
  'prisma/schema.prisma',
  'schema.prisma',
  'prisma/schema',
  'prisma',
  'src/prisma/schema.prisma',
  'src/prisma/schema',
  'src/prisma',
  'src/lib/prisma/schema.prisma',
  'src/schema.prisma',
  'db/schema.prisma',
  'database/schema.prisma',
];

const MIGRATION_FOLDERS = [
  'prisma/migrations',
  'migrations',
  'src/prisma/migrations',
  'src/lib/prisma/migrations',
  'src/migrations',
  'db/migrations',
  'database/migrations',
];

/**
 * Looks for a Prisma schema, its configuration and its migrations in a project, without running any of its code.
 * @param root project root, relative to the workspace root (`.` for the root itself)
 */
export function detectPrisma(files: ProjectFiles, root: string): DetectedPrisma {
  const configFile = readPrismaConfigFile(files, root);
  const packages = readPrismaPackages(files, root);
  const schema = [configFile?.schema, packages.schema, ...SCHEMA_PATHS.map((path) => posix.join(root, path))]
    .filter((path) => path !== undefined)
    .find((path) => schemaFiles(files, path).length > 0);
  const datasourceFile = schemaFiles(files, schema ?? '').find((file) =>
    readDatasource(files.read(file) ?? ''),
  );
  const datasource =
    datasourceFile === undefined ? undefined : readDatasource(files.read(datasourceFile) ?? '');
  const existing = migrationFolders(root, schema, configFile?.migrations).find((folder) =>
    isMigrationFolder(files, folder),
  );
  return {
    schema,
    datasourceFile,
    datasource,
    configFile: configFile?.file,
    migrations: existing ?? configFile?.migrations,
    hasMigrations: existing !== undefined,
    urlVariable: configFile?.urlVariable ?? datasource?.urlVariable,
    packages,
  };
}

/**
 * The `.prisma` files of a schema.
 * @param schema a file, or a folder that is searched with its subfolders, as Prisma does
 */
function schemaFiles(files: ProjectFiles, schema: string): string[] {
  if (schema === '') return [];
  if (files.read(schema) !== undefined) return schema.endsWith('.prisma') ? [schema] : [];
  return files
    .list(schema)
    .sort()
    .flatMap((name) => {
      if (name === 'node_modules' || name === 'migrations') return [];
      return schemaFiles(files, posix.join(schema, name));
    });
}

/** What the configuration names comes alone: Prisma would look nowhere else. */
function migrationFolders(
  root: string,
  schema: string | undefined,
  configured: string | undefined,
): string[] {
  if (configured !== undefined) return [configured];
  const besideSchema =
    schema === undefined
      ? []
      : [posix.join(schema.endsWith('.prisma') ? posix.dirname(schema) : schema, 'migrations')];
  return [...besideSchema, ...MIGRATION_FOLDERS.map((path) => posix.join(root, path))];
}

/** A folder named `migrations` may be another tool's; Prisma's has a lock file or a `migration.sql` per subfolder. */
function isMigrationFolder(files: ProjectFiles, folder: string): boolean {
  const entries = files.list(folder);
  return (
    entries.includes('migration_lock.toml') ||
    entries.some((entry) => files.exists(posix.join(folder, entry, 'migration.sql')))
  );
}
