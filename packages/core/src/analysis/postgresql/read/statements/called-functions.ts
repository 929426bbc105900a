import type { Change } from '../../../change';
import { constantText, strings, tagOf, walk, type Body } from '../ast';
import type { Scope } from '../scope';
import { constantSql } from '../expressions/constant-sql';
import { settingValue } from './session';

/** Functions that run SQL which they are given. */
const RUN_SQL =
  /^(?:dblink|dblink_exec|dblink_open|dblink_send_query|query_to_xml|query_to_xmlschema|query_to_xml_and_xmlschema)$/;

/** Without one of these words no function of interest is called. `U&` can write any name. */
const HINT = /dblink|query_to_xml|set_config|u&"/i;

/** Changes by functions: `set_config` sets a variable, `dblink_exec` and its like run SQL. */
export function calledFunctions(root: unknown, scope: Scope): Change[] {
  if (root === undefined || !HINT.test(scope.sql)) return [];
  const changes: Change[] = [];
  walk(root, (tag, content) => {
    if (tag === 'CommonTableExpr') {
      // A statement in a WITH is read by itself.
      const query = (content as Body<'CommonTableExpr'>).ctequery;
      return query === undefined || tagOf(query) === 'SelectStmt';
    }
    if (tag !== 'FuncCall') return true;
    const call = content as Body<'FuncCall'>;
    const name = strings(call.funcname).at(-1) ?? '';
    const args = call.args ?? [];
    if (name === 'set_config') {
      const [variable, value, local] = args.map(constantText);
      if (variable === undefined) return true;
      changes.push({
        kind: 'set-variable',
        name: variable.toLowerCase(),
        ...(value !== undefined && { value: settingValue(value) }),
        local: local !== undefined && /^t/i.test(local),
      });
    } else if (RUN_SQL.test(name)) {
      const fragment = args
        .map((argument) => constantSql(argument).text)
        .filter(Boolean)
        .join(' … ');
      changes.push({ kind: 'dynamic-sql', reason: `${name}() runs SQL`, ...(fragment && { fragment }) });
    }
    return true;
  });
  return changes;
}
