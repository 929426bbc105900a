import { schemaReference } from './project-config';

/** What is safe for a workspace that has not thought about it yet; the same as faber-db's defaults, spelt out to be edited. */
export const SAFETY_DEFAULTS = {
  protected_environments: ['production'],
  require_approval_for: ['migrate', 'seed'],
};

/** The workspace's `config.json`: the rules that every project's databases follow and that a project can only tighten. */
export function policyConfig(): string {
  return `${JSON.stringify(
    {
      $schema: schemaReference('.'),
      schema_version: '1.0',
      safety: SAFETY_DEFAULTS,
    },
    undefined,
    2,
  )}\n`;
}
