import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type ResolvedConfig } from '@faber-db/core';
import { diskFiles, type ProjectFiles } from './project-files';
import type { ScaffoldOptions } from './scaffold-options';
import { scaffoldProject } from './scaffold-project';
import { wireWorkspace } from './wire-workspace';

/** What is scaffolded has to pass the strict validation that every command begins with. */
describe('scaffolded configuration', () => {
  let folder: string;
  let files: ProjectFiles;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faber-db-config-'));
    files = diskFiles(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = (projectRoot: string): Promise<ResolvedConfig> =>
    loadConfig({
      workspaceRoot: folder,
      projectRoot: join(folder, projectRoot),
      projectName: 'shop',
      env: {},
    });

  it.each<[string, Partial<ScaffoldOptions>]>([
    ['PostgreSQL', {}],
    ['SQLite', { provider: 'sqlite' }],
    [
      'a hosted PostgreSQL',
      { hosting: 'aws-aurora', environments: ['dev', 'staging', 'prod', 'production-eu'] },
    ],
    ['the workspace root', { projectRoot: '.', environments: ['dev', 'prod'] }],
  ])('is valid for %s', async (_, options) => {
    wireWorkspace(files);
    const projectRoot = options.projectRoot ?? 'apps/shop';
    scaffoldProject(files, { projectName: 'shop', projectRoot, ...options });
    const [database] = (await load(projectRoot)).databases;
    expect(database).toMatchObject({
      provider: options.provider ?? 'postgresql',
      hosting: options.hosting ?? 'local',
      tool: 'prisma',
      migrations: { directory: join(folder, projectRoot, 'prisma/migrations') },
    });
    const names = options.environments ?? ['dev', 'staging', 'production'];
    expect(database?.environments.map(({ name }) => name)).toEqual(names);
    expect(new Set(database?.environments.map(({ connectionVariable }) => connectionVariable)).size).toBe(
      names.length,
    );
    for (const { name, isProtected, requiresApproval } of database?.environments ?? []) {
      expect([name, isProtected]).toEqual([name, name.startsWith('prod')]);
      expect([name, requiresApproval]).toEqual([name, isProtected ? ['migrate', 'seed'] : []]);
    }
  });

  it('respects a policy that is stricter than ours', async () => {
    files.write(
      '.fractary/plugins/faber-db/config.json',
      '{ "safety": { "protected_environments": ["staging", "production"], "require_approval_for": ["migrate", "seed", "reset"] } }',
    );
    scaffoldProject(files, {
      projectName: 'shop',
      projectRoot: 'apps/shop',
      environments: ['dev', 'staging', 'live'],
    });
    const [database] = (await load('apps/shop')).databases;
    expect(database?.environments.filter(({ isProtected }) => isProtected).map(({ name }) => name)).toEqual([
      'staging',
      'live',
    ]);
  });
});
