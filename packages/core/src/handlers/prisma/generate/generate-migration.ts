import * as path from 'node:path';
import { FaberDbError } from '../../../errors/faber-db-error';
import type { GenerateOptions, GeneratedMigration, HandlerTarget } from '../../handler';
import { checkLockFile, compareNames, listMigrations } from '../migrations-folder';
import { PrismaCli } from '../project/prisma-cli';
import { downScript, irreversibleParts } from './down-script';
import { deriveName, slugOf } from './migration-name';
import { replayMigrations } from './replay-migrations';
import { readChanges } from './schema-change';
import { diffWithSchema } from './schema-diff';
import { stampAfter } from './time-stamp';
import { writeMigration } from './write-migration';

/**
 * Makes a migration of the difference between what the migrations on disk lead to, tried out on a
 * scratch database, and the schema. Writes nothing with `preview` or without a difference.
 * @throws FaberDbError GENERATE_FAILED (Prisma P3006), PROVIDER_SWITCHED, WRITE_FAILED, CANCELLED,
 *   and those of connecting to the server
 */
export async function generateMigration(
  target: HandlerTarget,
  options: GenerateOptions,
): Promise<GeneratedMigration> {
  const { directory } = target.database.migrations;
  const { provider, connection, projectRoot, context } = target;
  const workId = options.workId === undefined ? {} : { workId: options.workId };
  const cli = PrismaCli.find(target);
  await checkLockFile(directory, target.database.provider);
  const existing = await listMigrations(directory);

  context.onEvent({
    type: 'step',
    message: `Replaying ${existing.length} migration(s) on a scratch database`,
  });
  const scratch = await provider.createScratch(connection);
  let up: string;
  let down: string;
  try {
    // Prisma writes the schema's name into some statements, so it has to be the same.
    const replay =
      scratch.connection.provider === 'sqlite' || connection.provider === 'sqlite'
        ? scratch.connection
        : { ...scratch.connection, schema: connection.schema };
    await replayMigrations(target, provider, replay);
    context.onEvent({ type: 'step', message: 'Comparing it with the schema' });
    ({ up, down } = await diffWithSchema(cli, projectRoot, replay));
  } finally {
    await scratch.dispose();
  }
  if (up.trim() === '') return { changed: false, written: false, ...workId };

  const { dialect } = provider;
  const changes = readChanges(dialect.splitStatements(up), dialect.splitStatements(down));
  const stamp = stampAfter(
    context.clock.now(),
    existing.map(({ name }) => name),
  );
  const name = `${stamp}_${options.name === undefined ? deriveName(changes) : slugOf(options.name)}`;
  const newest = existing.at(-1)?.name;
  if (newest !== undefined && compareNames(name, newest) <= 0) {
    throw new FaberDbError(
      'GENERATE_FAILED',
      `Migrations are applied by name, and ${name} would come before the existing ${newest}.`,
      {
        location: { migration: newest },
        remedy: [`Rename ${newest} so that it starts with a time stamp (yyyymmddhhmmss).`],
      },
    );
  }
  const sql = `${options.workId === undefined ? '' : `-- Work item: ${oneLine(options.workId)}\n`}${up}`;
  const downSql = downScript(name, down, changes);
  if (!options.preview) {
    await writeMigration(directory, target.database.provider, name, {
      'migration.sql': sql,
      'down.sql': downSql,
    });
  }
  return {
    changed: true,
    name,
    file: path.join(directory, name, 'migration.sql'),
    downFile: path.join(directory, name, 'down.sql'),
    sql,
    downSql,
    irreversible: irreversibleParts(changes),
    ...workId,
    written: !options.preview,
  };
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
