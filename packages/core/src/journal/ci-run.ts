import type { ProcessEnvironment } from '../context/operation-context';
import type { Actor } from './journal-entry';

type CiRun = NonNullable<Actor['ci']>;

/** How one CI system shows itself in the environment. */
interface CiSystem {
  name: string;
  /** Variable that only this system sets. */
  marker: string;
  /** Page of the run, from its variables. */
  url(env: ProcessEnvironment): string | undefined;
  /** Variables that name who started the run, the best first. */
  startedBy: readonly string[];
}

/**
 * Sources: "Variables reference" of GitHub Actions, "Predefined CI/CD variables reference" of GitLab,
 * "Project values and variables" of CircleCI, "Environment variables" of Buildkite, "Using environment
 * variables" of Jenkins, "Predefined variables" of Azure Pipelines, "Variables and secrets" of Bitbucket.
 */
const SYSTEMS: readonly CiSystem[] = [
  {
    name: 'GitHub Actions',
    marker: 'GITHUB_ACTIONS',
    url: (env) =>
      join(env['GITHUB_SERVER_URL'], '/', env['GITHUB_REPOSITORY'], '/actions/runs/', env['GITHUB_RUN_ID']),
    startedBy: ['GITHUB_TRIGGERING_ACTOR', 'GITHUB_ACTOR'],
  },
  {
    name: 'GitLab CI',
    marker: 'GITLAB_CI',
    url: (env) => env['CI_JOB_URL'],
    startedBy: ['GITLAB_USER_LOGIN'],
  },
  {
    name: 'CircleCI',
    marker: 'CIRCLECI',
    url: (env) => env['CIRCLE_BUILD_URL'],
    startedBy: ['CIRCLE_USERNAME'],
  },
  {
    name: 'Buildkite',
    marker: 'BUILDKITE',
    url: (env) => env['BUILDKITE_BUILD_URL'],
    startedBy: ['BUILDKITE_BUILD_CREATOR'],
  },
  {
    name: 'Azure Pipelines',
    marker: 'TF_BUILD',
    url: (env) =>
      join(
        env['SYSTEM_COLLECTIONURI']?.replace(/\/?$/, '/'),
        env['SYSTEM_TEAMPROJECT'] && encodeURIComponent(env['SYSTEM_TEAMPROJECT']),
        '/_build/results?buildId=',
        env['BUILD_BUILDID'],
      ),
    startedBy: ['BUILD_REQUESTEDFOR'],
  },
  {
    name: 'Bitbucket Pipelines',
    marker: 'BITBUCKET_BUILD_NUMBER',
    url: (env) =>
      join(
        'https://bitbucket.org/',
        env['BITBUCKET_REPO_FULL_NAME'],
        '/pipelines/results/',
        env['BITBUCKET_BUILD_NUMBER'],
      ),
    startedBy: ['BITBUCKET_STEP_TRIGGERER_UUID'],
  },
  {
    name: 'Jenkins',
    marker: 'JENKINS_URL',
    url: (env) => env['BUILD_URL'],
    // Of the plugin "build user vars"; Jenkins itself does not tell.
    startedBy: ['BUILD_USER_ID'],
  },
];

/** The CI run that this process belongs to, as far as the environment tells; undefined outside of CI. */
export function findCiRun(env: ProcessEnvironment): CiRun | undefined {
  const system = SYSTEMS.find(({ marker }) => isSet(env[marker]));
  if (!system) return isSet(env['CI']) ? { name: 'CI' } : undefined;
  const url = system.url(env);
  const startedBy = system.startedBy.map((name) => env[name]).find(Boolean);
  return { name: system.name, ...(url ? { url } : {}), ...(startedBy ? { startedBy } : {}) };
}

/** People switch CI off with `CI=false` and `CI=0`. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', 'false', '0'].includes(value.toLowerCase());
}

/** The parts as one text; undefined if one is missing. */
function join(...parts: (string | undefined)[]): string | undefined {
  return parts.every(Boolean) ? parts.join('') : undefined;
}
