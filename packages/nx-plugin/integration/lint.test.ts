import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addSecondMigration,
  FIRST_MIGRATION,
  SECOND_MIGRATION,
  sqliteProject,
} from './support/sqlite-project';
import { PROGRAM, TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

interface LintReport {
  findings: { rule: string; risk: string; file?: string; migration?: string; line: number }[];
  downChecks: { migration: string; state: string }[];
  clean: boolean;
}

/** What every consumer of SARIF 2.1.0 relies on. */
interface Sarif {
  $schema: string;
  version: string;
  runs: {
    tool: { driver: { name: string; rules: { id: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: {
        physicalLocation: {
          artifactLocation: { uri: string };
          region: { startLine: number; startColumn: number };
        };
      }[];
    }[];
  }[];
}

function expectSarif(text: string, uri: string): void {
  const sarif = JSON.parse(text) as Sarif;
  expect(sarif).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
  expect(sarif.runs).toHaveLength(1);
  for (const { tool, results } of sarif.runs) {
    expect(tool.driver.name).toBe('faber-db');
    expect(results).not.toHaveLength(0);
    for (const { ruleId, ruleIndex, level, message, locations } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(['note', 'warning', 'error']).toContain(level);
      expect(message.text).not.toBe('');
      expect(locations[0]?.physicalLocation).toMatchObject({
        artifactLocation: { uri },
        region: { startLine: expect.any(Number), startColumn: expect.any(Number) },
      });
    }
  }
}

let workspace: TestWorkspace;

describe('of files, in a folder without workspace, configuration or database', () => {
  let folder: string;

  beforeAll(() => {
    workspace = new TestWorkspace();
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-lint-')));
    writeFileSync(join(folder, 'bad.sql'), 'SELECT 1;\nDROP TABLE note;\n');
    writeFileSync(join(folder, 'good.sql'), 'CREATE TABLE note (id INTEGER PRIMARY KEY);\n');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await workspace.dispose();
  });

  const lint = (args: string) => workspace.faberDb(`lint ${args}`, { cwd: folder });

  test.each(['postgresql', 'mysql', 'sqlite'])('%s: a clean file, and one that is not', async (provider) => {
    expect(await lint(`good.sql --provider ${provider}`)).toMatchObject({ exitCode: 0, stderr: '' });
    const { exitCode, stdout } = await lint(`bad.sql --provider ${provider} --format json`);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      provider,
      clean: false,
      findings: [{ rule: 'drop-table', file: 'bad.sql', line: 2 }],
    });
  });

  test('names files as they are typed', async () => {
    const typed = await lint('./bad.sql --provider sqlite --format sarif');
    expect(typed.exitCode).toBe(1);
    expectSarif(typed.stdout, './bad.sql');
  });

  test('--fail-on sets the limit', async () => {
    expect(await lint('bad.sql --provider sqlite --fail-on critical')).toMatchObject({ exitCode: 0 });
  });

  test('what an earlier file creates is known to be new', async () => {
    const run = await lint('good.sql bad.sql --provider postgresql --format json');
    const alone = await lint('bad.sql --provider postgresql --format json');
    const risk = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as LintReport).findings[0]?.risk;
    expect(risk(run)).not.toBe(risk(alone));
  });

  test('- is standard input', async () => {
    const { exitCode, stdout } = await workspace.run(
      'sh',
      ['-c', `"${process.execPath}" "${PROGRAM}" lint - --provider mysql --format json < bad.sql`],
      { cwd: folder },
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule: 'drop-table', file: '-' }] });
  });

  test.each([
    ['missing.sql --provider sqlite', 'cannot be read'],
    ['bad.sql', '--provider'],
    ['bad.sql --provider oracle', 'must be one of'],
    ['bad.sql --provider sqlite --schema missing.sql', 'cannot be read'],
    ['bad.sql --provider sqlite --env dev', '--env is about a project'],
    ['bad.sql --nope', "Unknown option '--nope'"],
  ])('%s: bad input, exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await lint(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    const json = await lint(`${args} --format json`);
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'OPTION_INVALID' }, exitCode: 2 });
  });
});

