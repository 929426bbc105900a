import * as path from 'node:path';
import { FaberDbError } from '../../../errors/faber-db-error';
import type { HandlerTarget } from '../../handler';
import type { ProcessEnvironment } from '../../../context/operation-context';
import { findPrisma } from './prisma-installation';
import { readPrismaSchema } from './prisma-schema';

/**
 * Where relative paths of SQLite URLs start: the folder of the schema until Prisma 6, since
 * Prisma 7 the project's root (https://www.prisma.io/docs/orm/overview/databases/sqlite).
 * A project without Prisma or without a schema counts as one of Prisma 7; what is missing
 * is said where it is needed.
 */
export function prismaUrlFolder(
  target: Pick<HandlerTarget, 'database' | 'projectRoot'> & { env: ProcessEnvironment },
): string {
  try {
    if (findPrisma(target.projectRoot, target.env).major >= 7) return target.projectRoot;
    const { location } = readPrismaSchema(target.projectRoot, target.database.migrations.schema);
    return path.extname(location) === '' ? location : path.dirname(location);
  } catch (error) {
    if (error instanceof FaberDbError) return target.projectRoot;
    throw error;
  }
}
