import { UserFacingError } from './user-error';

export type DatabaseCommand = 'can-connect-to-database' | 'create-database' | 'drop-database';

/** What the `datasource` argument may hold; Prisma 7 takes it from `prisma.config.ts`. */
export interface DatasourceArgument {
  url?: string;
  shadowDatabaseUrl?: string;
}

export interface EngineArguments {
  mode: 'rpc' | 'version' | { database: DatabaseCommand };
  /** Paths of the Prisma schema files. */
  datamodels: string[];
  /** Absent where the URL stands in the schema (Prisma 6). */
  datasource?: DatasourceArgument;
}

/** Options of the native engine whose value this engine has no use for. */
const IGNORED_WITH_VALUE = new Set(['--enabled-preview-features', '--extension-types']);

/**
 * Reads the command line of the native engine (prisma-engines, `schema-engine/cli/src/main.rs`).
 *
 * @throws UserFacingError for an option without its value, broken JSON or an unknown `cli` command
 */
export function parseArguments(argv: readonly string[]): EngineArguments {
  const result: EngineArguments = { mode: 'rpc', datamodels: [] };
  let inCli = false;
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] as string;
    const value = (): string => {
      const next = argv[++index];
      if (next === undefined) throw new UserFacingError(null, `The option ${argument} needs a value.`);
      return next;
    };
    if (argument === '--datamodels' || argument === '--datamodel' || argument === '-d') {
      result.datamodels.push(value());
    } else if (argument === '--datasource') {
      result.datasource = parseDatasource(value());
    } else if (IGNORED_WITH_VALUE.has(argument)) {
      value();
    } else if (argument === '--version' || argument === '-V') {
      result.mode = 'version';
    } else if (argument === 'cli') {
      inCli = true;
    } else if (inCli) {
      result.mode = { database: databaseCommand(argument) };
    } else {
      throw new UserFacingError(null, `Unknown argument: ${argument}`);
    }
  }
  return result;
}

/** Prisma 7 passes JSON, Prisma 6 a bare URL. */
function parseDatasource(text: string): DatasourceArgument {
  if (!text.trimStart().startsWith('{')) return { url: text };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The text holds a URL, thus possibly a password: it is not repeated.
    throw new UserFacingError(null, 'The value of --datasource is not valid JSON.');
  }
  const { url, shadowDatabaseUrl } = parsed as Record<string, unknown>;
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof shadowDatabaseUrl === 'string' ? { shadowDatabaseUrl } : {}),
  };
}

function databaseCommand(argument: string): DatabaseCommand {
  switch (argument) {
    case 'can-connect-to-database':
    case 'create-database':
    case 'drop-database':
      return argument;
    default:
      throw new UserFacingError(null, `Unknown command: cli ${argument}`);
  }
}
