// npm run bench: how long faber-db takes beside what it replaces. Prints a Markdown table.
//
//   npm run bench                         everything, 10 runs each (about 10 minutes)
//   npm run bench -- --runs 5 --only nothing-pending,fingerprint
//
// Times are those of whole processes, started in turns; of `blocking`, those that others wait for them; of `lint`,
// those of the work inside of a process.
// The database is a private PostgreSQL.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../run/build.mjs';
import { programs } from '../run/support/linked-workspace.mjs';
import { startPostgresql } from '../test-servers/postgresql.mjs';
import { changeTable, createTable, longestStall, runProgram } from './blocking.mjs';
import { createDatabaseTools } from './databases.mjs';
import { files, textOf, timesInProcess } from './lint.mjs';
import { measure, summarize } from './measure.mjs';
import { createHistoryWorkspace, createManyProjectsWorkspace, createSmallWorkspace } from './workspaces.mjs';

const MIGRATIONS = 163;
const PROJECTS = 1000;
const WITHOUT_HISTORY = ['inference', 'lint'];
/** Rounds until the just-in-time compilers are done. */
const WARM_UP = 4;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, only: { type: 'string' } },
});
const runs = Number(values.runs);

const node = process.execPath;
const cleanUps = [];
const rows = [];

/** Each prints rows: candidates that are compared with the first of them. */
const benchmarks = {
  'nothing-pending': benchNothingPending,
  history: benchHistory,
  nx: benchThroughNx,
  fingerprint: benchFingerprint,
  inference: benchInference,
  blocking: benchBlocking,
  lint: benchLint,
};

const selected = values.only ? values.only.split(',') : Object.keys(benchmarks);
const unknown = selected.find((name) => !(name in benchmarks));
if (unknown)
  throw new Error(`There is no benchmark "${unknown}". There are: ${Object.keys(benchmarks).join(', ')}.`);

try {
  await build({ quiet: true });
  let history;
  for (const name of selected) {
    console.error(`… ${name}`);
    if (!WITHOUT_HISTORY.includes(name)) history ??= await prepareHistory();
    await benchmarks[name](history);
  }
  printTable();
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}

/** A cluster, a workspace with a long history, and both databases up to date. */
async function prepareHistory() {
  const postgresql = await startPostgresql({
    baseDir: fs.mkdtempSync(path.join(os.tmpdir(), 'fdb-bench-pg-')),
    durable: true,
  });
  cleanUps.push(() => postgresql.stop());
  const databases = await createDatabaseTools(postgresql.url);
  cleanUps.push(() => databases.close());
  const workspace = await createHistoryWorkspace(MIGRATIONS);
  cleanUps.push(() => workspace.remove());
  const env = {
    ...workspace.env,
    DATABASE_URL: databases.url('faber'),
    PRISMA_URL: databases.url('prisma'),
    // Prisma hands its URL to the engine on the command line, so the password goes another way.
    PGPASSWORD: databases.password,
    PRISMA_SCHEMA_ENGINE_BINARY: path.join(
      workspace.folder,
      'node_modules/@faber-db/prisma-schema-engine/bin/schema-engine.js',
    ),
  };
  const project = path.join(workspace.folder, 'apps/api');
  const prisma = {
    name: 'prisma migrate deploy',
    command: [node, programs.prisma, 'migrate', 'deploy'],
    cwd: project,
    env,
  };
  const faber = {
    name: 'faber-db migrate',
    command: [node, programs['faber-db'], 'migrate', 'api', '--env', 'dev'],
    cwd: workspace.folder,
    env,
  };
  const upToDate = async () => {
    for (const [database, candidate] of [
      ['prisma', prisma],
      ['faber', faber],
    ]) {
      await databases.recreate(database);
      await measure([candidate], 0);
    }
  };
  return { workspace, databases, env, prisma, faber, upToDate };
}

async function benchNothingPending({ prisma, faber, upToDate }) {
  await upToDate();
  await compare(`nothing pending, ${MIGRATIONS} applied`, [prisma, faber], '≤ 0.25×');
}

async function benchHistory({ databases, prisma, faber }) {
  const fresh = (candidate, database) => ({ ...candidate, prepare: () => databases.recreate(database) });
  await compare(
    `${MIGRATIONS} migrations, empty database`,
    [fresh(prisma, 'prisma'), fresh(faber, 'faber')],
    '≤ 0.25×',
  );
}

async function benchThroughNx({ workspace, env, upToDate }) {
  await upToDate();
  for (const daemon of ['false', 'true']) {
    const viaNx = (name, target) => ({
      name,
      command: [node, programs.nx, 'run', target, '--outputStyle=static'],
      cwd: workspace.folder,
      env: { ...env, NX_DAEMON: daemon },
    });
    await compare(`through nx run, nothing pending, daemon ${daemon === 'true' ? 'on' : 'off'}`, [
      viaNx('nx:run-commands with prisma migrate deploy', 'api:prisma-deploy'),
      viaNx('faber-db:migrate', 'api:db-migrate:dev'),
    ]);
  }
  await measure(
    [
      {
        name: 'stop',
        command: [node, programs.nx, 'daemon', '--stop'],
        cwd: workspace.folder,
        env: { ...env, NX_DAEMON: 'true' },
      },
    ],
    0,
  );
}

