import { join } from 'node:path';
import { displayPath } from '../../config/display-path';
import type { OperationContext } from '../../context/operation-context';
import type { Database } from '../../databases/database';
import { fileJournal } from '../../journal/file-journal';
import type { Journal } from '../../journal/journal-entry';
import { tableJournal } from '../../journal/table-journal';
import type { OperationTarget } from '../operation-target';

/** The journal of one environment of one database: a file of the workspace, or a table of the database. */
export function openJournal(context: OperationContext, target: OperationTarget): Journal {
  return context.config.journal.databaseTable
    ? databaseJournal(context, target)
    : workspaceJournal(context, target.database.name, target.environmentName);
}

/** The journal in the workspace; it can be read where the database cannot. */
export function workspaceJournal(context: OperationContext, database: string, environment: string): Journal {
  const { journal, workspaceRoot, project } = context.config;
  const folder = database === 'default' ? project.name : `${project.name}-${database}`;
  const file = join(journal.directory, folder, `${environment}.jsonl`);
  return fileJournal({ file, clock: context.clock, place: displayPath(file, workspaceRoot) });
}

/**
 * The journal in the target database. Every call has a session of its own, so that an entry can be
 * written when the operation's session is lost, and settings that migrations made do not reach it.
 */
function databaseJournal(context: OperationContext, target: OperationTarget): Journal {
  const withSession = async <T>(work: (journal: Journal) => Promise<T>): Promise<T> => {
    const db: Database = await target.provider.connect(target.connection, {
      applicationName: 'faber-db journal',
    });
    try {
      return await work(tableJournal(db, context.clock));
    } finally {
      await db.close();
    }
  };
  return {
    place: 'the journal in the database',
    append: (record) => withSession((journal) => journal.append(record)),
    read: () => withSession((journal) => journal.read()),
    verify: () => withSession((journal) => journal.verify()),
  };
}
