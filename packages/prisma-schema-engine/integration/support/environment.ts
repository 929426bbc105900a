import { existsSync } from 'node:fs';
import * as path from 'node:path';

export const ENGINE = path.resolve(__dirname, '../../bin/schema-engine.js');
const NODE_MODULES = path.resolve(__dirname, '../../../../node_modules');

export type PrismaMajor = 6 | 7;

export function prismaPackage(major: PrismaMajor): string {
  return path.join(NODE_MODULES, `prisma-${major}`);
}

/**
 * The environment of child processes, made from nothing: the tests themselves may run under an automated
 * agent or on CI, which Prisma and the engine would notice.
 */
export function childEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  if (!existsSync(path.resolve(__dirname, '../../dist/main.js')))
    throw new Error('Build the package before its integration tests.');
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    NO_COLOR: '1',
    ...extra,
  };
}
