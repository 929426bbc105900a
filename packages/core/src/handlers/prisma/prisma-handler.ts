import type { MigrationHandler } from '../handler';
import { readHistory } from './migration-history';
import { listMigrations } from './migrations-folder';
import { readPending } from './pending-migrations';
import { prismaUrlFolder } from './project/url-folder';
import { markApplied, markRolledBack } from './resolve-migration';

/**
 * Prisma (6.19 and 7). Applying and resolving work over the driver on Prisma's own history table;
 * generating and seeding run the Prisma CLI of the user's project, and each is loaded only when it is needed.
 */
export const prismaHandler: MigrationHandler = {
  tool: 'prisma',
  capabilities: { down: 'generated', generate: true },
  historyTables: ['_prisma_migrations'],
  urlFolder: prismaUrlFolder,
  list: (target) => listMigrations(target.database.migrations.directory),
  history: readHistory,
  pending: readPending,
  async apply(target, db, options) {
    if (target.database.engine === 'direct') {
      const { applyDirectly } = await import('./apply/direct-apply.js');
      return applyDirectly(target, db, options);
    }
    const { deployWithCli } = await import('./deploy-with-cli.js');
    return deployWithCli(target, db, options);
  },
  markApplied,
  markRolledBack,
  async generate(target, options) {
    const { generateMigration } = await import('./generate/generate-migration.js');
    return generateMigration(target, options);
  },
  async seed(target) {
    const { seedDatabase } = await import('./seed-database.js');
    return seedDatabase(target);
  },
  async validate(target) {
    const { validateProject } = await import('./validate-project.js');
    return validateProject(target);
  },
};
