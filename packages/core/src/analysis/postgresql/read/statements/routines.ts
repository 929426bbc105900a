import type { CreateFunctionStmt, Node } from 'libpg-query';
import type { Change, Volatility } from '../../../change';
import { body, items, nameFrom, strings } from '../ast';
import { parsedPlpgsql } from '../plpgsql/read-plpgsql';
import type { Scope, ToFile, Via } from '../scope';
import { stringInSource } from '../script/string-in-source';
import { other, type Translators } from '../translator';
import { option } from './options';

/** Languages whose functions are compiled code: there is no text to read. */
const COMPILED = new Set(['c', 'internal']);

/** CREATE FUNCTION, CREATE PROCEDURE and DO, with what is in their bodies. */
export const routines: Translators = {
  CreateFunctionStmt: (statement, scope) => [
    {
      kind: 'create-object',
      objectType: statement.is_procedure ? 'procedure' : 'function',
      name: nameFrom(strings(statement.funcname)),
      orReplace: statement.replace === true,
      volatility: volatility(statement),
    },
    ...bodyOfFunction(statement, scope),
  ],
  DoStmt: (statement, scope) => {
    const language = textOf(option(statement.args, 'language')?.arg) ?? 'plpgsql';
    const definition = option(statement.args, 'as');
    const code = textOf(definition?.arg) ?? '';
    const changes = bodyText(code, definition?.location, language, 'do-block', scope);
    return changes.length > 0 ? changes : other('do');
  },
  AlterFunctionStmt: () => other('alter function', true),
};

function volatility({ options }: CreateFunctionStmt): Volatility {
  const written = textOf(option(options, 'volatility')?.arg);
  return written === 'immutable' ? 'constant' : written === 'stable' ? 'stable' : 'volatile';
}

function textOf(node: Node | undefined): string | undefined {
  return body('String', node)?.sval;
}

function bodyOfFunction(statement: CreateFunctionStmt, scope: Scope): Change[] {
  if (statement.sql_body) return sqlBody(statement.sql_body, scope);
  const language = textOf(option(statement.options, 'language')?.arg) ?? 'sql';
  if (COMPILED.has(language)) return [];
  const definition = option(statement.options, 'as');
  const code = textOf(items(definition?.arg)[0]) ?? '';
  return bodyText(code, definition?.location, language, 'function-body', scope);
}

/** RETURN … or BEGIN ATOMIC …; statements that only read are left out. */
function sqlBody(sql: Node, scope: Scope): Change[] {
  const statements = items(sql).flatMap((inner) => items(inner));
  return (statements.length > 0 ? statements : [sql]).flatMap((node) =>
    withoutReading(scope.nested(node, 'function-body')),
  );
}

function bodyText(
  code: string,
  location: number | undefined,
  language: string,
  via: Via,
  scope: Scope,
): Change[] {
  const inSource = stringInSource(scope.sql, scope.offset(location), code);
  const toFile: ToFile = (offset) => scope.toFile(inSource(offset));
  switch (language.toLowerCase()) {
    case 'sql':
      return withoutReading(scope.text(code, via, toFile));
    case 'plpgsql':
      return withoutReading(parsedPlpgsql(scope, code, via, toFile));
    default:
      return [
        {
          kind: 'dynamic-sql',
          reason: `code in ${language}, which is not read`,
          via,
          ...(toFile(0) !== undefined && { offset: toFile(0) }),
        },
      ];
  }
}

function withoutReading(changes: Change[]): Change[] {
  return changes.filter((change) => change.kind !== 'other' || change.isDdl === true);
}
