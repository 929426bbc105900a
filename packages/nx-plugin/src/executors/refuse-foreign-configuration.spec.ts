import type { ExecutorContext } from '@nx/devkit';
import { refuseForeignConfiguration } from './refuse-foreign-configuration';

/** A run of these tasks (`project:target[:configuration]`), seen by the first. */
function context(tasks: string[], executors: Record<string, string> = {}): ExecutorContext {
  const parsed = tasks.map((id) => {
    const [project = '', target = '', configuration] = id.split(':');
    return { id, target: { project, target, ...(configuration === undefined ? {} : { configuration }) } };
  });
  const projects: Record<string, { root: string; targets: Record<string, { executor: string }> }> = {};
  for (const { target } of parsed) {
    const project = (projects[target.project] ??= { root: target.project, targets: {} });
    project.targets[target.target] = { executor: executors[target.target] ?? 'faber-db:migrate' };
  }
  const own = parsed[0]?.target;
  return {
    root: '/w',
    cwd: '/w',
    isVerbose: false,
    projectName: own?.project,
    targetName: own?.target,
    configurationName: own?.configuration,
    target: { configurations: { dev: {}, staging: {} } },
    projectsConfigurations: { version: 2, projects },
    taskGraph: { tasks: Object.fromEntries(parsed.map((task) => [task.id, task])) },
  } as unknown as ExecutorContext;
}

test.each([
  ['a run without configurations', ['shop:db-migrate', 'blog:db-migrate']],
  ['a task with its own configuration', ['shop:db-migrate:staging', 'blog:db-migrate:production']],
  ['tasks of other plugins', ['shop:db-migrate', 'shop:build:production']],
  ['a configuration that this project has too', ['shop:db-migrate', 'blog:db-migrate:staging']],
])('%s is fine', (_, tasks) => {
  expect(() => refuseForeignConfiguration('migrate', context(tasks, { build: '@nx/js:tsc' }))).not.toThrow();
});

test('a run for an environment that this project lacks does not fall back to dev', () => {
  const run = context(['shop:db-reset', 'blog:db-reset:production']);
  expect(() => refuseForeignConfiguration('reset', run)).toThrow(
    expect.objectContaining({
      code: 'ENVIRONMENT_NOT_CONFIGURED',
      message: expect.stringContaining('This run is for "production", which shop does not have'),
      remedy: expect.arrayContaining([expect.stringContaining('--exclude=shop')]),
    }),
  );
});

test('the same through the target that collects the databases of the project', () => {
  const run = context(['shop:db-migrate-main', 'shop:db-migrate:production'], { 'db-migrate': 'nx:noop' });
  expect(() => refuseForeignConfiguration('migrate', run)).toThrow('"production"');
});

test('looking is always allowed', () => {
  const run = context(['shop:db-status', 'blog:db-status:production']);
  expect(() => refuseForeignConfiguration('status', run)).not.toThrow();
});
