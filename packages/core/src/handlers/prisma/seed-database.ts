import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { FaberDbError } from '../../errors/faber-db-error';
import type { HandlerTarget } from '../handler';
import { PrismaCli, prismaFailed, prismaFailure } from './project/prisma-cli';
import { readPrismaConfig } from './project/prisma-config-file';

/**
 * Runs `prisma db seed` of the user's own Prisma on the target's database.
 * @returns `ran: false` if the project names no seed command
 * @throws FaberDbError SEED_FAILED, TOOL_MISSING, SCHEMA_NOT_FOUND, CANCELLED
 */
export async function seedDatabase(target: HandlerTarget): Promise<{ ran: boolean; command?: string }> {
  const { projectRoot } = target;
  const cli = PrismaCli.find(target);
  if (!namesSeed(projectRoot, cli.installation.major)) return { ran: false };
  const result = await cli.run(['db', 'seed'], target.connection, { showOutput: true, usesEngine: false });
  if (result.exitCode !== 0) {
    const { text, code } = prismaFailure(result);
    throw new FaberDbError('SEED_FAILED', `The seed failed (exit code ${result.exitCode}).\n${text}`, {
      ...(code === undefined ? {} : { causeCode: code }),
      cause: prismaFailed('prisma db seed', result),
      remedy: [
        'Correct the seed and run the command again. What it had written before it failed is still there.',
      ],
    });
  }
  const command = /Running seed command `([^`]+)`/.exec(`${result.stdout}\n${result.stderr}`)?.[1];
  return command === undefined ? { ran: true } : { ran: true, command };
}

/** Prisma says nothing that can be relied on when there is no seed, so the places where it can be are looked at. */
function namesSeed(projectRoot: string, prismaMajor: number): boolean {
  const config = readPrismaConfig(projectRoot);
  if (config) return config.hasSeed;
  const file = path.join(projectRoot, 'package.json');
  if (prismaMajor >= 7 || !existsSync(file)) return false;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { prisma?: { seed?: unknown } };
  return typeof manifest.prisma?.seed === 'string';
}
