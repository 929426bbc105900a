import { startRegistry, type Registry } from './registry';

/** Publishes the packages once for all end-to-end tests; they find the registry in the environment. */
export default async function globalSetup(): Promise<void> {
  const registry = await startRegistry();
  process.env['FABER_DB_E2E_REGISTRY'] = registry.url;
  (globalThis as { faberDbRegistry?: Registry }).faberDbRegistry = registry;
}
