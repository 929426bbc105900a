import type { ParseArgsConfig } from 'node:util';

/** One option of a command, for `node:util` `parseArgs` and for the help text. */
export interface OptionSpec {
  type: 'string' | 'boolean';
  short?: string;
  /** What the help calls the value: `<name>`. */
  value?: string;
  /** Allowed values; anything else is an error. */
  choices?: readonly string[];
  description: string;
}

export interface CommandSpec {
  summary: string;
  /** More than the summary, for the help of the command. */
  details?: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** Example arguments, without the program's name. */
  examples: readonly string[];
}

const environment: OptionSpec = {
  type: 'string',
  short: 'e',
  value: 'environment',
  description: 'Environment to work in (default: dev)',
};

const database: OptionSpec = {
  type: 'string',
  value: 'name',
  description: 'Database, for projects that have several',
};

const yes: OptionSpec = {
  type: 'boolean',
  short: 'y',
  description: 'Answer the question whether to go on with yes',
};

const projectRoot: OptionSpec = {
  type: 'string',
  value: 'folder',
  description: 'Folder of the project, instead of its name',
};

const color: OptionSpec = {
  type: 'boolean',
  description: 'Use colours, or not: --no-color (default: on a terminal; NO_COLOR and FORCE_COLOR count)',
};

const help: OptionSpec = { type: 'boolean', short: 'h', description: 'Show this help' };

const reporting: Record<string, OptionSpec> = {
  'project-root': projectRoot,
  format: {
    type: 'string',
    value: 'format',
    choices: ['text', 'json', 'markdown'],
    description: 'How to print the result: text, json or markdown (default: text)',
  },
  verbose: { type: 'boolean', description: "Also show the migration tool's output and stack traces" },
  color,
  help,
};

/** Every command of the program, in the order of the help. */
export const COMMANDS = {
  init: {
    summary: 'Set a project up',
    details:
      'Inside an Nx workspace use `nx g faber-db:init <project>`, which also wires the workspace. ' +
      'Elsewhere this writes the same files into the current folder.',
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
      'work-id': { type: 'string', value: 'id', description: 'Work item, recorded in the migration' },
      env: environment,
      database,
      ...reporting,
    },
    examples: ['generate-migration shop --name add_email', 'generate-migration shop --preview'],
  },
  migrate: {
    summary: 'Apply the pending migrations of an environment',
    options: {
      env: environment,
      'dry-run': { type: 'boolean', description: 'Show what would be applied, touch nothing' },
      to: { type: 'string', value: 'migration', description: 'Stop after this migration' },
      yes,
      database,
      ...reporting,
    },
    examples: ['migrate shop', 'migrate shop --env staging --dry-run', 'migrate shop --env production --yes'],
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
    options: { env: environment, yes, database, ...reporting },
    examples: ['seed shop'],
  },
  reset: {
    summary: 'Empty the database, migrate and seed it again; all data is lost',
    options: {
      env: environment,
      'skip-seed': { type: 'boolean', description: 'Do not run the seed afterwards' },
      yes,
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
      yes,
      database,
      ...reporting,
    },
    examples: [
      'resolve shop --env staging --rolled-back 20260102103000_add_email',
      'resolve shop --env production --baseline',
    ],
  },
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

/** The options of a command as `parseArgs` takes them. */
export function parserOptions(spec: CommandSpec): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(spec.options).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]),
  );
}
