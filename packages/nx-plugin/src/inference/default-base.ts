import type { NxJsonConfiguration } from '@nx/devkit';

/** The base branch that `nx.json` names; undefined if it names none. Also under its deprecated name. */
export function defaultBase(nxJson: NxJsonConfiguration | undefined): string | undefined {
  return nxJson?.defaultBase ?? nxJson?.affected?.defaultBase;
}
