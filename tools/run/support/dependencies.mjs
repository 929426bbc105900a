// Installed dependencies that match the lock file.
import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { nodeModules, root } from './paths.mjs';

/**
 * Runs `npm ci` if `node_modules` is missing or is not what package-lock.json asks for.
 * @throws {Error} when npm fails
 */
export async function ensureDependencies() {
  const reason = whyOutdated();
  if (!reason) return;
  console.log(`> npm ci (${reason})`);
  const exitCode = await runCommand('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root });
  if (exitCode !== 0) throw new Error(`npm ci failed with exit code ${exitCode}.`);
}

/**
 * Compares the lock file with the record that npm keeps of what it installed, so that an
 * `npm install` typed by hand counts as well. Packages for other platforms are not installed.
 */
function whyOutdated() {
  const record = path.join(nodeModules, '.package-lock.json');
  if (!fs.existsSync(record)) return 'node_modules is missing';
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(record);
  for (const [folder, entry] of Object.entries(wanted)) {
    if (!folder.includes('node_modules/') || entry.optional || entry.peer) continue;
    if (!installed[folder]) return `${folder} is not installed`;
  }
  for (const [folder, entry] of Object.entries(installed)) {
    if (!folder.includes('node_modules/')) continue;
    if (wanted[folder]?.version !== entry.version) return `${folder} is not what package-lock.json asks for`;
  }
  return undefined;
}

const readPackages = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;
