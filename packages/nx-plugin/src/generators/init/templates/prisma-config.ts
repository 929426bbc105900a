/** What a `prisma.config.ts` is made from. Paths are relative to the project's root. */
export interface PrismaConfigOptions {
  schema: string;
  migrations: string;
  /** Variable that holds the default environment's URL. */
  urlVariable: string;
}

/**
 * A Prisma 7 configuration (https://www.prisma.io/docs/orm/reference/prisma-config-reference).
 * It reads the variable by `process.env`, not by Prisma's `env()`, which throws where the variable is not set
 * and so would make `prisma generate` need a database URL. `__dirname` works in CommonJS and ESM
 * projects alike, because Prisma loads the file through jiti.
 */
export function prismaConfig({ schema, migrations, urlVariable }: PrismaConfigOptions): string {
  return `import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma 7 reads no .env files by itself. Variables that are already set win, so this changes
// nothing for faber-db and Nx, which pass the URL of the environment that they work on.
for (const name of ['.env.local', '.env']) {
  const file = join(__dirname, name);
  if (existsSync(file)) process.loadEnvFile(file);
}

export default defineConfig({
  schema: '${schema}',
  migrations: { path: '${migrations}' },
  datasource: { url: process.env['${urlVariable}'] },
});
`;
}
