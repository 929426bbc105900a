// npm run build: installs what is missing and builds all packages to packages/*/dist.
import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './support/command.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { bin, nodeModules, root } from './support/paths.mjs';

/**
 * Builds every package; unchanged ones come from Nx's cache.
 * @param {{ onOutput?: (chunk: Buffer) => void, quiet?: boolean }} [options] as of `runCommand`
 * @throws {Error} when installing or building fails
 */
export async function build({ onOutput, quiet } = {}) {
  await ensureDependencies();
  // A cache of this checkout's own: by default Nx shares it between all clones of a repository.
  const env = {
    ...process.env,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NX_CACHE_DIRECTORY: path.join(root, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: path.join(root, '.nx/workspace-data'),
  };
  const exitCode = await runCommand(bin('nx'), ['run-many', '-t', 'build', '--outputStyle=static'], {
    cwd: root,
    env,
    onOutput,
    quiet,
  });
  if (exitCode !== 0) throw new Error(`The build failed with exit code ${exitCode}.`);
  linkProgram();
}

/** npm leaves out the link to a workspace's program when the file did not exist while it ran. */
function linkProgram() {
  const link = bin('faber-db');
  if (fs.existsSync(link)) return;
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.join('..', 'faber-db', 'bin', 'faber-db.js'), link);
  fs.chmodSync(path.join(nodeModules, 'faber-db', 'bin', 'faber-db.js'), 0o755);
}

if (path.resolve(process.argv[1]) === path.join(root, 'tools/run/build.mjs')) {
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
