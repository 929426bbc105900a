import { canonicalJson, sha256 } from '../journal/canonical-json';
import { basisOf, type Plan, type PlanBasis } from './plan';

/** SHA-256 (hex) of all that determines what will happen. */
export function planDigest(basis: PlanBasis): string {
  return sha256(canonicalJson(basis));
}

/** Adds the digest and the checksum of the whole. */
export function sealPlan(plan: Omit<Plan, 'digest' | 'integrity'>): Plan {
  const withDigest = { ...plan, digest: planDigest(basisOf(plan)) };
  return { ...withDigest, integrity: sha256(canonicalJson(withDigest)) };
}
