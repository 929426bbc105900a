import type { CreateNodesContext } from '@nx/devkit';

type TargetDefaults = CreateNodesContext['nxJsonConfiguration']['targetDefaults'];

/** An input that is never the same twice: for a target that must not be taken from a cache. */
export const NEVER_CACHED = { runtime: 'node -p "crypto.randomUUID()"' };

/**
 * Whether a target default of the workspace switches caching on for a target. Nx puts those
 * defaults over what a plugin infers, and a cached migration is one that does not run. Patterns
 * count as matching: a miss too many costs time, a hit too many a deployment.
 */
export function isCacheForced(targetDefaults: TargetDefaults, target: string, executor: string): boolean {
  return Object.entries(targetDefaults ?? {}).some(
    ([key, value]) =>
      (key === target || key === executor || isPattern(key)) &&
      // Since Nx 23 an entry may be a list.
      [value].flat().some((entry: { cache?: boolean } | undefined) => entry?.cache === true),
  );
}

/** Whether a key of `targetDefaults` is a glob pattern. */
export function isPattern(key: string): boolean {
  return /[*?[\]{}]|[!+@]\(/.test(key);
}
