import { describePrismaConfig } from './prisma-config-file';

const describeText = (text: string) => describePrismaConfig('/app/prisma.config.ts', text);

describe('describePrismaConfig', () => {
  it('reads paths, seed and variables', () => {
    expect(
      describeText(`import 'dotenv/config';
import { defineConfig, env } from 'prisma/config';
// migrations: { path: 'not/this' }
export default defineConfig({
  schema: path.join('db', 'schema'),
  migrations: { path: 'db/migrations', seed: 'tsx seed.ts' },
  datasource: { url: env('MAIN_URL') },
});`),
    ).toEqual({
      file: '/app/prisma.config.ts',
      schema: '/app/db/schema',
      migrations: '/app/db/migrations',
      hasSeed: true,
      urlVariables: ['MAIN_URL'],
      hasLiteralUrl: false,
    });
  });

  it('finds variables however they are read, and URLs that are written out', () => {
    expect(
      describeText("datasource: { url: process.env.A_URL ?? process.env['B_URL']! }").urlVariables,
    ).toEqual(['A_URL', 'B_URL']);
    expect(
      describeText("const u = process.env['DATABASE_URL'];\nexport default { datasource: { url: u } }")
        .urlVariables,
    ).toEqual(['DATABASE_URL']);
    expect(describeText("datasource: { url: 'file:./dev.db' }")).toMatchObject({
      hasLiteralUrl: true,
      urlVariables: [],
    });
    expect(describeText('export default {}')).toMatchObject({ hasSeed: false, hasLiteralUrl: false });
  });
});
