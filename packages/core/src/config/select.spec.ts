import type { FaberDbError } from '../errors/faber-db-error';
import type { ResolvedConfig, ResolvedDatabase, ResolvedEnvironment } from './resolved-config';
import { selectDatabase, selectEnvironment } from './select';

const environment = (name: string) => ({ name }) as ResolvedEnvironment;
const database = (name: string, ...environments: string[]) =>
  ({ name, environments: environments.map(environment) }) as unknown as ResolvedDatabase;
const config = (...databases: ResolvedDatabase[]) =>
  ({ project: { name: 'shop', root: '/w/shop' }, databases }) as unknown as ResolvedConfig;

function thrown(action: () => unknown): FaberDbError {
  try {
    action();
  } catch (error) {
    return error as FaberDbError;
  }
  throw new Error('nothing was thrown');
}

describe('selectDatabase', () => {
  const one = config(database('default'));
  const two = config(database('main'), database('analytics'));
  it('takes the only one', () => expect(selectDatabase(one).name).toBe('default'));
  it('takes the named one', () => expect(selectDatabase(two, 'analytics').name).toBe('analytics'));
  it('takes the default of several', () =>
    expect(selectDatabase(config(database('a'), database('default'))).name).toBe('default'));
  it('asks which of several', () => {
    const error = thrown(() => selectDatabase(two));
    expect(error.code).toBe('DATABASE_NOT_CONFIGURED');
    expect(error.remedy).toEqual(['--database main', '--database analytics']);
  });
  it('suggests the nearest', () =>
    expect(thrown(() => selectDatabase(two, 'analytic')).message).toContain('Did you mean "analytics"?'));
});

describe('selectEnvironment', () => {
  const shop = database('default', 'dev', 'production');
  it('finds', () => expect(selectEnvironment(shop, 'dev').name).toBe('dev'));
  it('lists and suggests', () => {
    const error = thrown(() => selectEnvironment(shop, 'prod'));
    expect(error.code).toBe('ENVIRONMENT_NOT_CONFIGURED');
    expect(error.message).toBe(
      'The database "default" has no environment "prod", only dev, production. Did you mean "production"?',
    );
    expect(error.location).toEqual({ database: 'default', environment: 'prod' });
  });
  it('says when there are none', () =>
    expect(thrown(() => selectEnvironment(database('default'), 'dev')).message).toContain(
      'has no environments',
    ));
  it('does not find what every object has', () =>
    expect(thrown(() => selectEnvironment(shop, 'constructor')).code).toBe('ENVIRONMENT_NOT_CONFIGURED'));
});
