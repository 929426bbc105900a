import type { OptionSpec } from './command-spec';

/** Environment to work in. */
export const environment: OptionSpec = {
  type: 'string',
  short: 'e',
  value: 'environment',
  description: 'Environment to work in (default: dev)',
};

/** Database of the project. */
export const database: OptionSpec = {
  type: 'string',
  value: 'name',
  description: 'Database, for projects that have several',
};

/** Work item, for the records. */
export const workId: OptionSpec = {
  type: 'string',
  value: 'id',
  description: 'Work item, recorded in the journal',
};

/** Folder of the project. */
export const projectRoot: OptionSpec = {
  type: 'string',
  value: 'folder',
  description: 'Folder of the project, instead of its name',
};

/** Whether to colour. */
export const color: OptionSpec = {
  type: 'boolean',
  description: 'Use colours, or not: --no-color (default: on a terminal; NO_COLOR and FORCE_COLOR count)',
};

/** Help of a command. */
export const help: OptionSpec = { type: 'boolean', short: 'h', description: 'Show this help' };

/** How a result can be printed. */
export const format: OptionSpec & { choices: readonly string[] } = {
  type: 'string',
  value: 'format',
  choices: ['text', 'json', 'markdown'],
  description: 'How to print the result: text, json or markdown (default: text)',
};

/** Options of every command that works on a project and reports a result. */
export const reporting = {
  'project-root': projectRoot,
  format,
  verbose: { type: 'boolean', description: "Also show the migration tool's output and stack traces" },
  color,
  help,
} as const satisfies Record<string, OptionSpec>;

/** The ways to approve in advance. */
export const approval = {
  yes: {
    type: 'boolean',
    short: 'y',
    description: 'Answer the question whether to go on with yes; no approval in protected environments',
  },
  approve: {
    type: 'string',
    value: 'digest',
    description: 'Approve exactly what has this digest (64 hexadecimal digits)',
  },
  approval: {
    type: 'string',
    value: 'files',
    description:
      "Files of signed approvals, separated by commas, relative to the workspace (default: those in the workspace's folder)",
  },
} as const satisfies Record<string, OptionSpec>;
