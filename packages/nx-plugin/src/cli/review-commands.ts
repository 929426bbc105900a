import type { CommandSpec } from './command-spec';
import { database, environment, format, reporting, workId } from './shared-options';

/** The commands for those who look at changes before they run, and at what ran afterwards. */
export const REVIEW_COMMANDS = {
  lint: {
    summary: 'Find what is dangerous in migrations or in SQL files',
    details:
      "For a project: the migrations that differ from the base branch, and whether their down scripts restore the schema (tried on a scratch database beside the environment's). " +
      'For files: needs no project, no configuration and no database; "-" is standard input. Arguments are files if --provider is given, or if one of them ends in .sql, is "-" or is an existing file.',
    usage: ['[project] [options]', '<files…> --provider <provider> [options]'],
    options: {
      env: { ...environment, description: 'Environment whose server tries the down scripts (default: dev)' },
      all: { type: 'boolean', description: 'All migrations, not only those that differ from the base' },
      base: {
        type: 'string',
        value: 'branch',
        description: 'Branch or commit to compare with (default: the main branch)',
      },
      'skip-down': { type: 'boolean', description: 'Do not try the down scripts' },
      provider: {
        type: 'string',
        value: 'provider',
        choices: ['postgresql', 'mysql', 'sqlite'],
        description: 'With files, their engine: postgresql, mysql or sqlite',
      },
      schema: {
        type: 'string',
        value: 'file',
        description: 'With files: SQL that makes the schema as it is before them',
      },
      'fail-on': {
        type: 'string',
        value: 'risk',
        choices: ['low', 'medium', 'high', 'critical'],
        description: 'Findings of this risk and above give exit code 1 (default: high)',
      },
      'server-version': {
        type: 'string',
        value: 'version',
        description: 'Version of the server, such as 15 or 8.0.36, where rules depend on it',
      },
      database,
      ...reporting,
      format: {
        ...format,
        choices: [...format.choices, 'sarif'],
        description: 'How to print the result: text, json, markdown or sarif (default: text)',
      },
    },
    examples: [
      'lint shop',
      'lint shop --all --format sarif',
      'lint change.sql --provider postgresql --schema schema.sql',
    ],
  },
  plan: {
    summary: 'Write down what migrate would do in an environment, for review and approval',
    details:
      'Writes plan.json and plan.md: SQL, findings with live row counts, locks, the decision of the policy, and a digest that stands for all of it.',
    options: {
      env: environment,
      to: { type: 'string', value: 'migration', description: 'Plan only up to this migration' },
      output: {
        type: 'string',
        value: 'folder',
        description: 'Folder for the files, relative to the workspace (default: one for each environment)',
      },
      'work-id': workId,
      database,
      ...reporting,
    },
    examples: ['plan shop --env production', 'plan shop --env production --output plans --format markdown'],
  },
  approve: {
    summary: 'Sign the approval of a plan with an SSH key',
    options: {
      env: { ...environment, description: 'Environment of the plan (with --digest, default: dev)' },
      plan: {
        type: 'string',
        value: 'file',
        description: 'The plan.json to approve, relative to the workspace',
      },
      digest: {
        type: 'string',
        value: 'digest',
        description: 'Digest of an operation without a plan (seed, resolve), instead of --plan',
      },
      operation: { type: 'string', value: 'operation', description: 'With --digest: the operation' },
      key: {
        type: 'string',
        value: 'file',
        description: "SSH key to sign with (default: git's signing key, else the first in ~/.ssh)",
      },
      output: {
        type: 'string',
        value: 'file',
        description: "File to write, relative to the workspace (default: one in the workspace's folder)",
      },
      database,
      ...reporting,
    },
    examples: [
      'approve shop --plan .fractary/plugins/faber-db/plans/shop/production/plan.json',
      'approve shop --env production --operation seed --digest 4f5a…',
    ],
  },
  journal: {
    summary: 'Show, filter, export and verify the record of everything that was done',
    options: {
      env: environment,
      verify: { type: 'boolean', description: 'Check that every byte is as it was written' },
      export: {
        type: 'string',
        value: 'format',
        choices: ['csv', 'json', 'jsonl'],
        description: 'Print the entries as csv, json or jsonl',
      },
      operation: { type: 'string', value: 'operation', description: 'Only entries of this operation' },
      outcome: {
        type: 'string',
        value: 'outcome',
        choices: ['succeeded', 'failed', 'refused', 'cancelled'],
        description: 'Only runs that succeeded, failed, were refused or were cancelled',
      },
      migration: { type: 'string', value: 'migration', description: 'Only entries about this migration' },
      actor: { type: 'string', value: 'text', description: 'Only entries of actors with this in their name' },
      since: { type: 'string', value: 'date', description: 'Not before (ISO 8601)' },
      until: { type: 'string', value: 'date', description: 'Not after (ISO 8601)' },
      digest: {
        type: 'string',
        value: 'digest',
        description: 'Only entries of the plan whose digest begins so',
      },
      last: { type: 'string', value: 'number', description: 'Only the newest so many' },
      database,
      ...reporting,
    },
    examples: [
      'journal shop --env production --last 20',
      'journal shop --env production --verify',
      'journal shop --env production --since 2026-01-01 --export csv',
    ],
  },
} as const satisfies Record<string, CommandSpec>;
