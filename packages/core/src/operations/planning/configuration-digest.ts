import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ResolvedConfig, ResolvedDatabase, ResolvedEnvironment } from '../../config/resolved-config';
import { canonicalJson, sha256 } from '../../journal/canonical-json';

/**
 * A digest of the rules in force for an environment: safety, approvals (with the content of the list
 * of signers), limits and the environment itself. The same on every machine: paths count relative
 * to the workspace.
 */
export async function configurationDigest(
  config: ResolvedConfig,
  database: ResolvedDatabase,
  environment: ResolvedEnvironment,
): Promise<string> {
  const { allowedSigners } = config.safety.approvals;
  const { directory, timeoutSeconds, lockTimeoutSeconds, statementTimeoutSeconds, maxBlockingSeconds } =
    database.migrations;
  const rules = {
    environment,
    engine: database.engine,
    migrations: {
      timeoutSeconds,
      lockTimeoutSeconds,
      statementTimeoutSeconds,
      maxBlockingSeconds,
      directory: relative(config.workspaceRoot, directory).replaceAll('\\', '/'),
    },
    safety: { ...config.safety, approvals: { ...config.safety.approvals, allowedSigners: undefined } },
    signers: allowedSigners === undefined ? undefined : await contentDigest(allowedSigners),
  };
  // Through JSON, so that "not set" and "left out" are the same.
  return sha256(canonicalJson(JSON.parse(JSON.stringify(rules))));
}

async function contentDigest(file: string): Promise<string> {
  try {
    return sha256(await readFile(file, 'utf8'));
  } catch {
    // Whoever needs it says so; here it only has to differ from a list that is there.
    return 'missing';
  }
}
