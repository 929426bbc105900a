// A process of its own that applies the pending migrations, for tests that kill it.
// The lab's description comes in FABER_DB_TEST_LAB; the connection URL in the variable it names.
require('./ts-hook.cjs');
const { labTarget } = require('./prisma-lab.ts');
const { prismaHandler } = require('../../src/handlers/prisma/prisma-handler.ts');

async function main() {
  const target = await labTarget(JSON.parse(process.env.FABER_DB_TEST_LAB), {
    onEvent: (event) => console.log(JSON.stringify(event)),
  });
  const db = await target.provider.connect(target.connection, { applicationName: 'faber-db test' });
  try {
    const applied = await prismaHandler.apply(target, db, {});
    console.log(JSON.stringify({ type: 'applied', names: applied.map(({ name }) => name) }));
  } finally {
    await db.close();
  }
}

main().catch((error) => {
  console.error(`${error.code ?? ''} ${error.stack}`);
  process.exitCode = 1;
});
