import { chooseName } from './postgresql-names';
import type { ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';

/** Adds the sequences that PostgreSQL makes for serial and identity columns, which go with their table. */
export function addOwnedSequences(state: SchemaState, table: ModelTable, columns: readonly string[]): void {
  if (state.provider !== 'postgresql') return;
  for (const key of columns) {
    const column = table.columns.get(key);
    if (!column?.isSerial && !column?.isIdentity) continue;
    const { schema } = table.name;
    const sequence = chooseName(table.name.name, column.name, 'seq', (name) =>
      state.isTaken({ schema, name }),
    );
    const name = { schema, name: sequence };
    state.putObject({
      objectType: 'sequence',
      name,
      table: table.name,
      isNew: true,
      details: { kind: 'create-object', objectType: 'sequence', name, table: table.name, orReplace: false },
    });
  }
}
