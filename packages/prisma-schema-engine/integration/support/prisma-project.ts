import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { prismaEnvironment } from '../../src/index';
import { childEnvironment, prismaPackage, type PrismaMajor } from './environment';
import { runNode, type Finished } from './run';

export interface ProjectOptions {
  major: PrismaMajor;
  provider: 'postgresql' | 'sqlite';
  /** Without a password: that one is in PGPASSWORD. */
  url: string;
  shadowDatabaseUrl?: string;
  env?: Record<string, string>;
}

/** A project with one of the real Prisma CLIs, in a temporary folder. */
export class PrismaProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'prisma-schema-engine-'));

  constructor(private readonly options: ProjectOptions) {
    mkdirSync(path.join(this.folder, 'node_modules'));
    mkdirSync(path.join(this.folder, 'prisma'));
    symlinkSync(prismaPackage(options.major), path.join(this.folder, 'node_modules/prisma'));
    this.write('package.json', '{ "name": "story", "private": true }');
    this.write('seed.js', 'console.log(`seeded ${process.env.DATABASE_URL}`);');
    const urls =
      options.major === 7 ? `, datasource: ${JSON.stringify({ url: options.url, ...this.shadow() })}` : '';
    this.write(
      'prisma.config.ts',
      `import { defineConfig } from 'prisma/config';\nexport default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations', seed: 'node seed.js' }${urls} });\n`,
    );
  }

  schema(models: string, options: { datasource?: string } = {}): void {
    const { major, provider, url, shadowDatabaseUrl } = this.options;
    const lines = [
      `provider = "${provider}"`,
      ...(major === 6
        ? [`url = ${url.startsWith('file:') ? JSON.stringify(url) : 'env("DATABASE_URL")'}`]
        : []),
      ...(major === 6 && shadowDatabaseUrl
        ? [`shadowDatabaseUrl = ${JSON.stringify(shadowDatabaseUrl)}`]
        : []),
      ...(options.datasource ? [options.datasource] : []),
    ];
    this.write('prisma/schema.prisma', `datasource db {\n  ${lines.join('\n  ')}\n}\n\n${models}\n`);
  }

  run(args: string, options: { stdin?: string; env?: Record<string, string> } = {}): Promise<Finished> {
    const { major, url, env } = this.options;
    const cli = path.join(prismaPackage(major), 'build/index.js');
    return runNode([cli, ...args.split(' ')], {
      cwd: this.folder,
      env: childEnvironment({
        ...prismaEnvironment({ prismaVersion: `${major}.0.0` }),
        DATABASE_URL: url,
        ...env,
        ...options.env,
      }),
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    });
  }

  migrations(): string[] {
    return readdirSync(path.join(this.folder, 'prisma/migrations'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  }

  migration(name: string, sql: string): void {
    this.write(`prisma/migrations/${name}/migration.sql`, sql);
  }

  migrationSql(name: string): string {
    return readFileSync(path.join(this.folder, 'prisma/migrations', name, 'migration.sql'), 'utf8');
  }

  write(file: string, content: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private shadow(): { shadowDatabaseUrl?: string } {
    const { shadowDatabaseUrl } = this.options;
    return shadowDatabaseUrl ? { shadowDatabaseUrl } : {};
  }
}
