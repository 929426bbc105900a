/** The operations that get a target, in the order in which a database lives through them. */
export const OPERATIONS = [
  'create',
  'generate-migration',
  'lint',
  'plan',
  'approve',
  'migrate',
  'status',
  'seed',
  'reset',
  'validate',
  'resolve',
  'journal',
] as const;

export type TargetOperation = (typeof OPERATIONS)[number];

/** What a target of an operation looks like, whatever the project. */
export interface OperationTraits {
  description: string;
  /** An example call for `nx show` and Nx Console. */
  example: { options?: Record<string, unknown>; args?: string[] };
  /** Which groups of files decide about its outcome. */
  reads: readonly FileGroup[];
  /** Works in one environment; has one configuration for each. Such targets are per database, too. */
  perEnvironment: boolean;
  /** Works on one database without being about an environment. */
  perDatabase?: boolean;
  /** Works on all environments unless one is named. */
  allEnvironmentsByDefault?: boolean;
  /**
   * With several databases in one project: one target collects those of the databases.
   * Not for what needs a database's own arguments, and not for what destroys data.
   */
  collects: boolean;
  /**
   * May be cached while the database is up to date. Nothing else that looks at databases may: also `validate`
   * depends on what Nx does not hash, the git-ignored `.env` files of all environments.
   */
  cacheable?: boolean;
  /**
   * Judges files by what differs from the base branch: cached, with the commit that is compared with as an
   * input. A database only helps to judge, and its data have no say.
   */
  dependsOnBranch?: boolean;
}

/** `tool` is the migration tool's own configuration, `config` that of faber-db. */
export type FileGroup = 'config' | 'tool' | 'schema' | 'migrations' | 'seeds';

export const OPERATION_TRAITS: Record<TargetOperation, OperationTraits> = {
  create: {
    description: 'Create the database of an environment if it is missing',
    example: { options: { environment: 'dev' } },
    reads: ['config'],
    perEnvironment: true,
    collects: true,
  },
  'generate-migration': {
    description: 'Derive a migration (up and down SQL) from a change of the schema',
    example: { args: ['--name=add_user_email'] },
    reads: ['config', 'tool', 'schema', 'migrations'],
    perEnvironment: true,
    collects: false,
  },
  lint: {
    description: 'Find what is dangerous in the changed migrations, and try their way back',
    example: { args: ['--all'] },
    reads: ['config', 'tool', 'schema', 'migrations'],
    perEnvironment: false,
    perDatabase: true,
    collects: true,
    dependsOnBranch: true,
  },
  plan: {
    description: 'Write down what a migration of an environment would do, and what the policy says to it',
    example: { options: { environment: 'production' } },
    reads: ['config', 'tool', 'schema', 'migrations'],
    perEnvironment: true,
    collects: true,
  },
  approve: {
    description: 'Sign the approval of a plan with an SSH key',
    example: { options: { environment: 'production' }, args: ['--plan=plan.json'] },
    reads: ['config'],
    perEnvironment: true,
    collects: false,
  },
  migrate: {
    description: 'Apply the pending migrations of an environment',
    example: { options: { environment: 'staging' }, args: ['--dry-run'] },
    reads: ['config', 'tool', 'schema', 'migrations'],
    perEnvironment: true,
    collects: true,
    cacheable: true,
  },
  status: {
    description: 'Show applied, pending, failed and edited migrations of all environments',
    example: { args: ['--format=json'] },
    reads: ['config', 'tool', 'schema', 'migrations'],
    perEnvironment: true,
    allEnvironmentsByDefault: true,
    collects: true,
    cacheable: true,
  },
  seed: {
    description: "Run the project's seed against an environment",
    example: { options: { environment: 'dev' } },
    reads: ['config', 'tool', 'schema', 'seeds'],
    perEnvironment: true,
    collects: true,
  },
  reset: {
    description: 'Empty the database of an environment, migrate and seed it again (data is lost)',
    example: { options: { environment: 'dev' }, args: ['--skip-seed'] },
    reads: ['config', 'tool', 'schema', 'migrations', 'seeds'],
    perEnvironment: true,
    collects: false,
  },
  validate: {
    description: 'Check the configuration, the schema and the migrations without a database',
    example: {},
    reads: ['config', 'tool', 'schema', 'migrations'],
    perEnvironment: false,
    collects: false,
  },
  resolve: {
    description: 'Correct the migration history after a failure, or baseline an existing database',
    example: { args: ['--rolled-back=20260102103000_add_user_email'] },
    reads: ['config', 'migrations'],
    perEnvironment: true,
    collects: false,
  },
  journal: {
    description: 'Show, filter, export and verify the record of all operations of an environment',
    example: { options: { environment: 'production' }, args: ['--verify'] },
    reads: ['config'],
    perEnvironment: true,
    collects: false,
  },
};
