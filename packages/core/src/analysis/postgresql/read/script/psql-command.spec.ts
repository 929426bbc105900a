import { readPsqlCommand } from './psql-command';

describe('readPsqlCommand', () => {
  it.each([
    '\\restrict x',
    '\\unrestrict x',
    '\\set a 1',
    '\\set ON_ERROR_STOP on',
    '\\unset a',
    '\\echo hi',
    '\\timing on',
    '\\encoding UTF8',
    '\\pset pager off',
    '\\if :x',
    '\\endif',
    '\\g',
    '\\gset',
    '\\d+ t',
    '\\dt',
    '\\.',
    '\\q',
    `\\echo '\\i x'`,
  ])('%s changes nothing', (command) => {
    expect(readPsqlCommand(command)).toEqual([{ kind: 'other', verb: command.split(' ')[0] }]);
  });

  it.each([
    ['\\c db', 'c'],
    ['\\connect db', 'connect'],
    ['\\i x.sql', 'i'],
    ['\\ir x.sql', 'ir'],
    ['\\include x.sql', 'include'],
    ['\\include_relative x', 'include_relative'],
    ['\\copy t from x', 'copy'],
    ['\\! rm x', '!'],
    ['\\gexec', 'gexec'],
    ['\\o |rm', 'o'],
    ['\\w x', 'w'],
    ['\\e', 'e'],
    ['\\password', 'password'],
    ['\\lo_import x', 'lo_import'],
    ['\\unheard_of', 'unheard_of'],
    ['\\', ''],
    ['\\set a `rm x`', 'set'],
    ['\\g |rm x', 'g'],
    ['\\g x.txt', 'g'],
    ['\\echo a \\i x.sql', 'i'],
    ['\\timing \\! rm', '!'],
  ])('%s is not read', (command, name) => {
    expect(readPsqlCommand(command)).toEqual([
      { kind: 'unreadable', reason: expect.stringContaining(`psql runs \\${name}:`) },
    ]);
  });
});
