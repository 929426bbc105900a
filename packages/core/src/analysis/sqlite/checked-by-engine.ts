import type { Change } from '../change';
import type { SqlScript } from '../script';
import { replaySqlite } from './replay';

/**
 * A script with the verdict of SQLite itself: a statement that the reader took and the engine calls a syntax
 * error is unreadable, too. Where no SQLite can be loaded the script stays as it is.
 * @param schemaScripts what runs before it, in order; the engine gets their schema, not their data
 */
export function checkedByEngine(schemaScripts: readonly SqlScript[], script: SqlScript): SqlScript {
  const verdicts = replaySqlite(schemaScripts, script);
  if (verdicts === undefined) return script;
  const statements = script.statements.map((statement, index) => {
    const reason = verdicts[index]?.syntaxError;
    const isKnown = statement.changes.some(({ kind }) => kind === 'unreadable');
    if (reason === undefined || isKnown) return statement;
    const unreadable: Change = { kind: 'unreadable', reason: `SQLite says: ${reason}` };
    return { ...statement, changes: [...statement.changes, unreadable] };
  });
  return { ...script, statements };
}
