import type { Registry } from './registry';

export default async function globalTeardown(): Promise<void> {
  await (globalThis as { faberDbRegistry?: Registry }).faberDbRegistry?.stop();
}
