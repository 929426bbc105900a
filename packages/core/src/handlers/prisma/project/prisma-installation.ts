import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import { FaberDbError } from '../../../errors/faber-db-error';

/** The Prisma CLI that a project has installed. */
export interface PrismaInstallation {
  version: string;
  major: number;
  /** Absolute path of the CLI's JavaScript file, to be run with Node. */
  cli: string;
  /** Prisma's native schema engine is there, downloaded or named by the user. */
  hasNativeEngine: boolean;
}

const OLDEST_MAJOR = 6;

/**
 * Finds the `prisma` package as Node would from the project: in the nearest `node_modules`, upwards.
 * @throws FaberDbError TOOL_MISSING if there is none, UNSUPPORTED if it is too old
 */
export function findPrisma(
  projectRoot: string,
  env: Readonly<Record<string, string | undefined>>,
): PrismaInstallation {
  const folder = ancestors(projectRoot)
    .map((ancestor) => path.join(ancestor, 'node_modules', 'prisma'))
    .find((candidate) => existsSync(path.join(candidate, 'package.json')));
  if (!folder) {
    throw new FaberDbError('TOOL_MISSING', 'Prisma is not installed in this project.', {
      location: { file: projectRoot },
      remedy: ['npm install --save-dev prisma'],
    });
  }
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
    bin: string | Record<string, string>;
  };
  const major = Number.parseInt(manifest.version, 10);
  if (!(major >= OLDEST_MAJOR)) {
    throw new FaberDbError(
      'UNSUPPORTED',
      `Prisma ${manifest.version} is installed; faber-db works with 6.19 and 7.`,
      {
        location: { file: folder },
        remedy: ['npm install --save-dev prisma@7'],
      },
    );
  }
  const bin = typeof manifest.bin === 'string' ? manifest.bin : (manifest.bin['prisma'] ?? 'build/index.js');
  return {
    version: manifest.version,
    major,
    cli: path.join(folder, bin),
    hasNativeEngine: hasNativeEngine(folder, env),
  };
}

function hasNativeEngine(prismaFolder: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const named = env['PRISMA_SCHEMA_ENGINE_BINARY'];
  if (named && existsSync(named)) return !isStandIn(named);
  const real = realpathSync(prismaFolder);
  // Hoisted beside the package, nested in it, or in the package itself.
  return [
    path.join(real, '..', '@prisma', 'engines'),
    path.join(real, 'node_modules', '@prisma', 'engines'),
    real,
    path.join(real, 'build'),
  ].some(holdsSchemaEngine);
}

/** Our own engine, of whatever installation, named as the guide for the bare CLI says. */
function isStandIn(engine: string): boolean {
  const manifest = path.join(path.dirname(realpathSync(engine)), '..', 'package.json');
  if (!existsSync(manifest)) return false;
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
  return name === '@faber-db/prisma-schema-engine';
}

function holdsSchemaEngine(folder: string): boolean {
  if (!existsSync(folder)) return false;
  // A download that broke off leaves `.gz`, `.sha256` or temporary files.
  return readdirSync(folder).some(
    (name) => /^schema-engine-[\w.-]+$/.test(name) && !/\.(gz|sha256|tmp.*)$/.test(name),
  );
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
