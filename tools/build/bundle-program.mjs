// node bundle-program.mjs: makes dist/program/faber-db.js, the command-line program as one file.
//
// Loading some 250 small modules takes longer than most commands work (zod alone, with its
// messages in fifty languages, a third of `faber-db fingerprint`). The drivers stay outside, for
// they are loaded when needed, and so does what has files of its own beside its code.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'packages/nx-plugin/dist/program');

const { metafile } = await build({
  entryPoints: [path.join(root, 'packages/nx-plugin/src/cli/main.ts')],
  outfile: path.join(folder, 'faber-db.js'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // The ES module builds of libraries, of which only what is used gets in.
  mainFields: ['module', 'main'],
  conditions: ['module'],
  tsconfig: path.join(root, 'tsconfig.base.json'),
  external: [
    'pg',
    'libsql',
    'libpg-query',
    'libpg-query/*',
    '@clack/prompts',
    '@faber-db/prisma-schema-engine',
    '@nx/devkit',
  ],
  legalComments: 'none',
  metafile: true,
  absWorkingDir: root,
  logLevel: 'warning',
});

fs.writeFileSync(path.join(folder, 'THIRD-PARTY-LICENSES.txt'), licences(metafile));

/** The licences of the libraries that got in, as they ask for. */
function licences({ inputs }) {
  const packages = new Set(
    Object.keys(inputs).flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  return [...packages]
    .sort()
    .map((name) => {
      const file = fs.readdirSync(path.join(root, name)).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${name} is bundled and has no licence file.`);
      const text = fs.readFileSync(path.join(root, name, file), 'utf8');
      return `${name.replace(/^.*node_modules\//, '')}\n\n${text.trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
