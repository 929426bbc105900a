import type { Database } from '../../databases/database';
import { FaberDbError } from '../../errors/faber-db-error';
import type { ErrorCode } from '../../errors/error-codes';
import type { AppliedMigration, ApplyOptions, HandlerTarget } from '../handler';
import { commandFor } from '../command-for';
import { HistoryTable } from './history/history-table';
import { listMigrations, readScript } from './migrations-folder';
import { readPending } from './pending-migrations';
import { PrismaCli, prismaFailed, prismaFailure } from './project/prisma-cli';

/** Prisma's codes that have a counterpart of ours. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  P1000: 'AUTHENTICATION_FAILED',
  P1001: 'CONNECTION_FAILED',
  P1002: 'LOCK_TIMEOUT',
  P1003: 'DATABASE_NOT_FOUND',
  P1010: 'ACCESS_DENIED',
  P1011: 'TLS_FAILED',
  P3005: 'DATABASE_NOT_EMPTY',
  P3009: 'FAILED_MIGRATION_FOUND',
  P3015: 'MIGRATION_FILE_MISSING',
  P3018: 'MIGRATION_FAILED',
  P3019: 'PROVIDER_SWITCHED',
};

/**
 * Applies what is pending with `prisma migrate deploy` of the user's own Prisma.
 * @throws FaberDbError UNSUPPORTED for `to`; the counterpart of Prisma's error, else TOOL_FAILED
 */
export async function deployWithCli(
  target: HandlerTarget,
  db: Database,
  options: ApplyOptions,
): Promise<AppliedMigration[]> {
  if (options.to !== undefined) {
    throw new FaberDbError('UNSUPPORTED', '"prisma migrate deploy" cannot stop at a given migration.', {
      remedy: ['Use "engine": "direct" (the default) in the database configuration.'],
    });
  }
  const cli = PrismaCli.find(target);
  await options.verify?.(await readPending(target, db));
  const before = await finishedMigrations(db);
  const arguments_ = [
    'migrate',
    'deploy',
    ...(cli.installation.major < 7 ? ['--schema', cli.schema.location] : []),
  ];
  const result = await cli.run(arguments_, target.connection, { showOutput: true });
  if (result.exitCode !== 0) throw deployFailed(target, result);
  const after = await finishedMigrations(db);
  const applied: AppliedMigration[] = [];
  for (const file of await listMigrations(target.database.migrations.directory)) {
    const durationMs = after.get(file.name);
    if (durationMs === undefined || before.has(file.name)) continue;
    const { sql } = await readScript(file);
    applied.push({ name: file.name, durationMs, statements: db.dialect.splitStatements(sql).length });
  }
  return applied;
}

/** Migrations that are applied, with the milliseconds they took. */
async function finishedMigrations(db: Database): Promise<Map<string, number>> {
  const rows = (await new HistoryTable(db).read()) ?? [];
  return new Map(
    rows.flatMap(({ name, startedAt, finishedAt, rolledBackAt }) =>
      finishedAt && !rolledBackAt ? [[name, finishedAt.getTime() - startedAt.getTime()] as const] : [],
    ),
  );
}

function deployFailed(target: HandlerTarget, result: Parameters<typeof prismaFailure>[0]): FaberDbError {
  const generic = prismaFailed('prisma migrate deploy', result);
  const { code, text } = prismaFailure(result);
  const ours = code === undefined ? undefined : CODES[code];
  if (ours === undefined) return generic;
  const migration =
    /Migration name: (\S+)/.exec(text)?.[1] ?? /The `([^`]+)` migration started/.exec(text)?.[1];
  const resolve = migration && commandFor(target, 'resolve', '--rolled-back', migration);
  return new FaberDbError(ours, generic.message, {
    ...(migration === undefined ? {} : { location: { migration } }),
    ...(code === undefined ? {} : { causeCode: code }),
    remedy: [
      ...(resolve ? [`Once its cause and what it left behind are dealt with: ${resolve}`] : []),
      ...(code === 'P3005'
        ? [`To record the migrations as applied: ${commandFor(target, 'resolve', '--baseline')}`]
        : []),
      ...generic.remedy,
    ],
  });
}
