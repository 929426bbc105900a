import { findActor } from './actor';

const machine = { user: 'ann', host: 'laptop' };
const git = (printed: string | undefined) => jest.fn(async () => printed);
const CONFIGURED = 'user.email\nold@example.org\0user.name\nAnn Example\0user.email\nann@example.org\0';

it('takes user and host from the machine, the identity from the configuration of git', async () => {
  const run = git(CONFIGURED);
  expect(await findActor({ PATH: '/bin' }, { cwd: '/workspace', machine, run })).toEqual({
    ...machine,
    git: 'Ann Example <ann@example.org>',
  });
  expect(run).toHaveBeenCalledWith(
    expect.arrayContaining(['config']),
    expect.objectContaining({ cwd: '/workspace' }),
  );
});

it('prefers the variables of git, each by itself', async () => {
  const both = { GIT_AUTHOR_NAME: 'Bob', GIT_AUTHOR_EMAIL: 'bob@example.org' };
  const run = git(CONFIGURED);
  expect((await findActor(both, { cwd: '/', machine, run })).git).toBe('Bob <bob@example.org>');
  expect(run).not.toHaveBeenCalled();
  expect((await findActor({ GIT_AUTHOR_NAME: 'Bob' }, { cwd: '/', machine, run })).git).toBe(
    'Bob <ann@example.org>',
  );
});

it('does without git', async () => {
  expect(await findActor({}, { cwd: '/', machine, run: git(undefined) })).toEqual(machine);
  expect(await findActor({}, { cwd: '/', machine, run: git('') })).toEqual(machine);
  expect((await findActor({}, { cwd: '/', machine, run: git('user.name\nAnn\0') })).git).toBe('Ann');
});

it('asks the real system where nothing is passed in', async () => {
  const actor = await findActor({ ...process.env, GIT_AUTHOR_NAME: 'Ann' }, { cwd: __dirname });
  expect(actor.user).not.toBe('');
  expect(actor.host).not.toBe('');
  expect(actor.git).toMatch(/^Ann/);
});

it('tells of an automated agent and of CI', async () => {
  const env = { AI_AGENT: 'robot', CI: 'true' };
  expect(await findActor(env, { cwd: '/', machine, run: git('') })).toEqual({
    ...machine,
    agent: 'robot',
    ci: { name: 'CI' },
  });
});
