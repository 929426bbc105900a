import type { MigrationTool } from '../config/resolved-config';
import { FaberDbError } from '../errors/faber-db-error';
import type { MigrationHandler } from './handler';

/**
 * The adapter of a migration tool, loaded when first needed.
 * @throws FaberDbError UNSUPPORTED for tools without an implementation
 */
export async function migrationHandler(tool: MigrationTool): Promise<MigrationHandler> {
  switch (tool) {
    case 'prisma':
      return (await import('./prisma/prisma-handler.js')).prismaHandler;
    case 'typeorm':
    case 'sequelize':
    case 'knex':
      throw new FaberDbError('UNSUPPORTED', `Migrations of ${tool} are not supported yet.`, {
        remedy: ['Use "prisma" as database.migration_tool.'],
      });
  }
}
