// Takes the migration lock of the SQLite file in argv[2]; says "held"; keeps it until its stdin ends.
// With `loop` in argv[3]: takes and releases it that many times, checking that nobody else is inside.
require('../handlers/ts-hook.cjs');
const fs = require('node:fs');
const { sqliteProvider } = require('../../src/databases/sqlite/sqlite-provider.ts');
const { Secret } = require('../../src/environments/secret.ts');

async function main([file, rounds]) {
  const connection = {
    provider: 'sqlite',
    url: new Secret(`file:${file}`),
    redactedUrl: file,
    file,
    connectTimeoutSeconds: 5,
  };
  const db = await sqliteProvider.connect(connection);
  const take = () => db.lock({ timeoutMs: 20_000, purpose: 'faber-db migrate' });
  if (!rounds) {
    await take();
    console.log('held');
    process.stdin.resume();
    return;
  }
  for (let round = 0; round < Number(rounds); round++) {
    const lock = await take();
    fs.writeFileSync(`${file}.inside`, String(process.pid), { flag: 'wx' }); // fails if another one is inside
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    await lock.assertHeld();
    fs.rmSync(`${file}.inside`);
    await lock.release();
  }
  await db.close();
  console.log('done');
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
