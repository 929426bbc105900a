import { environmentVariables } from './environment-variables';

describe('environmentVariables', () => {
  it.each([
    ['shop', 'SHOP_DATABASE_URL'],
    ['@acme/shop-api', 'SHOP_API_DATABASE_URL'],
    ['shopApi', 'SHOP_API_DATABASE_URL'],
    ['2048', 'DB_2048_DATABASE_URL'],
    ['магазин', 'DB_DATABASE_URL'],
  ])('names the variable of the default environment of %s', (project, variable) => {
    expect(environmentVariables(project, ['dev'])[0]?.variable).toBe(variable);
  });

  it('gives every environment a variable of its own', () => {
    expect(
      environmentVariables('shop', ['production-eu', 'dev']).map(({ variable, isDefault }) => [
        variable,
        isDefault,
      ]),
    ).toEqual([
      ['SHOP_PRODUCTION_EU_DATABASE_URL', false],
      ['SHOP_DATABASE_URL', true],
    ]);
  });

  it('takes the first environment for the default where there is no dev', () => {
    expect(
      environmentVariables('shop', ['test', 'live'], 'DATABASE_URL').map(({ variable }) => variable),
    ).toEqual(['DATABASE_URL', 'SHOP_LIVE_DATABASE_URL']);
  });

  it.each([
    [[]],
    [['dev', 'dev']],
    [['dev', 'eu-west', 'eu_west']],
    [['dev', 'pro duction']],
    [['dev', '1st']],
    [['dev', '__proto__']],
  ])('refuses %j', (names) => {
    expect(() => environmentVariables('shop', names)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
  });

  it('refuses an environment whose variable is the one that Prisma reads for the default', () => {
    expect(() => environmentVariables('shop', ['dev', 'staging'], 'SHOP_STAGING_DATABASE_URL')).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
  });
});
