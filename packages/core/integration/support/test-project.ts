import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CONFIG_PATH, loadConfig, systemClock, type OperationContext, type Terminal } from '../../src';
import { silentTerminal } from '../../src/context/terminal';
import type { OperationEvent } from '../../src/context/operation-event';

const repository = path.resolve(__dirname, '../../../..');

/** A throw-away project with a configuration and migrations, used through the public API. */
export interface TestProject {
  root: string;
  write(file: string, content: string): void;
  migration(name: string, sql: string): void;
  config(content: object): void;
  /** A context as the command-line program makes it, with everything passed in. */
  context(options?: {
    env?: Record<string, string>;
    terminal?: Terminal;
  }): Promise<OperationContext & { events: OperationEvent[] }>;
  remove(): void;
}

/**
 * @param provider the provider that `migration_lock.toml` and the schema name
 * @param prismaMajor the line of Prisma that is installed in the project
 */
export function createTestProject(provider: 'postgresql' | 'sqlite', prismaMajor: 6 | 7 = 7): TestProject {
  const root = mkdtempSync(path.join(os.tmpdir(), 'faber-db-project-'));
  const write = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  };
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(
    path.join(repository, `node_modules/prisma-${prismaMajor}`),
    path.join(root, 'node_modules/prisma'),
  );
  write('package.json', JSON.stringify({ name: 'shop' }));
  write('prisma/migrations/migration_lock.toml', `provider = "${provider}"\n`);
  write(
    'prisma/schema.prisma',
    `datasource db {\n  provider = "${provider}"\n}\n\nmodel Customer {\n  id Int @id\n  name String\n}\n`,
  );
  write(
    'prisma.config.ts',
    [
      "import { defineConfig } from 'prisma/config';",
      'export default defineConfig({',
      "  schema: 'prisma/schema.prisma',",
      "  migrations: { path: 'prisma/migrations', seed: 'node seed.cjs' },",
      '  datasource: { url: process.env.DEV_URL },',
      '});',
    ].join('\n'),
  );
  return {
    root,
    write,
    migration: (name, sql) => write(`prisma/migrations/${name}/migration.sql`, sql),
    config: (content) => write(CONFIG_PATH, JSON.stringify(content)),
    async context({ env = {}, terminal = silentTerminal() } = {}) {
      const events: OperationEvent[] = [];
      const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
      return {
        config: await loadConfig({ workspaceRoot: root, projectRoot: root, projectName: 'shop', env }),
        env: { ...inherited, ...env },
        clock: systemClock,
        terminal,
        onEvent: (event) => events.push(event),
        signal: new AbortController().signal,
        events,
      };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
