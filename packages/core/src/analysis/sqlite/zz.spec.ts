import { readSqliteScript } from './read-script';
import { CORPUS } from './corpus';
import { tokenizeSqlite } from './tokenize';
import { openSqliteDriver } from '../../databases/sqlite/sqlite-driver';
it('x', async () => {
  const d = openSqliteDriver(':memory:');
  for (const t of 'tuowsv') d.exec(`CREATE TABLE ${t} (a, b, c, d, id, n, key)`);
  d.exec('CREATE INDEX i ON t (a)');
  const out: string[] = [];
  const check = async (sql: string) => {
    const script = await readSqliteScript(sql, {});
    if (script.statements.length !== 1) return;
    const u = script.statements[0]!.changes.find((c) => c.kind === 'unreadable');
    if (script.statements[0]!.changes.some((c) => c.kind === 'pragma')) return;
    let e = '';
    try {
      d.all(/^EXPLAIN/.test(sql) ? sql : 'EXPLAIN ' + sql);
    } catch (x) {
      e = (x as Error).message;
    }
    const syntax = /syntax error|incomplete input|unrecognized token/.test(e);
    if ((u && !e) || (!u && syntax)) out.push(`${sql}\n    engine: ${e} reader: ${u && JSON.stringify(u)}`);
    return u ? 'bad' : 'good';
  };
  for (const sql of CORPUS) await check(sql);
  console.log('CORPUS', out.join('\n'));
  out.length = 0;
  let seed = 99;
  const random = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor(seed / 65536) % n;
  };
  const count: Record<string, number> = {};
  const all = CORPUS.map((s) => [...tokenizeSqlite(s)].map((t) => t.text));
  for (let i = 0; i < 20000; i++) {
    const t = [...all[random(all.length)]!];
    const other = all[random(all.length)]!;
    const at = random(t.length);
    switch (random(4)) {
      case 0:
        t.splice(at, 1);
        break;
      case 1:
        t.splice(at, 0, other[random(other.length)]!);
        break;
      case 2:
        t[at] = other[random(other.length)]!;
        break;
      default: {
        const b = random(t.length);
        [t[at], t[b]] = [t[b]!, t[at]!];
      }
    }
    const r = await check(t.join(' '));
    count[String(r)] = (count[String(r)] ?? 0) + 1;
  }
  console.log(JSON.stringify(count), out.length, '\n' + [...new Set(out)].slice(0, 120).join('\n'));
}, 60000);
