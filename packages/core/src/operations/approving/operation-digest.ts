import type { OperationContext } from '../../context/operation-context';
import { canonicalJson, sha256 } from '../../journal/canonical-json';
import { describeTarget, type OperationTarget } from '../operation-target';
import { configurationDigest } from '../planning/configuration-digest';

/**
 * The digest of an operation that has no plan of its own (seed, resolve): where, by which rules, and
 * what it would do.
 * @param identity of the database
 * @param what all that decides about the outcome, as plain data
 */
export async function operationDigest(
  context: OperationContext,
  target: OperationTarget,
  operation: string,
  identity: string,
  what: unknown,
): Promise<string> {
  const configuration = await configurationDigest(context.config, target.database, target.environment);
  return sha256(canonicalJson({ operation, ...describeTarget(target), identity, configuration, what }));
}
