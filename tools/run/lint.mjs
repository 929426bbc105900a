// npm run lint: formatting, lint rules and the types of all tests. Runs every check, also after a failure.
import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './support/command.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { bin, root } from './support/paths.mjs';

/** The checks: what is checked and the command that does it. */
export function lintChecks() {
  const typed = [
    ...fs.readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/tsconfig.spec.json`),
    'e2e/tsconfig.json',
  ].filter((file) => fs.existsSync(path.join(root, file)));
  return [
    { title: 'formatting', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
    { title: 'lint rules', command: ['eslint', '--max-warnings', '0', '.'] },
    ...typed.map((file) => ({
      title: `types of ${path.dirname(file)}`,
      command: ['tsc', '--noEmit', '-p', file],
    })),
  ];
}

/**
 * Runs all checks.
 * @param {{ env?: NodeJS.ProcessEnv, onOutput?: (chunk: Buffer) => void }} [options]
 * @returns {Promise<{ title: string, passed: boolean }[]>}
 */
export async function lint({ env = process.env, onOutput } = {}) {
  const results = [];
  for (const { title, command } of lintChecks()) {
    const [program, ...args] = command;
    const exitCode = await runCommand(bin(program), args, { cwd: root, env, onOutput });
    results.push({ title, passed: exitCode === 0 });
    console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${title}`);
  }
  return results;
}

if (path.resolve(process.argv[1]) === path.join(root, 'tools/run/lint.mjs')) {
  await ensureDependencies();
  const results = await lint();
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}
