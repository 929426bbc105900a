import type { ScaffoldedEnvironment } from '../environment-variables';
import type { ScaffoldHosting, ScaffoldProvider } from '../scaffold-options';

/** What an example URL is made from. */
export interface ExampleUrlOptions {
  projectName: string;
  provider: ScaffoldProvider;
  hosting: ScaffoldHosting;
  /** What stands before the name of a SQLite file, so that Prisma and faber-db find it in the project's root. */
  sqliteFolder: string;
}

/**
 * A URL that shows the form for an environment; it holds placeholders, never a credential.
 * Forms: https://www.prisma.io/docs/orm/reference/connection-urls
 */
export function exampleUrl(environment: ScaffoldedEnvironment, options: ExampleUrlOptions): string {
  if (options.provider === 'sqlite') return `file:${options.sqliteFolder}${environment.name}.db`;
  const project =
    (options.projectName.split('/').pop() ?? '').replace(/[^A-Za-z0-9]+/g, '_').toLowerCase() || 'app';
  const database = `${project}_${environment.name.replace(/-/g, '_')}`;
  const remote = !environment.isDefault && options.hosting !== 'local';
  return remote
    ? `postgresql://USER:PASSWORD@HOST:5432/${database}?schema=public&sslmode=require`
    : `postgresql://USER:PASSWORD@localhost:5432/${database}?schema=public`;
}
