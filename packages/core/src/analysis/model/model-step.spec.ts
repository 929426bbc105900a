import type { ProviderName } from '../../environments/connection';
import { readScript } from '../read-script';
import { createSchemaModel } from './create-schema-model';
import type { SchemaModel } from './schema-model';

/** Everything that a model says about tables and objects, in a form that can be compared. */
function contentOf(model: SchemaModel, names: readonly string[]): unknown {
  return {
    tables: [...model.tables()],
    referencing: names.map((name) => model.referencing({ name }).map((table) => table.name.name)),
    objects: names.map((name) => model.objectsOf?.({ name })),
    indexes: names.map((name) => model.index({ name: `${name}_i` })?.table.name),
    taken: names.map((name) => model.object('sequence', { name: `${name}_id_seq` })),
    timeout: model.setting('lock_timeout'),
    defaultSchema: model.defaultSchema,
  };
}

const SCRIPTS: Record<ProviderName, string> = {
  postgresql: `
    CREATE TABLE a (id serial PRIMARY KEY, x int); CREATE INDEX a_i ON a (x);
    CREATE TABLE b (id serial PRIMARY KEY, a_id int REFERENCES a);
    ALTER TABLE hearsay ADD COLUMN y int; CREATE VIEW v AS SELECT 1;
    CREATE TEMPORARY TABLE a (id int); INSERT INTO a VALUES (1); DROP TABLE a;
    SET lock_timeout = '1s'; CREATE SCHEMA s; SET search_path = s; CREATE TABLE b (id int);
    SET search_path = public; ALTER TABLE a RENAME TO c; ALTER TABLE s.b SET SCHEMA public;
    CREATE TRIGGER t AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION f(); DROP TABLE c CASCADE;
    CREATE SEQUENCE d_id_seq; CREATE TABLE d (id serial); DROP SCHEMA s CASCADE;`,
  mysql: `
    CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE b (a_id int, FOREIGN KEY (a_id) REFERENCES a (id));
    CREATE TEMPORARY TABLE a (id int); DROP TABLE a; ALTER TABLE a MODIFY COLUMN x bigint NOT NULL;
    INSERT INTO a VALUES (1, 2); RENAME TABLE a TO c; DROP TABLE c;`,
  sqlite: `
    CREATE TABLE a (id INTEGER PRIMARY KEY, x INT); CREATE INDEX a_i ON a (x);
    CREATE TEMP TABLE a (id INT); CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INT REFERENCES a (id));
    DROP TABLE temp.a; ALTER TABLE a RENAME TO c; DROP TABLE c;`,
};

describe('replay', () => {
  test.each<ProviderName>(['postgresql', 'mysql', 'sqlite'])(
    'leads a copy through the same states as apply (%s)',
    async (provider) => {
      const names = ['a', 'b', 'c', 'd', 'hearsay'];
      const applied = createSchemaModel({ provider });
      const replayed = applied.clone();
      const { statements } = await readScript(provider, SCRIPTS[provider]);
      const changes = statements.flatMap((statement) => statement.changes);
      expect(changes.some(({ kind }) => kind === 'unreadable')).toBe(false);
      let steps = 0;
      for (const change of changes) {
        const step = applied.apply(change);
        if (step) replayed.replay(step);
        else replayed.apply(change);
        if (step?.length) steps++;
        expect(contentOf(replayed, names)).toEqual(contentOf(applied, names));
      }
      expect(steps).toBeGreaterThan(4);
    },
  );

  it('has nothing of what was done before', () => {
    const model = createSchemaModel({ provider: 'postgresql' });
    const table = { name: 't' };
    model.apply({ kind: 'add-column', table, column: column('a'), constraints: [], ifNotExists: false });
    model.setFacts(table, { estimatedRows: 5 });
    expect(model.apply({ kind: 'truncate', table, cascade: false })).toHaveLength(1);
  });

  it('is not for settings, schemas and what is renamed', () => {
    const model = createSchemaModel({ provider: 'postgresql' });
    expect(model.apply({ kind: 'create-schema', name: 's' })).toBeUndefined();
    expect(
      model.apply({ kind: 'set-variable', name: 'search_path', value: 's', local: false }),
    ).toBeUndefined();
  });
});

function column(name: string) {
  return { name, type: 'integer', notNull: false };
}
