import type { CommandSpec } from './command-spec';
import { REVIEW_COMMANDS } from './review-commands';
import {
  approval,
  color,
  database,
  environment,
  help,
  projectRoot,
  reporting,
  workId,
} from './shared-options';

/** Every command of the program, in the order of the help. */
export const COMMANDS = {
  init: {
    summary: 'Set a project up',
    details:
      'Inside an Nx workspace use `nx g faber-db:init <project>`, which also wires the workspace. ' +
      'Elsewhere this writes the same files into the current folder.',
    usage: ['[options]'],
    options: {
      'project-root': projectRoot,
      provider: {
        type: 'string',
        value: 'provider',
        choices: ['postgresql', 'sqlite'],
        description: 'Database engine: postgresql or sqlite',
      },
      hosting: {
        type: 'string',
        value: 'hosting',
        choices: ['local', 'aws-aurora', 'aws-rds', 'gcp-sql', 'azure-sql'],
        description: 'Where the servers of staging and production run (default: local)',
      },
      environments: {
        type: 'string',
        value: 'names',
        description: 'Environments, separated by commas (default: dev,staging,production)',
      },
      force: { type: 'boolean', description: 'Overwrite files that exist' },
      'dry-run': { type: 'boolean', description: 'Show which files would be written, write none' },
      color,
      help,
    },
    examples: ['init --provider sqlite'],
  },
  create: {
    summary: 'Create the database of an environment if it is missing',
    options: { env: environment, database, ...reporting },
    examples: ['create shop', 'create shop --env staging'],
  },
  'generate-migration': {
    summary: 'Derive a migration (up and down SQL) from a change of the schema',
    options: {
      name: {
        type: 'string',
        short: 'n',
        value: 'name',
        description: 'Name of the migration; "auto" or none: derived from the change',
      },
      preview: { type: 'boolean', description: 'Print the migration, write nothing' },
      'work-id': { ...workId, description: 'Work item, recorded in the migration' },
      env: environment,
      database,
      ...reporting,
    },
    examples: ['generate-migration shop --name add_email', 'generate-migration shop --preview'],
  },
  lint: REVIEW_COMMANDS.lint,
  plan: REVIEW_COMMANDS.plan,
  approve: REVIEW_COMMANDS.approve,
  migrate: {
    summary: 'Apply the pending migrations of an environment',
    options: {
      env: environment,
      'dry-run': { type: 'boolean', description: 'Show what would be applied, touch nothing' },
      to: { type: 'string', value: 'migration', description: 'Stop after this migration' },
      plan: {
        type: 'string',
        value: 'file',
        description: 'Run exactly this plan.json (relative to the workspace), or nothing; approves it, too',
      },
      backup: {
        type: 'string',
        value: 'reference',
        description: 'A backup taken by other means, where the policy asks for one',
      },
      'work-id': workId,
      ...approval,
      database,
      ...reporting,
    },
    examples: [
      'migrate shop',
      'migrate shop --env staging --dry-run',
      'migrate shop --env production --plan .fractary/plugins/faber-db/plans/shop/production/plan.json',
    ],
  },
  status: {
    summary: 'Show applied, pending, failed and edited migrations',
    options: {
      env: { ...environment, description: 'Environment to look at (default: all)' },
      database,
      ...reporting,
    },
    examples: ['status shop', 'status shop --env production --format json'],
  },
  seed: {
    summary: "Run the project's seed",
    options: { env: environment, ...approval, database, ...reporting },
    examples: ['seed shop'],
  },
  reset: {
    summary: 'Empty the database, migrate and seed it again; all data is lost',
    options: {
      env: environment,
      'skip-seed': { type: 'boolean', description: 'Do not run the seed afterwards' },
      yes: { ...approval.yes, description: 'Answer the question whether to go on with yes' },
      database,
      ...reporting,
    },
    examples: ['reset shop --yes'],
  },
  validate: {
    summary: 'Check configuration, schema and migrations; needs no database',
    options: reporting,
    examples: ['validate shop'],
  },
  resolve: {
    summary: 'Correct the migration history, or take an existing database under control',
    options: {
      env: environment,
      applied: { type: 'string', value: 'migration', description: 'Record it as applied' },
      'rolled-back': {
        type: 'string',
        value: 'migration',
        description: 'Record a failed one as rolled back',
      },
      baseline: { type: 'boolean', description: 'Record all migrations as applied' },
      to: { type: 'string', value: 'migration', description: 'With --baseline: the last one to record' },
      ...approval,
      database,
      ...reporting,
    },
    examples: [
      'resolve shop --env staging --rolled-back 20260102103000_add_email',
      'resolve shop --env production --baseline',
    ],
  },
  journal: REVIEW_COMMANDS.journal,
  fingerprint: {
    summary: 'Print a value that stays the same while the database is up to date and unchanged',
    details:
      'For task caches. If anything is pending, modified or unreachable, the value is a new one every time, ' +
      'so that nothing can be taken from a cache.',
    options: {
      env: { ...environment, description: 'Environment to look at (default: all whose variable is set)' },
      database,
      target: {
        type: 'string',
        value: 'name',
        description: 'Nx target that asks: its .env files count, as they do for the target itself',
      },
      'project-root': projectRoot,
      help,
    },
    examples: ['fingerprint shop'],
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;

/** The specification of a command; undefined if there is none of that name. */
export function commandSpec(name: string): CommandSpec | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name as CommandName] : undefined;
}
