import type { Node } from 'libpg-query';
import type { ColumnDefault, Volatility } from '../../../change';
import { body, strings, walk, type Body } from '../ast';
import { IMMUTABLE_FUNCTIONS, STABLE_FUNCTIONS, VOLATILE_FUNCTIONS } from './built-in-functions';

/** Schemas in which a built-in function's name means that function (or the extension's that provided it before). */
const USUAL_SCHEMAS = new Set(['pg_catalog', 'public', 'extensions']);

const WORST_FIRST: readonly Volatility[] = ['volatile', 'unknown', 'stable', 'constant'];

/**
 * A default, with its text as written. It is as volatile as the most volatile of the functions that it
 * calls; operators and casts are taken for harmless.
 */
export function columnDefault(expression: Node, sql: string): ColumnDefault {
  // By far the most are constants.
  const constant = body('A_Const', expression);
  if (constant) return { sql, volatility: 'constant', functions: [], isNull: constant.isnull === true };
  const functions: string[] = [];
  const kinds = new Set<Volatility>();
  walk(expression, (tag, content) => {
    if (tag === 'FuncCall') {
      const name = strings((content as Body<'FuncCall'>).funcname);
      functions.push((name.at(-1) ?? '').toLowerCase());
      kinds.add(functionVolatility(name));
    } else if (tag === 'SQLValueFunction') {
      // CURRENT_TIMESTAMP, CURRENT_USER and the like.
      kinds.add('stable');
    }
  });
  const volatility = WORST_FIRST.find((kind) => kinds.has(kind)) ?? 'constant';
  return { sql, volatility, functions, isNull: isNull(expression) };
}

/** How a function behaves, by its name in parts. Immutable ones count as `constant`. */
export function functionVolatility(name: readonly string[]): Volatility {
  const plain = (name.at(-1) ?? '').toLowerCase();
  if (VOLATILE_FUNCTIONS.has(plain)) return 'volatile';
  const schema = name.at(-2);
  if (schema !== undefined && !USUAL_SCHEMAS.has(schema)) return 'unknown';
  if (STABLE_FUNCTIONS.has(plain)) return 'stable';
  return IMMUTABLE_FUNCTIONS.has(plain) ? 'constant' : 'unknown';
}

function isNull(expression: Node): boolean {
  const cast = body('TypeCast', expression);
  if (cast?.arg) return isNull(cast.arg);
  return body('A_Const', expression)?.isnull === true;
}
