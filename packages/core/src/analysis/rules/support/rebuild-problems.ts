import { foldName } from '../../model/schema-model';
import type { RuleContext } from '../../rule';
import type { TableRebuild } from '../../sqlite/rebuild';
import { listText } from './list-text';
import { nameOf } from './names';
import { sameName } from './run-index';

/** Actions of a foreign key that are carried out when the old table is dropped, deferred or not. */
const IMMEDIATE = /^(cascade|set null|set default|restrict)$/i;

/** Something that is wrong with a table rebuild. */
export interface RebuildProblem {
  /** Ends a sentence that begins with "The rebuild of t". */
  what: string;
  instead: string;
}

/** What a rebuild of a SQLite table loses or breaks besides columns and constraints, which have rules of their own. */
export function problemsOf(rebuild: TableRebuild, context: RuleContext): RebuildProblem[] {
  return [
    ...lostRows(rebuild),
    ...misplacedValues(rebuild),
    ...lostIndexes(rebuild),
    ...lostTriggers(rebuild),
    ...brokenReaders(rebuild),
    ...brokenReferences(rebuild, context),
  ];
}

function lostRows({ hasWhere, table }: TableRebuild): RebuildProblem[] {
  if (!hasWhere) return [];
  return [
    {
      what: 'copies only some of its rows',
      instead: `-- Copy all rows of ${nameOf(table)}: no WHERE, LIMIT, DISTINCT, GROUP BY or JOIN.`,
    },
  ];
}

/** Columns that the new table has as well, and that the copy leaves empty or fills from another column. */
function misplacedValues({ before, after, copied, lost }: TableRebuild): RebuildProblem[] {
  const isKept = (key: string) => before?.columns.has(key) === true && after.columns.has(key);
  const forgotten = (lost?.columns ?? []).filter((name) => isKept(foldName('sqlite', name)));
  const crossed = [...(copied ?? [])].flatMap(([to, { column }]) => {
    const from = column === undefined ? to : foldName('sqlite', column);
    return from !== to && isKept(to) && isKept(from) ? [`${to} from ${from}`] : [];
  });
  const instead =
    '-- Copy each column into the one of the same name, and name them on both sides of the copy.';
  return [
    ...(forgotten.length > 0
      ? [{ what: `does not copy the values of ${listText(forgotten)}`, instead }]
      : []),
    ...(crossed.length > 0 ? [{ what: `fills ${listText(crossed)}`, instead }] : []),
  ];
}

function lostIndexes({ lost }: TableRebuild): RebuildProblem[] {
  const names = (lost?.indexes ?? []).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    {
      what: `does not create the index ${listText(names)} again`,
      instead: `-- Create ${listText(names)} again after the rename.`,
    },
  ];
}

function lostTriggers({ lost }: TableRebuild): RebuildProblem[] {
  const names = lost?.triggers ?? [];
  if (names.length === 0) return [];
  return [
    {
      what: `does not create the trigger ${listText(names)} again`,
      instead: `-- Create ${listText(names)} again after the rename.`,
    },
  ];
}

function brokenReaders({ brokenReaders: names, renamesOld, table }: TableRebuild): RebuildProblem[] {
  if (names.length === 0) return [];
  return [
    {
      what: renamesOld
        ? `renames the old table, so that ${listText(names)} follows it and then finds no table`
        : `stops at the rename, since ${listText(names)} finds no table ${nameOf(table)} at that moment`,
      instead: `-- Drop ${listText(names)} before the rebuild and create it again after it, or, around it:\nPRAGMA legacy_alter_table = ON;`,
    },
  ];
}

function brokenReferences(rebuild: TableRebuild, context: RuleContext): RebuildProblem[] {
  const { table, foreignKeysOff, defersForeignKeys } = rebuild;
  const { start } = context;
  const references = start
    .referencing(table)
    .filter(({ isNew }) => !isNew)
    .flatMap(({ name, constraints }) =>
      constraints
        .filter(({ references: to }) => to !== undefined && sameName(start, to.table, table))
        .map((constraint) => ({ by: name.name, onDelete: constraint.references?.onDelete ?? '' })),
    );
  const referrers = listText([...new Set(references.map(({ by }) => by))]);

  if (foreignKeysOff) {
    // Renaming the old table makes the others refer to its new name, with which it is then dropped.
    if (references.length === 0 || !renamesOldTable(rebuild, context)) return [];
    return [
      {
        what: `renames the old table, so that the foreign keys of ${referrers} follow it and then point nowhere`,
        instead: `-- Create the new table under another name, and rename that one to ${nameOf(table)} in the end.`,
      },
    ];
  }
  const isHarmless = defersForeignKeys && !references.some(({ onDelete }) => IMMEDIATE.test(onDelete));
  if (start.isComplete && (references.length === 0 || isHarmless)) return [];
  return [
    {
      what: `drops it while foreign keys may be enforced, so that the rows of ${referrers || 'tables that refer to it'} are deleted or stop it`,
      instead: '-- Before it, outside of any transaction:\nPRAGMA foreign_keys = OFF;',
    },
  ];
}

function renamesOldTable(rebuild: TableRebuild, { run, start }: RuleContext): boolean {
  return rebuild.positions.some((position) => {
    const change = run[position]?.change;
    return change?.kind === 'rename-table' && sameName(start, change.table, rebuild.table);
  });
}
