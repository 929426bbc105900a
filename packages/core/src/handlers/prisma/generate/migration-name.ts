import type { SchemaChange } from './schema-change';

const LONGEST = 60;
/** Of names that people give; folder names have at most 255 bytes. */
const LONGEST_GIVEN = 100;

/** A name as it can stand in a folder's name: lower case, digits and underscores. */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return words.slice(0, LONGEST_GIVEN).replace(/_$/, '') || 'migration';
}

/**
 * A name that says what a migration does, such as `create_users_and_posts` or `add_email_to_users`. The
 * same changes always give the same name.
 */
export function deriveName(changes: readonly SchemaChange[]): string {
  const phrases = [
    ...tablePhrase(changes, 'create-table', 'create'),
    ...tablePhrase(changes, 'drop-table', 'drop'),
    ...columnPhrases(changes),
    ...tablePhrase(changes, 'change-enum', 'change_enum'),
  ];
  const minor = [
    ...tablePhrase(changes, 'create-enum', 'create_enum'),
    ...tablePhrase(changes, 'drop-enum', 'drop_enum'),
    ...tablePhrase(changes, 'add-index', 'add_index_to'),
    ...tablePhrase(changes, 'drop-index', 'drop_index_from'),
    ...tablePhrase(changes, 'add-relation', 'change_relations_of'),
    ...tablePhrase(changes, 'drop-relation', 'drop_constraint_from'),
  ];
  // Indexes, relations and enums mostly come along with something else.
  const telling = phrases.length > 0 ? phrases : minor;
  const [first = 'update_schema', second] = telling;
  if (second === undefined) return shortened(first);
  const both = `${first}_and_${second}`;
  return telling.length === 2 && both.length <= LONGEST ? both : `${shortened(first)}_and_more`;
}

function tablePhrase(changes: readonly SchemaChange[], kind: SchemaChange['kind'], verb: string): string[] {
  const names = [
    ...new Set(changes.filter((change) => change.kind === kind).map(({ object }) => slugOf(object))),
  ];
  return names.length === 0 ? [] : [`${verb}_${listed(names)}`];
}

function columnPhrases(changes: readonly SchemaChange[]): string[] {
  const verbs = [
    ['add-column', 'add', 'to'],
    ['drop-column', 'drop', 'from'],
    ['change-column', 'change', 'in'],
  ] as const;
  return verbs.flatMap(([kind, verb, preposition]) => {
    const byTable = new Map<string, string[]>();
    for (const change of changes) {
      if (change.kind !== kind || change.column === undefined) continue;
      byTable.set(change.object, [...(byTable.get(change.object) ?? []), slugOf(change.column)]);
    }
    return [...byTable].map(
      ([table, columns]) => `${verb}_${listed(columns)}_${preposition}_${slugOf(table)}`,
    );
  });
}

function listed(names: readonly string[]): string {
  if (names.length <= 3) return names.join('_and_');
  return `${names.slice(0, 2).join('_and_')}_and_${names.length - 2}_more`;
}

function shortened(name: string): string {
  return name.length <= LONGEST ? name : name.slice(0, LONGEST).replace(/_[^_]*$/, '');
}
