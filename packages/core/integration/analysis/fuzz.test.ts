import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findProblems } from '../../src/analysis/find-problems';
import { createSchemaModel } from '../../src/analysis/model/create-schema-model';
import { readScript } from '../../src/analysis/read-script';
import type { ProviderName } from '../../src/environments/connection';
import { seededRandom, testSeed } from '../handlers/random';

const FILES = 10_000;
/** Far above what any of them takes; a machine under load must not fail the test. */
const HANG_MS = 1_000;

const SPLINTERS = [
  ...["'", '"', '`', '$$', '$a$', '/*', '*/', '--', '#', '\n', '\r\n', ';', '(', ')', '[', ']', '\\', '@'],
  ...['/*!50000 ', '/*M!100100 ', "E'\\'", 'U&"', "x'", '1e', '::', 'DELIMITER //\n', 'BEGIN', 'END', 'CASE'],
  ...['\0', '\ud800', 'é', '😀', '\ufeff', 'DROP TABLE x;', 'COPY t FROM stdin;\n', '\\.\n', '\\c x\n'],
  ...['CREATE TRIGGER ', 'DO $$', 'EXECUTE ', 'WITH a AS (', 'BEGIN ATOMIC'],
];

function scripts(provider: ProviderName): string[] {
  const text = readFileSync(path.resolve(__dirname, `../../cases/${provider}.cases`), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => block.slice(block.indexOf('--- sql\n') + '--- sql\n'.length));
}

function mutate(sql: string, others: readonly string[], random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const one = (texts: readonly string[]) => texts[below(texts.length)] ?? '';
  let text = sql;
  for (let times = 1 + below(6); times > 0; times--) {
    const at = below(text.length + 1);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const other = one(others);
    const mutations = [
      () => before + one(SPLINTERS) + after,
      () => before + after.slice(1 + below(8)),
      () => before + other.slice(below(other.length)) + after,
      () => before + String.fromCharCode(below(300)) + after.slice(1),
      () => before + one(SPLINTERS).repeat(below(200)) + after,
      () => text + other,
      () => before,
    ];
    text = mutations[below(mutations.length)]?.() ?? text;
  }
  return text;
}

test.each<ProviderName>(['postgresql', 'mysql', 'sqlite'])(
  `${FILES} mutated files of %s: nothing is lost, nothing fails, nothing hangs`,
  async (provider) => {
    const seed = testSeed();
    const random = seededRandom(seed);
    const originals = scripts(provider);
    let unreadable = 0;
    for (let file = 0; file < FILES; file++) {
      const sql = mutate(originals[file % originals.length] ?? '', originals, random);
      const started = performance.now();
      const script = await readScript(provider, sql, {});
      const { findings } = findProblems({
        provider,
        scripts: [{ script }],
        before: createSchemaModel({ provider }),
      });
      const trouble = [
        script.statements.map(({ text }) => text).join('') === sql ? '' : 'text was lost',
        performance.now() - started < HANG_MS ? '' : 'it took over a second',
        findings.every(({ line, column }) => line >= 1 && column >= 1) ? '' : 'a finding is nowhere',
        findings.some(({ message }) => message.includes('the reader failed')) ? 'the reader failed' : '',
      ].filter(Boolean);
      if (trouble.length > 0) throw new Error(`seed ${seed}: ${trouble.join(', ')}: ${JSON.stringify(sql)}`);
      if (findings.some(({ rule }) => rule === 'unreadable-statement')) unreadable++;
    }
    // Else they were not mutated, or nobody tells what cannot be read.
    expect(unreadable).toBeGreaterThan(FILES / 10);
  },
  300_000,
);
