/** What the `datasource` block of a Prisma schema says. */
export interface PrismaDatasource {
  /** As written, for example `postgresql`, `postgres` or `sqlite`. */
  provider: string | undefined;
  /** The variable in `url = env("…")`. */
  urlVariable: string | undefined;
  /** The variable in `directUrl = env("…")`. */
  directUrlVariable: string | undefined;
  /** There is a `url`, which Prisma 6 needs and Prisma 7 refuses. */
  hasUrl: boolean;
}

/**
 * Finds the datasource in the text of a Prisma schema. Grammar:
 * https://www.prisma.io/docs/orm/reference/prisma-schema-reference#datasource
 * @returns undefined if the text has no `datasource` block
 */
export function readDatasource(schema: string): PrismaDatasource | undefined {
  const block = /^\s*datasource\s+\w+\s*\{([^}]*)\}/m.exec(withoutComments(schema))?.[1];
  if (block === undefined) return undefined;
  const variable = (key: string): string | undefined =>
    new RegExp(`^\\s*${key}\\s*=\\s*env\\(\\s*"([^"]+)"\\s*\\)`, 'm').exec(block)?.[1];
  return {
    provider: /^\s*provider\s*=\s*"([^"]+)"/m.exec(block)?.[1],
    urlVariable: variable('url'),
    directUrlVariable: variable('directUrl'),
    hasUrl: /^\s*url\s*=/m.test(block),
  };
}

/** The schema without `//` comments; strings, which may hold `//` in a URL, are kept. */
function withoutComments(schema: string): string {
  return schema.replace(/("(?:\\.|[^"\\\n])*")|\/\/.*$/gm, (_, text: string | undefined) => text ?? '');
}
