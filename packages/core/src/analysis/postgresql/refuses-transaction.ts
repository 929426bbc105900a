import { hasWord, startsWith, tokensAre, type Token } from '../token';
import { tokenizePostgresql } from './tokenize';

/**
 * Whether PostgreSQL refuses the statement inside a transaction block (its calls of
 * `PreventInTransactionBlock`). Since PostgreSQL 12, `ALTER TYPE … ADD VALUE` is not one of them;
 * REFRESH MATERIALIZED VIEW CONCURRENTLY never was.
 */
export function refusesTransaction(statement: string): boolean {
  return refusesTransactionTokens([...tokenizePostgresql(statement)]);
}

/** `refusesTransaction` for a statement that is in tokens already. */
export function refusesTransactionTokens(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first?.kind !== 'word') return false;
  switch (first.upper) {
    case 'VACUUM':
      return true;
    case 'REINDEX':
      return reindexRefuses(tokens);
    case 'CLUSTER':
      return clustersEverything(tokens);
    case 'DISCARD':
      return second?.upper === 'ALL';
    case 'COMMIT':
    case 'ROLLBACK':
      return second?.upper === 'PREPARED';
    case 'DO':
      return doCommits(tokens);
    case 'CREATE':
      return (
        ['DATABASE', 'TABLESPACE'].includes(second?.upper ?? '') ||
        (second?.upper === 'SUBSCRIPTION' && !subscriptionIsOffline(tokens)) ||
        startsWith(tokens, 'CREATE', 'INDEX', 'CONCURRENTLY') ||
        startsWith(tokens, 'CREATE', 'UNIQUE', 'INDEX', 'CONCURRENTLY')
      );
    case 'DROP':
      return (
        ['DATABASE', 'TABLESPACE', 'SUBSCRIPTION'].includes(second?.upper ?? '') ||
        startsWith(tokens, 'DROP', 'INDEX', 'CONCURRENTLY')
      );
    case 'ALTER':
      return alterRefuses(tokens, second?.upper);
    default:
      return false;
  }
}

function alterRefuses(tokens: readonly Token[], what: string | undefined): boolean {
  switch (what) {
    case 'SYSTEM':
      return true;
    case 'DATABASE':
      return tokens.some((_, index) => tokensAre(tokens, index, 'SET', 'TABLESPACE'));
    case 'TABLE': {
      // ALTER TABLE … DETACH PARTITION name CONCURRENTLY
      const detach = tokens.findIndex((_, index) => tokensAre(tokens, index, 'DETACH', 'PARTITION'));
      return detach >= 0 && hasWord(tokens.slice(detach), 'CONCURRENTLY');
    }
    case 'SUBSCRIPTION':
      // Those that refresh the publications, which is the default of SET, ADD and DROP PUBLICATION.
      return hasWord(tokens, 'PUBLICATION') && !optionIsOff(tokens, 'REFRESH');
    default:
      return false;
  }
}

/** REINDEX [(options)] { INDEX | TABLE | SCHEMA | DATABASE | SYSTEM } [CONCURRENTLY] name */
function reindexRefuses(tokens: readonly Token[]): boolean {
  const close = tokens[1]?.text === '(' ? tokens.findIndex((token) => token.text === ')') : 0;
  const options = tokens.slice(1, close + 1);
  const target = tokens[close + 1]?.upper;
  return (
    ['SCHEMA', 'DATABASE', 'SYSTEM'].includes(target ?? '') ||
    tokens[close + 2]?.upper === 'CONCURRENTLY' ||
    (hasWord(options, 'CONCURRENTLY') && !optionIsOff(options, 'CONCURRENTLY', ''))
  );
}

/** CLUSTER [VERBOSE | (options)] without a table's name. */
function clustersEverything(tokens: readonly Token[]): boolean {
  const close = tokens[1]?.text === '(' ? tokens.findIndex((token) => token.text === ')') : 0;
  const rest = tokens.slice(close + 1).filter((token) => token.upper !== 'VERBOSE');
  return rest.length === 0;
}

/** CREATE SUBSCRIPTION … WITH (connect = false | create_slot = false) makes no slot, so it may be rolled back. */
function subscriptionIsOffline(tokens: readonly Token[]): boolean {
  return optionIsOff(tokens, 'CONNECT') || optionIsOff(tokens, 'CREATE_SLOT');
}

function optionIsOff(tokens: readonly Token[], name: string, equals = '='): boolean {
  return tokens.some((token, index) => {
    if (token.kind !== 'word' || token.upper !== name) return false;
    if (equals && tokens[index + 1]?.text !== equals) return false;
    const value = tokens[index + 1 + equals.length];
    return ['FALSE', 'OFF', '0'].includes(value?.text.replace(/^'(.*)'$/, '$1').toUpperCase() ?? '');
  });
}

/** DO whose code commits or rolls back, as batched backfills do; it may not be in a transaction then. */
function doCommits(tokens: readonly Token[]): boolean {
  return tokens.some((token) => {
    const tag = /^\$\w*\$/.exec(token.text)?.[0];
    if (token.kind !== 'string' || tag === undefined) return false;
    const code = [...tokenizePostgresql(token.text.slice(tag.length, -tag.length))];
    return code.some(
      (word, index) =>
        ['COMMIT', 'ROLLBACK'].includes(word.upper) &&
        word.kind === 'word' &&
        [';', 'AND'].includes(code[index + 1]?.upper ?? ''),
    );
  });
}
