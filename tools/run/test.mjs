// npm test: everything that is to be known about this checkout, from an empty machine on.
//
//   npm test                          lint, unit, integration and end-to-end tests
//   npm test -- unit integration      some of these phases
//   npm test -- e2e prisma-6          the rest goes to jest: here, files whose path contains `prisma-6`
//
// Installs dependencies and builds first; starts a PostgreSQL cluster of its own (installing
// Debian's package when it is missing) for the phases that need one. At the end, everything
// that was printed or written, and the command lines of all processes, are searched for that
// cluster's password. The last line reads `N passed, N failed`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPostgresql } from '../test-servers/postgresql.mjs';
import { ensureDebianPackage, isInPath } from '../test-servers/support.mjs';
import { build } from './build.mjs';
import { lint } from './lint.mjs';
import { runCommand, stopCommands } from './support/command.mjs';
import { root } from './support/paths.mjs';
import { killProcessesIn } from './support/processes.mjs';
import { filesHolding, formsOf, holds, watchProcesses } from './support/secret-search.mjs';
import { testEnvironment } from './support/test-environment.mjs';

const packages = fs.readdirSync(path.join(root, 'packages'));
/** Jest projects, seconds that one test may take, seconds that the phase may take: far from what they need, so that only what hangs is ended. */
const phases = {
  lint: {},
  unit: { projects: packages, testSeconds: 60, phaseSeconds: 600 },
  integration: {
    projects: packages.map((name) => `${name}-integration`),
    testSeconds: 120,
    phaseSeconds: 1800,
    needsPostgresql: true,
  },
  e2e: { projects: ['e2e'], testSeconds: 300, phaseSeconds: 1800, needsPostgresql: true },
};

const args = process.argv.slice(2);
const named = args.filter((arg) => arg in phases);
const jestArgs = args.filter((arg) => !(arg in phases));
const selected =
  named.length > 0 ? named : Object.keys(phases).filter((name) => name !== 'lint' || jestArgs.length === 0);

// Not below TMPDIR of the tests: the server runs as another user and keeps its files to itself.
const runFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'fdb-'));
fs.chmodSync(runFolder, 0o711);
const logFile = path.join(runFolder, 'output.log');
const log = fs.openSync(logFile, 'w');
const onOutput = (chunk) => fs.writeSync(log, chunk);
const totals = { passed: 0, failed: 0 };
const summary = [];
let postgresql;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, async () => {
    console.error(`\n${signal}: stopping.`);
    await cleanUp();
    process.exit(130);
  });
}

try {
  await build({ onOutput });
  await runPhases();
} catch (error) {
  console.error(error);
  record('run', { failed: 1 }, error.message);
} finally {
  await cleanUp();
}

console.log(`\n${summary.join('\n')}\n\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

async function runPhases() {
  const env = testEnvironment(runFolder);
  let search;
  if (selected.some((name) => phases[name].needsPostgresql)) {
    // Signed approvals, and what changed since the base branch.
    await ensureDebianPackage('openssh-client', () => isInPath('ssh-keygen'));
    await ensureDebianPackage('git', () => isInPath('git'));
    postgresql = await startPostgresql({ baseDir: path.join(runFolder, 'pg') });
    Object.assign(env, {
      FABER_DB_TEST_PG_URL: postgresql.url,
      FABER_DB_TEST_PG_CA: postgresql.caFile,
      FABER_DB_TEST_PG_CLIENT_CERT: postgresql.clientCertificate,
      FABER_DB_TEST_PG_CLIENT_KEY: postgresql.clientKey,
    });
    search = startSecretSearch(env);
  }
  for (const name of selected) {
    console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
    if (name === 'lint') await runLint(env);
    else await runJest(name, phases[name], env);
  }
  if (search) endSecretSearch(search);
}

async function runLint(env) {
  const started = Date.now();
  const results = await lint({ env, onOutput });
  const passed = results.filter((result) => result.passed).length;
  const failures = results.filter((result) => !result.passed).map(({ title }) => title);
  record('lint', { passed, failed: failures.length }, seconds(started), failures.join(', '));
}

async function runJest(name, { projects, testSeconds, phaseSeconds }, env) {
  const started = Date.now();
  const report = path.join(runFolder, `${name}.json`);
  const exitCode = await runCommand(
    process.execPath,
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      ...['--config', 'tools/run/jest.config.js'],
      ...['--json', '--outputFile', report],
      '--ci',
      '--passWithNoTests',
      ...['--maxWorkers', '2'],
      ...['--testTimeout', String(testSeconds * 1000)],
      ...(process.stdout.isTTY ? ['--colors'] : []),
      ...['--selectProjects', ...projects],
      ...(jestArgs.length > 0 ? ['--testPathPatterns', ...jestArgs] : []),
    ],
    { cwd: root, env, timeoutSeconds: phaseSeconds, onOutput: onOutput },
  );
  if (!fs.existsSync(report)) {
    record(
      name,
      { failed: 1 },
      seconds(started),
      exitCode === 124 ? `stopped after ${phaseSeconds} s` : 'jest died',
    );
    return;
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, success } = JSON.parse(
    fs.readFileSync(report, 'utf8'),
  );
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // A failing set-up shows in the exit code only.
  record(
    name,
    { passed: numPassedTests, failed: failed || (success && exitCode === 0 ? 0 : 1) },
    seconds(started),
  );
}

function startSecretSearch(env) {
  const forms = formsOf(decodeURIComponent(new URL(postgresql.url).password));
  // Above TMPDIR, or the search would find its own list.
  const secretFile = path.join(runFolder, 'secret');
  fs.writeFileSync(secretFile, forms.join('\n'), { mode: 0o600 });
  env.FABER_DB_TEST_SECRET_FILE = secretFile;
  return {
    forms,
    hitFile: `${secretFile}.hits`,
    processes: watchProcesses(forms),
    folders: [env.TMPDIR, env.HOME],
  };
}

/** No password in any output, report, journal, temporary workspace or command line. */
function endSecretSearch({ forms, hitFile, processes, folders }) {
  const { samples, hits } = processes.stop();
  const found = [
    ...hits.map((commandLine) => `the command line of a process: ${commandLine}`),
    ...(holds(fs.readFileSync(logFile), forms) ? ['the output of this run'] : []),
    ...folders.flatMap((folder) => filesHolding(folder, forms)),
    ...(fs.existsSync(hitFile) ? fs.readFileSync(hitFile, 'utf8').trim().split('\n') : []),
  ];
  for (const place of new Set(found))
    console.error(`The password of the test database was found in ${place}`);
  const details = `${samples} looks at the process list`;
  record('secrets', found.length > 0 ? { failed: 1 } : { passed: 1 }, details);
}

function record(name, { passed = 0, failed = 0 }, ...details) {
  totals.passed += passed;
  totals.failed += failed;
  const text = details.filter(Boolean).join(', ');
  summary.push(
    `${failed > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(12)} ${passed} passed, ${failed} failed (${text})`,
  );
}

async function cleanUp() {
  await stopCommands();
  await postgresql?.stop();
  killProcessesIn(runFolder);
  fs.rmSync(runFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function seconds(started) {
  return `${Math.round((Date.now() - started) / 1000)} s`;
}
