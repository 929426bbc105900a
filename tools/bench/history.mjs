// The long history that the benchmarks deploy: the one that the integration tests are run with.
import path from 'node:path';
import { transformFileSync } from '@swc/core';
import { root } from '../run/support/paths.mjs';

const source = path.join(root, 'packages/core/integration/support/odd-history.ts');

/**
 * A PostgreSQL history that Prisma's own program can deploy too; the same at every call.
 * @param {number} count
 * @returns {Promise<{ name: string, sql: string }[]>} in the order of application
 */
export async function migrationHistory(count) {
  const { code } = transformFileSync(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  const { oddHistory } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return oddHistory({ provider: 'postgresql', count });
}
