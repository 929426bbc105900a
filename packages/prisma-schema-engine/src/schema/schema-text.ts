/**
 * The few things this engine has to know from the text of a Prisma schema before the real parser (inside
 * the WebAssembly engine) can run: where the database is, and what the engine is not told otherwise.
 */
export interface SchemaFile {
  path: string;
  content: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DATASOURCE_BLOCK = /^[ \t]*datasource\s+\w+\s*\{([\s\S]*?)^[ \t]*\}/m;

/** The text between the braces of the `datasource` block. */
export function datasourceBlock(schema: string): string | undefined {
  const oneLine = /^[ \t]*datasource\s+\w+\s*\{([^\n]*)\}[ \t]*$/m.exec(withoutComments(schema));
  return oneLine?.[1] ?? DATASOURCE_BLOCK.exec(withoutComments(schema))?.[1];
}

export function providerIn(schema: string): string | undefined {
  return /\bprovider\s*=\s*"([^"]+)"/.exec(datasourceBlock(schema) ?? '')?.[1];
}

/** The value of `url`, `directUrl` or `shadowDatabaseUrl`, which is a text or `env("NAME")`. */
export function connectionUrlIn(
  schema: string,
  key: 'url' | 'directUrl' | 'shadowDatabaseUrl',
  env: Environment,
): string | undefined {
  const assignment = new RegExp(
    `^\\s*${key}\\s*=\\s*(?:env\\(\\s*"([^"]+)"\\s*\\)|("(?:[^"\\\\]|\\\\.)*"))`,
    'm',
  );
  const match = assignment.exec(datasourceBlock(schema) ?? '');
  if (!match) return undefined;
  if (match[1] !== undefined) return env[match[1]];
  return JSON.parse(match[2] as string) as string;
}

/** Whether the datasource has a URL at all, be it one that cannot be resolved. */
export function hasConnectionUrl(schema: string): boolean {
  return /^\s*url\s*=/m.test(datasourceBlock(schema) ?? '');
}

/** The schemas (namespaces) of a PostgreSQL database that the datasource names; undefined for one that names none. */
export function namespacesIn(files: readonly SchemaFile[]): string[] | undefined {
  for (const { content } of files) {
    const list = /\bschemas\s*=\s*\[([^\]]*)\]/.exec(datasourceBlock(content) ?? '')?.[1];
    if (list !== undefined) return [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string);
  }
  return undefined;
}

export function hasPreviewFeature(files: readonly SchemaFile[], feature: string): boolean {
  return files.some(({ content }) =>
    [...withoutComments(content).matchAll(/\bpreviewFeatures\s*=\s*\[([^\]]*)\]/g)].some((match) =>
      match[1]?.includes(`"${feature}"`),
    ),
  );
}

/** The PostgreSQL extensions in the datasource, by their names in the database. */
export function extensionsIn(files: readonly SchemaFile[]): string[] {
  return files.flatMap(({ content }) => {
    const list = /\bextensions\s*=\s*\[([^\]]*)\]/.exec(datasourceBlock(content) ?? '')?.[1] ?? '';
    return [...list.matchAll(/(\w+)\s*(?:\(([^)]*)\))?/g)].map(
      ([, name, options]) => /\bmap:\s*"([^"]+)"/.exec(options ?? '')?.[1] ?? (name as string),
    );
  });
}

/** Blanks out `//` comments, but not inside a quoted text (a URL has slashes too). */
function withoutComments(schema: string): string {
  return schema.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*/g, (match) => (match.startsWith('"') ? match : ''));
}
