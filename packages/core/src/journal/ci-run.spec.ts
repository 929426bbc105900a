import { findCiRun } from './ci-run';

it.each([
  [
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '42',
      GITHUB_ACTOR: 'ann',
      GITHUB_TRIGGERING_ACTOR: 'bob',
    },
    { name: 'GitHub Actions', url: 'https://github.com/acme/shop/actions/runs/42', startedBy: 'bob' },
  ],
  [
    { GITLAB_CI: 'true', CI_JOB_URL: 'https://gitlab.com/a/b/-/jobs/1', GITLAB_USER_LOGIN: 'ann' },
    { name: 'GitLab CI', url: 'https://gitlab.com/a/b/-/jobs/1', startedBy: 'ann' },
  ],
  [
    { CIRCLECI: 'true', CIRCLE_BUILD_URL: 'https://circleci.com/1' },
    { name: 'CircleCI', url: 'https://circleci.com/1' },
  ],
  [
    { BUILDKITE: 'true', BUILDKITE_BUILD_URL: 'https://buildkite.com/1', BUILDKITE_BUILD_CREATOR: 'Ann' },
    { name: 'Buildkite', url: 'https://buildkite.com/1', startedBy: 'Ann' },
  ],
  [
    { JENKINS_URL: 'https://j', BUILD_URL: 'https://j/job/1' },
    { name: 'Jenkins', url: 'https://j/job/1' },
  ],
  [
    {
      TF_BUILD: 'True',
      SYSTEM_COLLECTIONURI: 'https://dev.azure.com/acme/',
      SYSTEM_TEAMPROJECT: 'My Shop',
      BUILD_BUILDID: '7',
    },
    { name: 'Azure Pipelines', url: 'https://dev.azure.com/acme/My%20Shop/_build/results?buildId=7' },
  ],
  [
    { BITBUCKET_BUILD_NUMBER: '9', BITBUCKET_REPO_FULL_NAME: 'acme/shop' },
    { name: 'Bitbucket Pipelines', url: 'https://bitbucket.org/acme/shop/pipelines/results/9' },
  ],
  [{ GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '42' }, { name: 'GitHub Actions' }],
  [{ CI: '1' }, { name: 'CI' }],
  [{ CI: 'false' }, undefined],
  [{ GITHUB_ACTIONS: 'false', CI: '' }, undefined],
  [{}, undefined],
])('%j', (env, run) => {
  // Most of these systems set CI as well; the name of the system says more.
  expect(findCiRun('CI' in env || run === undefined ? env : { CI: 'true', ...env })).toEqual(run);
});
