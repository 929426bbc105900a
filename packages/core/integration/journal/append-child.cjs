// A process of its own that appends to a journal: to the file in argv[2], or to the table in the SQLite
// file in argv[2] with `table` in argv[4]. argv[3]: how many entries, or `endless`.
// Prints the number of every entry as soon as append has returned.
require('../handlers/ts-hook.cjs');
const fs = require('node:fs');
const { systemClock } = require('../../src/context/clock.ts');
const { sqliteProvider } = require('../../src/databases/sqlite/sqlite-provider.ts');
const { Secret } = require('../../src/environments/secret.ts');
const { fileJournal } = require('../../src/journal/file-journal.ts');
const { tableJournal } = require('../../src/journal/table-journal.ts');
const { sampleRecord } = require('./sample-record.ts');

async function openJournal(file, kind) {
  if (kind !== 'table') return fileJournal({ file, clock: systemClock });
  const url = new Secret(`file:${file}`);
  const connection = { provider: 'sqlite', url, redactedUrl: file, file, connectTimeoutSeconds: 5 };
  return tableJournal(await sqliteProvider.connect(connection), systemClock);
}

async function main([file, count, kind]) {
  const journal = await openJournal(file, kind);
  const end = count === 'endless' ? Infinity : Number(count);
  for (let n = 1; n <= end; n++) {
    // Long enough that a writer is also killed between the pages of one line.
    const record = sampleRecord({
      run: `${process.pid}-${n}`,
      workItem: 'é'.repeat(n % 7 === 0 ? 20_000 : n % 50),
    });
    const { sequence } = await journal.append(record);
    fs.writeSync(1, `${sequence}\n`);
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
