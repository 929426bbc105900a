import type { ModelConstraint, ModelTable } from '../../model/schema-model';

/**
 * Whether a validated CHECK of the table says that the column is never NULL: `c IS NOT NULL`, alone or beside
 * others (`… AND c IS NOT NULL`). PostgreSQL proves SET NOT NULL by such constraints since version 12.
 */
export function isProvenNotNull(table: ModelTable | undefined, column: string): boolean {
  return (
    table?.constraints.some((constraint) => constraint.isValidated && proves(constraint, column)) ?? false
  );
}

function proves({ kind, provesNotNull, expression }: ModelConstraint, column: string): boolean {
  if (provesNotNull === column) return true;
  if (kind !== 'check' || expression === undefined || !isConjunction(expression)) return false;
  const parts = expression.replace(/[()]/g, ' ').split(/\band\b/i);
  return parts.some((part) => {
    const named = /^\s*(?:"((?:[^"]|"")+)"|([\w$]+))\s+is\s+not\s+null\s*$/i.exec(part);
    return (named?.[1]?.replaceAll('""', '"') ?? named?.[2]?.toLowerCase()) === column;
  });
}

/** Nothing but AND is between the conditions, and nothing is called: parentheses say nothing then. */
function isConjunction(expression: string): boolean {
  const called = [...expression.matchAll(/([\w"]+)\s*\(/g)].map(([, word = '']) => word.toLowerCase());
  return (
    !/\b(or|case|not\s+"?\w+"?\s+is)\b/i.test(expression) &&
    called.every((word) => word === 'and' || word === 'in')
  );
}
