// How long linting a PostgreSQL file takes beside the mere parsing of the same file. Both in one process, since
// starting Node takes longer than either.
//
//   node tools/bench/lint.mjs <file> <rounds> bare lint      prints the milliseconds of each as JSON
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { root } from '../run/support/paths.mjs';

const CHARACTERS = 1_000_000;

/** Files of 1 MB, made of one piece of SQL for each number from 1. */
export const files = {
  'short statements': shortStatements,
  'a Prisma history': prismaModel,
  'a dump': dumpedRows,
  'data migrations': dataMigration,
  functions: functionWithBody,
};

/** The text of a file, the same at every call. */
export function textOf(name) {
  const parts = [];
  for (let number = 1, length = 0; length < CHARACTERS; number++) {
    const part = files[name](number);
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

/**
 * Times of the given candidates in a process of their own, in turns.
 * @param {string} file path of the SQL file
 * @param {number} rounds
 * @param {('bare' | 'lint')[]} names one alone is as slow as it is at first; what runs after another finds code that is warm
 * @returns {Record<string, number[]>} milliseconds by name
 */
export function timesInProcess(file, rounds, names) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [import.meta.filename, file, String(rounds), ...names],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The measurement of ${file} failed: ${stderr}`);
  return JSON.parse(stdout);
}

if (process.argv[1] === import.meta.filename) {
  const [file, rounds, ...names] = process.argv.slice(2);
  console.log(JSON.stringify(await timesOf(fs.readFileSync(file, 'utf8'), Number(rounds), names)));
}

async function timesOf(sql, rounds, names) {
  const core = path.join(root, 'packages/core');
  const parser = createRequire(path.join(core, 'package.json'))('libpg-query');
  await parser.loadModule();
  const [{ readScript }, { findProblems }, { createSchemaModel }] = await Promise.all(
    ['read-script', 'find-problems', 'model/create-schema-model'].map(
      (module) => import(pathToFileURL(path.join(core, `dist/analysis/${module}.js`)).href),
    ),
  );
  // Loads the reader and its own instance of the parser.
  await readScript('postgresql', '');
  const candidates = {
    bare: () => parser.parseSync(sql),
    lint: async () => {
      const script = await readScript('postgresql', sql);
      findProblems({
        provider: 'postgresql',
        scripts: [{ script }],
        before: createSchemaModel({ provider: 'postgresql' }),
      });
    },
  };
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const started = performance.now();
      await candidates[name]();
      times[name].push(performance.now() - started);
    }
  }
  return times;
}

function shortStatements(n) {
  return `CREATE TABLE t_${n} (id bigserial PRIMARY KEY, name varchar(100) NOT NULL, price numeric(10,2) DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(), ref_id bigint REFERENCES t_1 (id));
CREATE INDEX CONCURRENTLY t_${n}_name ON t_${n} (name);
ALTER TABLE t_${n} ADD COLUMN email text, ADD CONSTRAINT c_${n} CHECK (price > 0) NOT VALID;
UPDATE t_${n} SET name = 'a;b' WHERE id = ${n};
INSERT INTO t_${n} (name, price) VALUES ('x', 1.5), ('y', 2);
-- comment ${n}
ALTER TABLE users_${n} DROP COLUMN old_${n};
`;
}

function prismaModel(n) {
  return `-- CreateTable
CREATE TABLE "Model${n}" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "name" TEXT NOT NULL,
    "email" VARCHAR(255),
    "amount" DECIMAL(65,30) NOT NULL DEFAULT 0,
    "ownerId" TEXT NOT NULL,
    "data" JSONB,

    CONSTRAINT "Model${n}_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Model${n}_email_key" ON "Model${n}"("email");

-- CreateIndex
CREATE INDEX "Model${n}_ownerId_idx" ON "Model${n}"("ownerId");

-- AddForeignKey
ALTER TABLE "Model${n}" ADD CONSTRAINT "Model${n}_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Model${Math.max(1, n - 1)}"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "Model${n}" ADD COLUMN     "archivedAt" TIMESTAMP(3),
ALTER COLUMN "name" DROP NOT NULL;

`;
}

function dumpedRows(n) {
  const rows = Array.from(
    { length: 100 },
    (_, row) =>
      `  (${n * 100 + row}, 'Item ${row}', ${row}.50, 'It''s a note; with "quotes" — é', '2024-01-15 10:00:00')`,
  );
  return `CREATE TABLE items_${n} (id integer NOT NULL, name text, price numeric(10,2), note text, at timestamp);
INSERT INTO items_${n} (id, name, price, note, at) VALUES
${rows.join(',\n')};
`;
}

function dataMigration(n) {
  return `UPDATE users SET email = lower(email), updated_at = now() WHERE id BETWEEN ${n * 1000} AND ${n * 1000 + 999} AND email IS NOT NULL;
INSERT INTO audit_log (user_id, action, at) SELECT u.id, 'migrated', now() FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.id IS NULL AND u.id > ${n} GROUP BY u.id;
DELETE FROM sessions WHERE expires_at < now() - interval '30 days' AND id % 100 = ${n % 100};
INSERT INTO settings (key, value) VALUES ('feature_${n}', '{"enabled": true}') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
SELECT count(*) FROM users WHERE id < ${n};
`;
}

/** The bare parser takes the body for a string; the linter reads it. */
function functionWithBody(n) {
  return `CREATE OR REPLACE FUNCTION calc_${n}(p_id bigint, p_rate numeric DEFAULT 0.2) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  v_total numeric := 0;
  r record;
BEGIN
  FOR r IN SELECT * FROM orders_${n} WHERE user_id = p_id LOOP
    IF r.amount > 100 THEN
      v_total := v_total + r.amount * (1 - p_rate);
    ELSE
      v_total := v_total + r.amount;
    END IF;
  END LOOP;
  UPDATE totals SET total = v_total WHERE user_id = p_id;
  RETURN v_total;
END;
$$;
CREATE TRIGGER trg_${n} BEFORE UPDATE ON orders_${n} FOR EACH ROW EXECUTE FUNCTION touch();
CREATE OR REPLACE VIEW v_${n} AS SELECT o.id, o.amount, u.name FROM orders_${n} o JOIN users u ON u.id = o.user_id;
COMMENT ON VIEW v_${n} IS 'orders';
GRANT SELECT ON v_${n} TO app_reader;
`;
}