async function benchFingerprint({ workspace, env, upToDate }) {
  await upToDate();
  const command = [node, programs['faber-db'], 'fingerprint', 'api', '--env', 'dev'];
  await compare(
    'fingerprint',
    [{ name: 'faber-db fingerprint', command, cwd: workspace.folder, env }],
    '≤ 200 ms',
  );
}

async function benchInference() {
  const without = createManyProjectsWorkspace(PROJECTS, { withPlugin: false });
  const withPlugin = createManyProjectsWorkspace(PROJECTS, { withPlugin: true });
  cleanUps.push(
    () => without.remove(),
    () => withPlugin.remove(),
  );
  for (const isolated of [true, false]) {
    const coldGraph = (name, { folder, env }) => ({
      name,
      command: [node, programs.nx, 'show', 'projects', '--json'],
      cwd: folder,
      env: { ...env, NX_ISOLATE_PLUGINS: String(isolated) },
      prepare: () => fs.rmSync(path.join(folder, '.nx'), { recursive: true, force: true }),
    });
    await compare(
      `cold graph of ${PROJECTS} projects, daemon off, NX_ISOLATE_PLUGINS=${isolated}`,
      [coldGraph('without the plugin', without), coldGraph('with the plugin', withPlugin)],
      '≤ 1.05×',
    );
  }
}

async function benchBlocking({ databases, env, faber }) {
  const first = '20240101000000_table';
  const workspace = createSmallWorkspace([
    { name: first, sql: createTable },
    { name: '20240102000000_column', sql: changeTable },
  ]);
  cleanUps.push(() => workspace.remove());
  const database = 'blocking';
  const connect = () => databases.connect(database);
  const bare = async () => {
    const session = await connect();
    try {
      await session.query(changeTable);
    } finally {
      await session.end();
    }
  };
  const migrate = {
    command: faber.command,
    cwd: workspace.folder,
    env: { ...workspace.env, DATABASE_URL: databases.url(database), PGPASSWORD: env.PGPASSWORD },
  };
  const candidates = [
    { name: 'bare ALTER TABLE', change: bare },
    { name: 'faber-db migrate', change: () => runProgram(migrate) },
  ];
  const times = new Map(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const { name, change } of candidates) {
      await databases.recreate(database);
      await runProgram({ ...migrate, command: [...migrate.command, '--to', first] });
      times.get(name).push(await longestStall(connect, change));
    }
  }
  report('longest stall of 6 writers, column added behind a 3 s reader', candidates, times, '≤ 250 ms');
}

function benchLint() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fdb-bench-lint-'));
  cleanUps.push(() => fs.rmSync(folder, { recursive: true, force: true }));
  const candidates = [{ name: 'libpg-query parse' }, { name: 'faber-db lint' }];
  const reportTimes = (title, { bare, lint }) => {
    const times = new Map(candidates.map(({ name }, index) => [name, [bare, lint][index]]));
    report(title, candidates, times, '≤ 1.5×');
  };
  for (const name of Object.keys(files)) {
    const file = path.join(folder, `${name.replaceAll(' ', '-')}.sql`);
    fs.writeFileSync(file, textOf(name));
    const cold = { bare: [], lint: [] };
    for (let round = 0; round < runs; round++) {
      for (const candidate of round % 2 === 0 ? ['bare', 'lint'] : ['lint', 'bare']) {
        cold[candidate].push(...timesInProcess(file, 1, [candidate])[candidate]);
      }
    }
    reportTimes(`1 MB of SQL, ${name}, cold`, cold);
    const { bare, lint } = timesInProcess(file, WARM_UP + runs, ['bare', 'lint']);
    reportTimes(`1 MB of SQL, ${name}, warm`, { bare: bare.slice(WARM_UP), lint: lint.slice(WARM_UP) });
  }
}

async function compare(title, candidates, goal) {
  report(title, candidates, await measure(candidates, runs), goal);
}

function report(title, candidates, times, goal = '') {
  const base = summarize(times.get(candidates[0].name)).median;
  candidates.forEach(({ name }, index) => {
    const { median, min, max } = summarize(times.get(name));
    const isCompared = index > 0 || candidates.length === 1;
    const ratio = index > 0 ? `${(median / base).toFixed(2)}×` : '';
    rows.push([title, name, ms(median), ms(min), ms(max), ratio, isCompared ? goal : '']);
  });
}

function printTable() {
  const { model } = os.cpus()[0];
  console.log(
    `\nNode ${process.version}, ${os.cpus().length} × ${model.trim()}, ${runs} runs each, milliseconds\n`,
  );
  console.log(
    '| what | command | median | min | max | ratio | goal |\n| --- | --- | ---: | ---: | ---: | ---: | --- |',
  );
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

function ms(value) {
  return String(Math.round(value));
}
