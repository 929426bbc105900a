import type { ProcessEnvironment } from '@faber-db/core';

/**
 * Variables by which build services make themselves known, beside `CI`
 * (the list of Nx's `is-ci.ts`).
 */
const SERVICE_VARIABLES = [
  'BITBUCKET_BUILD_NUMBER',
  'bamboo.buildKey',
  'bamboo_buildKey',
  'BUILDKITE',
  'CIRCLECI',
  'CODEBUILD_BUILD_ID',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'HEROKU_TEST_RUN_ID',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'TF_BUILD',
  'TRAVIS',
] as const;

/** True in an automated build. `CI=false` (or an empty `CI`) alone does not count. */
export function isCi(env: ProcessEnvironment): boolean {
  const ci = env['CI'];
  if (ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0') return true;
  return SERVICE_VARIABLES.some((name) => env[name] !== undefined && env[name] !== '');
}
