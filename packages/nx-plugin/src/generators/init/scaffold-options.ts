/** The database engines that a new project can choose. */
export const PROVIDERS = ['postgresql', 'sqlite'] as const;
export type ScaffoldProvider = (typeof PROVIDERS)[number];

/** Where the database servers run. */
export const HOSTINGS = ['local', 'aws-aurora', 'aws-rds', 'gcp-sql', 'azure-sql'] as const;
export type ScaffoldHosting = (typeof HOSTINGS)[number];

/** The migration tools that a new project can choose. */
export const MIGRATION_TOOLS = ['prisma'] as const;
export type ScaffoldMigrationTool = (typeof MIGRATION_TOOLS)[number];

export const DEFAULT_ENVIRONMENTS: readonly string[] = ['dev', 'staging', 'production'];

/** What `scaffoldProject` needs to know; everything but the project has a default. */
export interface ScaffoldOptions {
  projectName: string;
  /** Relative to the workspace root, `.` for the root itself. */
  projectRoot: string;
  /** Default: that of the Prisma schema that is already there, else `postgresql`. */
  provider?: ScaffoldProvider;
  /** Default `local`. */
  hosting?: ScaffoldHosting;
  /** Default `prisma`. */
  migrationTool?: ScaffoldMigrationTool;
  /** Default `dev`, `staging`, `production`. The default environment is `dev`, else the first. */
  environments?: readonly string[];
  /** Replace scaffolded files that are already there. The user's models, migrations and .env files never are. */
  force?: boolean;
  /** How the next steps spell a command: as Nx targets (default) or for the `faber-db` program. */
  commands?: 'nx' | 'faber-db';
}
