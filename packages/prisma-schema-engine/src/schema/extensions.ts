import type {
  CreateMigrationOutput,
  DiffTarget,
  EvaluateDataLossOutput,
  RequestParams,
  WasmEngine,
} from '../wasm/engine-api';
import { extensionsIn, hasPreviewFeature, type SchemaFile } from './schema-text';

const FEATURE = 'postgresqlExtensions';

/**
 * Whether a request is about a schema with `previewFeatures = ["postgresqlExtensions"]`. The WebAssembly
 * engine never sets that flag on its own connections, so it forgets about extensions that are there.
 */
export function managesExtensions(params: RequestParams): boolean {
  return hasPreviewFeature(params.schema?.files ?? [], FEATURE);
}

/** The one call that sets the flag on the main connection, for what is called next. */
export async function primeExtensionsFlag(
  engine: WasmEngine,
  params: RequestParams,
  configDir: string,
): Promise<void> {
  await engine.diff({
    from: { tag: 'schemaDatasource', files: params.schema?.files ?? [], configDir },
    to: { tag: 'empty' },
    script: false,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
}

/** The extensions that existing migrations create: the shadow database has them, unknown to the engine. */
export function extensionsInMigrations({ migrationsList }: RequestParams): Set<string> {
  return new Set(
    (migrationsList?.migrationDirectories ?? []).flatMap(({ migrationFile: { content } }) =>
      content.tag === 'ok'
        ? [...content.value.matchAll(/CREATE EXTENSION (?:IF NOT EXISTS )?"?([\w-]+)"?/gi)].map(
            (match) => match[1] as string,
          )
        : [],
    ),
  );
}

/** Takes the extensions that are there already out of a new migration; one that is then empty becomes none. */
export function withoutKnownExtensions(
  output: CreateMigrationOutput,
  known: ReadonlySet<string>,
  draft: boolean,
): CreateMigrationOutput {
  const script = output.migrationScript?.replace(
    /-- CreateExtension\nCREATE EXTENSION IF NOT EXISTS "([^"]+)"[^;]*;\n*/g,
    (statement, name: string) => (known.has(name) ? '' : statement),
  );
  if (script === undefined) return output;
  if (script.trim() !== '') return { ...output, migrationScript: script };
  return { ...output, migrationScript: draft ? '-- This is an empty migration.' : null };
}

/** Takes the steps for extensions that are there already out of the count. */
export function withoutKnownExtensionSteps(
  output: EvaluateDataLossOutput,
  known: ReadonlySet<string>,
  params: RequestParams,
): EvaluateDataLossOutput {
  const repeated = extensionsIn(params.schema?.files ?? []).filter((name) => known.has(name)).length;
  return { ...output, migrationSteps: Math.max(0, output.migrationSteps - repeated) };
}

/**
 * The shadow database never shows its extensions, so a comparison of migrations with anything that shows
 * them would find all of them missing. Where the migrations create every extension that the schema asks for,
 * neither side is to show any; else the statement repeats some, which does no harm.
 */
export function withoutKnownExtensionsInDiff(params: RequestParams): RequestParams {
  const { from, to } = params;
  const list = [from, to].find((target) => target?.tag === 'migrations');
  if (list?.tag !== 'migrations') return params;
  const known = extensionsInMigrations({ migrationsList: list });
  const hide = (target: DiffTarget | undefined): DiffTarget | undefined => {
    if (!target || !('files' in target) || !hasPreviewFeature(target.files, FEATURE)) return target;
    if (!extensionsIn(target.files).every((name) => known.has(name))) return target;
    return { ...target, files: target.files.map(withoutFeature) };
  };
  const [hiddenFrom, hiddenTo] = [hide(from), hide(to)];
  return { ...params, ...(hiddenFrom ? { from: hiddenFrom } : {}), ...(hiddenTo ? { to: hiddenTo } : {}) };
}

function withoutFeature({ path, content }: SchemaFile): SchemaFile {
  return {
    path,
    content: content
      .replace(/(\bpreviewFeatures\s*=\s*)\[([^\]]*)\]/g, (_, assignment: string, features: string) => {
        const others = [...features.matchAll(/"[^"]*"/g)]
          .map(([name]) => name)
          .filter((name) => name !== `"${FEATURE}"`);
        return `${assignment}[${others.join(', ')}]`;
      })
      .replace(/^[ \t]*extensions\s*=\s*\[[^\]]*\]/gm, ''),
  };
}
