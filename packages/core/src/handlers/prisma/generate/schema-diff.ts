import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Connection } from '../../../environments/connection';
import { FaberDbError } from '../../../errors/faber-db-error';
import { readPrismaConfig } from '../project/prisma-config-file';
import { prismaFailure, type PrismaCli } from '../project/prisma-cli';

/** Both directions of the difference between a database and the schema. */
export interface SchemaDiff {
  /** Leads from the database to the schema; empty if there is no difference. */
  up: string;
  down: string;
}

/** Exit codes of `prisma migrate diff --exit-code`. */
const SAME = 0;
const DIFFERENT = 2;

/** The variable from which our own temporary Prisma 6 schema reads the URL. */
const SCRATCH_VARIABLE = 'FABER_DB_SCRATCH_URL';

/**
 * Compares a database with the project's Prisma schema by means of the user's own Prisma CLI. The URL
 * travels in the environment.
 * @throws FaberDbError GENERATE_FAILED
 */
export async function diffWithSchema(
  cli: PrismaCli,
  projectRoot: string,
  database: Connection,
): Promise<SchemaDiff> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faber-db-diff-'));
  try {
    const sides =
      cli.installation.major >= 7 ? sidesOfPrisma7(cli, projectRoot) : await sidesOfPrisma6(cli, folder);
    const compare = async (from: string[], to: string[], name: string): Promise<string> => {
      const output = path.join(folder, name);
      const args = ['migrate', 'diff', ...from, ...to, '--script', '--exit-code', '--output', output];
      const result = await cli.run(args, database, { extraVariables: [SCRATCH_VARIABLE] });
      if (result.exitCode === SAME) return '';
      if (result.exitCode === DIFFERENT) return readFile(output, 'utf8');
      const { code, text } = prismaFailure(result);
      throw new FaberDbError(
        'GENERATE_FAILED',
        `Prisma could not compare the schema with the migrations.\n${text}`,
        {
          location: { file: cli.schema.location },
          ...(code === undefined ? {} : { causeCode: code }),
          remedy: ['Correct the schema, then generate again.'],
        },
      );
    };
    const [up, down] = await Promise.all([
      compare(sides.fromDatabase, sides.toSchema, 'up.sql'),
      compare(sides.fromSchema, sides.toDatabase, 'down.sql'),
    ]);
    return { up, down };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Sides {
  fromDatabase: string[];
  toDatabase: string[];
  fromSchema: string[];
  toSchema: string[];
}

function sidesOfPrisma7(cli: PrismaCli, projectRoot: string): Sides {
  const config = readPrismaConfig(projectRoot);
  if (!config || config.hasLiteralUrl) {
    throw new FaberDbError(
      'GENERATE_FAILED',
      config
        ? 'prisma.config has the connection URL in it, so Prisma cannot be pointed at a scratch database.'
        : 'Prisma 7 needs a prisma.config.ts in the project.',
      {
        location: { file: config?.file ?? path.join(projectRoot, 'prisma.config.ts') },
        remedy: ["Write: datasource: { url: env('DATABASE_URL') } with the name of your variable."],
      },
    );
  }
  return {
    fromDatabase: ['--from-config-datasource'],
    toDatabase: ['--to-config-datasource'],
    fromSchema: ['--from-schema', cli.schema.location],
    toSchema: ['--to-schema', cli.schema.location],
  };
}

/** Prisma 6 takes the database from a schema: from one of ours, since the user's may have the URL in it. */
async function sidesOfPrisma6(cli: PrismaCli, folder: string): Promise<Sides> {
  const { datasource, generators, location } = cli.schema;
  const schema = path.join(folder, 'schema.prisma');
  const entries = [...(datasource?.otherEntries ?? []), `url = env("${SCRATCH_VARIABLE}")`];
  await writeFile(
    schema,
    `datasource ${datasource?.name ?? 'db'} {\n${entries.map((entry) => `  ${entry}\n`).join('')}}\n\n${generators.join('\n\n')}\n`,
  );
  return {
    fromDatabase: ['--from-schema-datasource', schema],
    toDatabase: ['--to-schema-datasource', schema],
    fromSchema: ['--from-schema-datamodel', location],
    toSchema: ['--to-schema-datamodel', location],
  };
}
