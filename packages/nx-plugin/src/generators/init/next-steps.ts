import { posix } from 'node:path';
import type { PrismaMajor } from './prisma-version';
import type { ScaffoldProvider } from './scaffold-options';

/** What the advice depends on. Paths are relative to the workspace root. */
export interface NextStepsOptions {
  projectName: string;
  root: string;
  provider: ScaffoldProvider;
  major: PrismaMajor;
  schema: string;
  urlVariable: string;
  hasMigrations: boolean;
  commands: 'nx' | 'faber-db';
  /** In the order in which changes go through them. */
  environments: readonly { name: string }[];
  packages: { dependencies: Record<string, string>; devDependencies: Record<string, string> };
}

/** What a user does after scaffolding, in order; each entry is a sentence with the command or variable in it. */
export function nextSteps(options: NextStepsOptions): string[] {
  const { projectName, root, provider, commands } = options;
  const [first] = options.environments;
  const hasDev = first === undefined || options.environments.some(({ name }) => name === 'dev');
  const run = (operation: string, rest = ''): string =>
    commands === 'nx'
      ? `npx nx run ${projectName}:db-${operation}${hasDev ? '' : `:${first.name}`}${rest}`
      : `npx faber-db ${operation}${hasDev ? '' : ` --env ${first.name}`}${rest}`;
  const at = (path: string): string => posix.join(root, path);
  const client =
    options.major === 7
      ? `npx prisma generate --config ${at('prisma.config.ts')}`
      : `npx prisma generate --schema ${options.schema}`;
  return [
    ...(commands === 'faber-db' ? installSteps(options.packages) : []),
    provider === 'sqlite'
      ? `${options.urlVariable} in ${at('.env')} names the development database; set the other variables of ${at('.env.example')} where they are needed.`
      : `Copy ${at('.env.example')} to ${at('.env')} and set ${options.urlVariable} to your development database.`,
    ...(options.hasMigrations
      ? [`See where the database stands: ${run('status')}`]
      : [
          `Edit the models in ${options.schema}, then write the first migration: ${run('generate-migration', commands === 'nx' ? ' --name=init' : ' --name init')}`,
          `Apply it: ${run('migrate')}`,
        ]),
    `Generate the Prisma Client: ${client}`,
  ];
}

function installSteps({ dependencies, devDependencies }: NextStepsOptions['packages']): string[] {
  const install = (flag: string, packages: Record<string, string>): string[] => {
    const specs = Object.entries(packages).map(([name, range]) => `${name}@${range}`);
    return specs.length === 0 ? [] : [`Install what is missing: npm install${flag} ${specs.join(' ')}`];
  };
  return [...install(' --save-dev', devDependencies), ...install('', dependencies)];
}
