import { deriveName, slugOf } from './migration-name';
import type { SchemaChange } from './schema-change';

const name = (...changes: SchemaChange[]) => deriveName(changes);
const add = (object: string, column: string): SchemaChange => ({ kind: 'add-column', object, column });
const create = (object: string): SchemaChange => ({ kind: 'create-table', object });

describe('deriveName', () => {
  it('says what the migration does', () => {
    expect(name(create('users'), create('posts'), { kind: 'add-index', object: 'users' })).toBe(
      'create_users_and_posts',
    );
    expect(name(add('users', 'email'))).toBe('add_email_to_users');
    expect(name(add('User', 'firstName'), add('User', 'age'))).toBe('add_first_name_and_age_to_user');
    expect(name({ kind: 'drop-column', object: 'users', column: 'x' })).toBe('drop_x_from_users');
    expect(name({ kind: 'drop-table', object: 'UserProfile' }, add('a', 'b'))).toBe(
      'drop_user_profile_and_add_b_to_a',
    );
    expect(name({ kind: 'add-index', object: 'users' })).toBe('add_index_to_users');
    expect(name({ kind: 'create-enum', object: 'Role' })).toBe('create_enum_role');
    expect(name()).toBe('update_schema');
  });

  it('stays short', () => {
    expect(name(...'abcdef'.split('').map(create))).toBe('create_a_and_b_and_4_more');
    expect(name(add('a', 'b'), add('c', 'd'), add('e', 'f'))).toBe('add_b_to_a_and_more');
    expect(name(create('x'.repeat(20) + '_' + 'y'.repeat(60))).length).toBeLessThanOrEqual(60);
  });
});

describe('slugOf', () => {
  it('leaves what can stand in a folder’s name', () => {
    expect(slugOf(' Add the Näme! ')).toBe('add_the_name');
    expect(slugOf('../../etc/passwd')).toBe('etc_passwd');
    expect(slugOf('Größe 表')).toBe('große_表');
    expect(slugOf('!!!')).toBe('migration');
  });
});
