import type { Change, ConstraintDefinition, IndexDefinition } from '../../change';

/** The names that a change brings into the world, as the reader gives them: of what it creates or renames. */
export function givenNames(change: Change): string[] {
  switch (change.kind) {
    case 'create-table':
      return [
        change.table.name,
        ...change.columns.map(({ name }) => name),
        ...written(change.constraints),
        ...written(change.indexes),
      ];
    case 'add-column':
      return [change.column.name, ...written(change.constraints)];
    case 'rename-table':
      return [change.to.name];
    case 'rename-column':
      return [change.to];
    case 'rename-object':
      return change.objectType === 'enum value' ? [] : [change.to];
    case 'add-constraint':
      return written([change.constraint]);
    case 'create-index':
      return written([change.index]);
    case 'create-schema':
      return [change.name];
    case 'create-object':
      return [change.name.name];
    case 'alter-domain-constraint':
      return change.action === 'add' && change.name !== undefined ? [change.name] : [];
    default:
      return [];
  }
}

function written(items: readonly (ConstraintDefinition | IndexDefinition)[]): string[] {
  return items.flatMap(({ name }) => (name === undefined ? [] : [name]));
}
