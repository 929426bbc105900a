import type { ScaffoldHosting, ScaffoldMigrationTool, ScaffoldProvider } from './scaffold-options';

/** Options of `nx g faber-db:init`, as `schema.json` describes them. */
export interface InitGeneratorSchema {
  /** Name or root of a project; without it only the workspace is prepared. */
  project?: string;
  provider?: ScaffoldProvider;
  hosting?: ScaffoldHosting;
  migrationTool?: ScaffoldMigrationTool;
  environments?: string[];
  force?: boolean;
  keepExistingVersions?: boolean;
  skipPackageJson?: boolean;
  skipFormat?: boolean;
}
