/** One entry of a list of names: quoted in either way, or plain. */
const ENTRY = /"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,\s]+)/g;

/** Entries that are no schemas of the user's own. */
const SKIPPED = new Set(['$user', 'pg_catalog', 'pg_temp', '']);

/**
 * The schemas of a `search_path`, without `"$user"` (a schema of the role's name, which hardly anybody has) and
 * `pg_catalog`. Quotes are taken off and unquoted names folded.
 */
export function parseSearchPath(value: string): string[] {
  return [...value.matchAll(ENTRY)]
    .map(([, doubleQuoted, quoted, plain]) => {
      if (doubleQuoted !== undefined) return doubleQuoted.replaceAll('""', '"');
      if (quoted !== undefined) return quoted.replaceAll("''", "'");
      return plain?.toLowerCase() ?? '';
    })
    .filter((schema) => !SKIPPED.has(schema));
}