describe('of a project', () => {
  const RENAME = '20260103000000_rename';

  beforeAll(async () => {
    workspace = new TestWorkspace();
    for (const name of ['shop', 'blog']) sqliteProject(workspace, name);
    await workspace.git('init', '-q', '-b', 'main');
    await workspace.git('add', '.');
    await workspace.git('commit', '-qm', 'start');
    await workspace.git('switch', '-qc', 'change');
  });
  afterAll(() => workspace.dispose());

  const lint = async (args = '') => {
    const { exitCode, stdout } = await workspace.faberDb(`lint shop --format json${args}`);
    return { exitCode, report: JSON.parse(stdout) as LintReport };
  };
  const nxLint = async (args = '', env: Record<string, string> = {}) => {
    const { exitCode, output } = await workspace.nx(`run shop:db-lint --outputStyle=static${args}`, { env });
    return { exitCode, output, isHit: output.includes('Nx read the output from the cache') };
  };

  test('without a change there is nothing to say, with --all there are all', async () => {
    const { stdout } = await workspace.faberDb('lint shop --all --format json');
    expect(JSON.parse(stdout)).toMatchObject({ statements: [{ migration: FIRST_MIGRATION }] });
    const changed = await workspace.faberDb('lint shop --format json');
    expect(JSON.parse(changed.stdout)).toMatchObject({ statements: [], clean: true });
  });

  test('Nx takes it from the cache while nothing changes', async () => {
    expect(await nxLint()).toMatchObject({ exitCode: 0, isHit: false });
    expect(await nxLint()).toMatchObject({ exitCode: 0, isHit: true });
    expect(await nxLint(' --all')).toMatchObject({ exitCode: 0, isHit: false });
  });

  test('a changed migration is linted, and its way back tried on a scratch database', async () => {
    addSecondMigration(workspace, 'shop');
    workspace.write(
      `apps/shop/prisma/migrations/${SECOND_MIGRATION}/down.sql`,
      'ALTER TABLE note DROP COLUMN body;\n',
    );
    expect(await nxLint()).toMatchObject({ exitCode: 0, isHit: false });
    const { exitCode, report } = await lint();
    expect(exitCode).toBe(0);
    expect(report.downChecks).toMatchObject([{ migration: SECOND_MIGRATION, state: 'restores' }]);
    expect((await lint(' --skip-down')).report.downChecks).toMatchObject([{ state: 'skipped' }]);
  });

  test('where the branch left its base decides about the cache, too', async () => {
    expect(await nxLint()).toMatchObject({ isHit: true });
    await workspace.git('add', '.');
    await workspace.git('commit', '-qm', 'second');
    expect(await nxLint()).toMatchObject({ isHit: true });
    // Now the second migration is on the base, and no change of this branch any more.
    await workspace.git('branch', '-f', 'main', 'change');
    expect(await nxLint()).toMatchObject({ exitCode: 0, isHit: false });
    expect(await nxLint('', { NX_BASE: 'change~1' })).toMatchObject({ exitCode: 0, isHit: false });
    expect(await nxLint('', { NX_BASE: 'change~1' })).toMatchObject({ exitCode: 0, isHit: true });
  });

  test('NX_BASE is the base of the task', async () => {
    const json = async (base: string) => {
      const { stdout } = await workspace.nx('run shop:db-lint --format=json', { env: { NX_BASE: base } });
      return stdout;
    };
    expect(await json('change~1')).toContain(SECOND_MIGRATION);
    expect(await json('change')).not.toContain(SECOND_MIGRATION);
  });

  test('what is dangerous fails the task every time, and is never taken from the cache', async () => {
    workspace.migration('shop', RENAME, 'ALTER TABLE note RENAME TO memo;\n');
    for (let run = 0; run < 2; run++) {
      const { exitCode, output, isHit } = await nxLint();
      expect(exitCode).not.toBe(0);
      expect(isHit).toBe(false);
      expect(output).toContain('rename-table');
    }
    expect(await nxLint(' --failOn=critical')).toMatchObject({ exitCode: 0 });
    const { exitCode, report } = await lint();
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([{ rule: 'rename-table', migration: RENAME }]);
  });

  test('SARIF names files relative to the workspace', async () => {
    const { stdout } = await workspace.faberDb('lint shop --format sarif');
    expectSarif(stdout, `apps/shop/prisma/migrations/${RENAME}/migration.sql`);
  });

  test('a configuration that is not there is bad input', async () => {
    expect(await workspace.faberDb('lint nobody')).toMatchObject({ exitCode: 2 });
  });
});
