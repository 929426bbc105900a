// npm run demo: the main job of faber-db on embedded SQLite databases, in a throw-away Nx
// workspace. Needs no server; every command below is really run and shows its own output.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { build } from '../run/build.mjs';
import { createLinkedWorkspace, json } from '../run/support/linked-workspace.mjs';

const project = 'apps/api';

try {
  heading('Building faber-db');
  await build({ quiet: true });
  const workspace = createLinkedWorkspace({
    name: 'faber-db-demo',
    files: { [`${project}/project.json`]: json({ name: 'api', projectType: 'application' }) },
  });
  try {
    playDemo(workspace);
  } finally {
    workspace.remove();
  }
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

function playDemo(workspace) {
  // Three databases: a file each.
  Object.assign(workspace.env, {
    NX_TUI: 'false',
    // Nx makes its tasks colourful also where nobody sees it.
    ...(process.stdout.isTTY ? {} : { FORCE_COLOR: '0' }),
    API_DATABASE_URL: 'file:./dev.db',
    API_STAGING_DATABASE_URL: 'file:./staging.db',
    API_PRODUCTION_DATABASE_URL: 'file:./production.db',
  });
  const nx = (...args) => show(workspace, 'nx', args);

  heading('A new project gets a database');
  nx('g', 'faber-db:init', 'api', '--provider=sqlite', '--no-interactive');

  heading('The schema changes');
  extendSchema(workspace, [
    'model Customer {',
    '  id    Int    @id @default(autoincrement())',
    '  email String @unique',
    '}',
  ]);
  nx('run', 'api:db-generate-migration', '--name=customers');
  showMigration(workspace);

  heading('dev: what would happen, then for real');
  nx('run', 'api:db-migrate', '--dry-run');
  nx('run', 'api:db-migrate');

  heading('staging');
  nx('run', 'api:db-migrate:staging');

  heading('production: protected, so exactly this plan is approved, and nothing else runs');
  nx('run', 'api:db-create:production');
  nx('run', 'api:db-plan:production');
  nx('run', 'api:db-migrate:production', '--plan=.fractary/plugins/faber-db/plans/api/production/plan.json');

  heading('Where every environment stands');
  nx('run', 'api:db-status');
  console.log(styled('green', '\nDone. The workspace and its databases are gone again.'));
}

/** Runs a command in the workspace as a user types it; a failure ends the demo. */
function show({ folder, env }, program, args) {
  console.log(`\n${styled('bold', `$ npx ${[program, ...args].join(' ')}`)}`);
  const { status, error } = spawnSync(path.join(folder, 'node_modules/.bin', program), args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error || status !== 0)
    throw new Error(
      `The demo failed: "${program} ${args.join(' ')}" ended with ${error ?? `exit code ${status}`}.`,
    );
}

function extendSchema({ folder }, lines) {
  const file = `${project}/prisma/schema.prisma`;
  fs.appendFileSync(path.join(folder, file), `\n${lines.join('\n')}\n`);
  console.log(`\n${styled('bold', `An editor adds to ${file}:`)}\n${indent(lines)}`);
}

/** Shows the generated migration with its way back. */
function showMigration({ folder }) {
  const migrations = path.join(folder, project, 'prisma/migrations');
  const [name] = fs.readdirSync(migrations).filter((entry) => /^\d+_/.test(entry));
  for (const file of ['migration.sql', 'down.sql']) {
    const text = fs.readFileSync(path.join(migrations, name, file), 'utf8');
    console.log(
      `\n${styled('bold', path.posix.join(project, 'prisma/migrations', name, file))}\n${indent(text.trimEnd().split('\n'))}`,
    );
  }
}

function heading(text) {
  console.log(`\n${styled(['bold', 'cyan'], `── ${text} ${'─'.repeat(Math.max(0, 72 - text.length))}`)}`);
}

function styled(style, text) {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;
}

function indent(lines) {
  return lines.map((line) => `  ${line}`.trimEnd()).join('\n');
}
