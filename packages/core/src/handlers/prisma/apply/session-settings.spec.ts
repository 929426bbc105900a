import { customSettingsIn, onlyChangesSettings } from './session-settings';

describe('onlyChangesSettings', () => {
  it.each([
    'SET search_path = a, b',
    "set session work_mem to '1MB'",
    'RESET ALL',
    'SET ROLE x',
    "SELECT pg_catalog.set_config('search_path', '', false)",
    "ATTACH 'x.db' AS x",
  ])('is true for %s', (statement) => expect(onlyChangesSettings(statement)).toBe(true));

  it.each([
    "SET LOCAL work_mem = '1MB'",
    'SET TRANSACTION READ ONLY',
    'SET CONSTRAINTS ALL DEFERRED',
    "SELECT set_config('a.b', 'x', true)",
    'UPDATE t SET x = 1',
    'SELECT 1',
  ])('is false for %s', (statement) => expect(onlyChangesSettings(statement)).toBe(false));
});

describe('customSettingsIn', () => {
  it('finds settings with a two-part name', () => {
    expect(
      customSettingsIn(
        `SET app.tenant = 'x'; set session "App"."user" TO 'y'; SELECT set_config('a.b', '1', false)`,
      ),
    ).toEqual(['app.tenant', 'App.user', 'a.b']);
    expect(customSettingsIn('SET search_path = a; UPDATE t SET x = 1')).toEqual([]);
  });
});
