// Throw-away Nx workspaces for the demo and the benchmarks. Their packages are links to this
// repository's own, so that nothing is installed; everything else is as a user has it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeModules } from './paths.mjs';

/** Package in the workspace → folder in this repository's node_modules. */
const links = {
  nx: 'nx',
  '@nx/devkit': '@nx/devkit',
  'faber-db': 'faber-db',
  '@faber-db/core': '@faber-db/core',
  '@faber-db/prisma-schema-engine': '@faber-db/prisma-schema-engine',
  prisma: 'prisma-7',
  dotenv: 'dotenv',
};

/** What the program `name` is, as a script that Node runs, without the detour over npx. */
export const programs = {
  nx: path.join(nodeModules, 'nx/dist/bin/nx.js'),
  prisma: path.join(nodeModules, 'prisma-7/build/index.js'),
  'faber-db': path.join(nodeModules, 'faber-db/bin/faber-db.js'),
};

/**
 * Creates a workspace in the system's folder for temporary files.
 * @param {{ name: string, files?: Record<string, string>, plugins?: string[] }} options `files` by path;
 *   `plugins` are the entries of nx.json
 * @returns {{ folder: string, env: NodeJS.ProcessEnv, write(file: string, text: string): void, remove(): void }}
 *   `env` is for every command in the workspace
 */
export function createLinkedWorkspace({ name, files = {}, plugins = [] }) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `${name}-`));
  const write = (file, text) => {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  };
  for (const [packageName, source] of Object.entries(links)) {
    const link = path.join(folder, 'node_modules', packageName);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(nodeModules, source), link, 'dir');
  }
  const bin = path.join(folder, 'node_modules/.bin');
  fs.mkdirSync(bin);
  for (const [program, script] of Object.entries(programs)) fs.symlinkSync(script, path.join(bin, program));

  const devDependencies = Object.fromEntries(
    ['nx', '@nx/devkit', 'prisma', 'faber-db', 'dotenv'].map((packageName) => [
      packageName,
      versionOf(folder, packageName),
    ]),
  );
  // Never installed: the generator sees that it is wanted and leaves package.json alone.
  devDependencies['@prisma/client'] = devDependencies['prisma'];
  write('package.json', json({ name, version: '0.0.0', private: true, devDependencies }));
  write('nx.json', json({ analytics: false, neverConnectToCloud: true, plugins }));
  write('tsconfig.base.json', json({ compilerOptions: { strict: true } }));
  write('.gitignore', 'node_modules\n.nx\n');
  for (const [file, text] of Object.entries(files)) write(file, text);

  const env = {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_CACHE_DIRECTORY: path.join(folder, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: path.join(folder, '.nx/workspace-data'),
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  return { folder, env, write, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

export const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

function versionOf(folder, packageName) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'node_modules', packageName, 'package.json'), 'utf8'))
    .version;
}
