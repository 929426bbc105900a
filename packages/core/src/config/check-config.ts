import type { Node } from 'jsonc-parser';
import type { z } from 'zod';
import { didYouMean, nearestName } from './nearest-name';
import { formatJsonPath, type ConfigDocument, type JsonPath } from './config-document';
import type { ConfigProblem } from './config-problem';
import { configSchema, type ConfigContent } from './config-schema';

type Issue = z.core.$ZodIssue;

/** Tools that other releases will support; named so that the message can say so. */
const LATER_TOOLS = ['typeorm', 'sequelize', 'knex'];

/**
 * Checks the value of one file by itself.
 * Returns the content, or everything that is wrong with it.
 */
export function checkConfig(
  value: unknown,
  document: ConfigDocument,
): { content: ConfigContent } | { problems: ConfigProblem[] } {
  const parsed = configSchema.safeParse(value);
  const problems = duplicateKeys(document.root, document);
  if (!parsed.success) {
    return {
      problems: [
        ...problems,
        ...parsed.error.issues.flatMap((issue) => describeIssue(issue, value, document)),
      ],
    };
  }
  problems.push(...contradictions(parsed.data, document));
  return problems.length > 0 ? { problems } : { content: parsed.data };
}

function describeIssue(issue: Issue, value: unknown, document: ConfigDocument): ConfigProblem[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], document));
  }
  const location = document.locate(path);
  const where = path.length === 0 ? 'The configuration' : formatJsonPath(path);
  const actual = valueAt(value, path);
  if (path.at(-1) === 'migration_tool' && typeof actual === 'string' && LATER_TOOLS.includes(actual)) {
    return [
      {
        code: 'UNSUPPORTED',
        message: `${where}: "${actual}" is not supported yet.`,
        location,
        remedy: ['Set migration_tool to "prisma", the one migration tool that this release supports.'],
      },
    ];
  }
  return [
    {
      code: 'CONFIG_INVALID',
      message: `${where} ${expectation(issue, actual, path)}`,
      location,
      remedy: remedyFor(path),
    },
  ];
}

/** What a value must be, as the end of a sentence that begins with the value's path. */
function expectation(issue: Issue, actual: unknown, path: JsonPath): string {
  switch (issue.code) {
    case 'invalid_type':
      if (actual === undefined) return `is missing; it must be ${article(issue.expected)}.`;
      return `must be ${article(issue.expected)}, but it is ${article(typeName(actual))}.`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const list = allowed.map((entry) => `"${entry}"`).join(', ');
      if (actual === undefined) return `is missing; it must be one of ${list}.`;
      const rule = allowed.length === 1 ? `must be ${list}.` : `must be one of ${list}.`;
      return rule + (typeof actual === 'string' ? didYouMean(actual, allowed) : '');
    }
    case 'too_small':
      return issue.origin === 'number' ? `must be greater than ${issue.minimum}.` : 'must not be empty.';
    case 'too_big':
      return `must be at most ${issue.maximum}.`;
    case 'invalid_key':
      return 'is no usable name: use letters, digits, ".", "_" and "-", and begin with a letter or digit.';
    case 'invalid_format':
      // The value is not shown: people put the URL itself here.
      return isVariableKey(path)
        ? 'must be the name of an environment variable (letters, digits and "_"), not its value.'
        : 'is no usable name: use letters, digits, ".", "_" and "-", and begin with a letter or digit.';
    default:
      return `is not valid: ${issue.code}.`;
  }
}

function remedyFor(path: JsonPath): string[] {
  if (!isVariableKey(path)) return [];
  const key = String(path.at(-1));
  return [
    `Write "${key}": "DATABASE_URL" and put the URL into .env, as DATABASE_URL="…". A password that stood in a committed file must be changed.`,
  ];
}

function isVariableKey(path: JsonPath): boolean {
  return String(path.at(-1)).endsWith('_env');
}

function unknownKey(path: JsonPath, document: ConfigDocument): ConfigProblem {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const known = keysAt(parent);
  const nearest = nearestName(key, known);
  const elsewhere = nearest === undefined ? placesOf(key) : [];
  const hint =
    nearest !== undefined
      ? ` Did you mean "${nearest}"?`
      : elsewhere.length > 0
        ? ` It belongs in ${elsewhere.join(' or ')}.`
        : '';
  const inside = parent.length === 0 ? 'at the top' : `in ${formatJsonPath(parent)}`;
  return {
    code: 'CONFIG_UNKNOWN_KEY',
    message: `There is no key "${key}" ${inside}.${hint}`,
    location: document.locate(path),
    remedy: [`Keys that can stand ${inside}: ${known.join(', ')}.`],
  };
}

/** The keys that the schema knows in the object at `path`. */
function keysAt(path: JsonPath): string[] {
  let schema: z.core.$ZodType | undefined = configSchema;
  for (const part of path) schema = schema && childSchema(unwrap(schema), part);
  const definition = schema && unwrap(schema)._zod.def;
  return definition?.type === 'object' ? Object.keys((definition as z.core.$ZodObjectDef).shape) : [];
}

function childSchema(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  const definition = schema._zod.def;
  if (definition.type === 'object') return (definition as z.core.$ZodObjectDef).shape[part];
  if (definition.type === 'record') return (definition as z.core.$ZodRecordDef).valueType;
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const definition = schema._zod.def;
  return definition.type === 'optional' ? (definition as z.core.$ZodOptionalDef).innerType : schema;
}

/** Where else in the file a key is known, such as `environments.<name>`. */
function placesOf(key: string): string[] {
  const places: string[] = [];
  visit(configSchema, '');
  return places;

  function visit(schema: z.core.$ZodType, place: string): void {
    const definition = unwrap(schema)._zod.def;
    if (definition.type === 'record') {
      visit((definition as z.core.$ZodRecordDef).valueType, `${place}.<name>`);
    } else if (definition.type === 'object') {
      for (const [name, child] of Object.entries((definition as z.core.$ZodObjectDef).shape)) {
        if (name === key) places.push(place === '' ? 'the top of the file' : place);
        visit(child, place === '' ? name : `${place}.${name}`);
      }
    }
  }
}

/** JSON takes the last of two equal keys; in rules that protect data that is a trap. */
function duplicateKeys(root: Node, document: ConfigDocument, path: JsonPath = []): ConfigProblem[] {
  if (root.type === 'array') {
    return (root.children ?? []).flatMap((child, index) => duplicateKeys(child, document, [...path, index]));
  }
  if (root.type !== 'object') return [];
  const seen = new Set<string>();
  return (root.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    const name = String(key?.value);
    const inner = [...path, name];
    const problems = value === undefined ? [] : duplicateKeys(value, document, inner);
    if (seen.has(name)) {
      problems.push({
        code: 'CONFIG_INVALID',
        message: `${formatJsonPath(inner)} stands twice; only one of the two would count.`,
        location: { ...document.locate(inner), line: document.lineOf(property) },
        remedy: [`Keep one "${name}".`],
      });
    }
    seen.add(name);
    return problems;
  });
}

/** What the schema cannot say about one file. */
function contradictions(content: ConfigContent, document: ConfigDocument): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (content.database !== undefined && content.databases !== undefined) {
    problems.push({
      code: 'CONFIG_INVALID',
      message: '"database" and "databases" exclude each other.',
      location: document.locate(['databases']),
      remedy: ['Keep "database" for one database, or move it into "databases" under a name of its own.'],
    });
  }
  if (content.databases !== undefined && Object.keys(content.databases).length === 0) {
    problems.push({
      code: 'CONFIG_INVALID',
      message: '"databases" is empty.',
      location: document.locate(['databases']),
      remedy: ['Describe at least one database in it, or remove the key.'],
    });
  }
  problems.push(...idleConnections(content, document));
  const environments = environmentNames(content);
  (content.safety?.protected_environments ?? []).forEach((name, index, all) => {
    const unprotected = environments.filter((environment) => !all.includes(environment));
    const meant = environments.includes(name) ? undefined : nearestName(name, unprotected);
    if (meant === undefined) return;
    problems.push({
      code: 'CONFIG_INVALID',
      message: `safety.protected_environments names "${name}", which is no environment here, while "${meant}" is not protected.`,
      location: document.locate(['safety', 'protected_environments', index]),
      remedy: [`Write "${meant}" instead, or add it.`],
    });
  });
  return problems;
}

/** Connections at the top that no database of the file takes up. */
function idleConnections(content: ConfigContent, document: ConfigDocument): ConfigProblem[] {
  const databases = Object.values(content.databases ?? {});
  if (databases.length === 0) return [];
  return Object.entries(content.environments ?? {}).flatMap(([name, environment]): ConfigProblem[] => {
    const key = (['connection_string_env', 'direct_connection_string_env'] as const).find(
      (connection) => environment[connection] !== undefined,
    );
    if (key === undefined) return [];
    if (databases.some(({ environments }) => environments === undefined || name in environments)) return [];
    return [
      {
        code: 'CONFIG_INVALID',
        message: `environments.${name}.${key} is used by no database: all have environments of their own, and none has "${name}".`,
        location: document.locate(['environments', name, key]),
        remedy: [`Add "${name}" to the environments of a database, or remove the key.`],
      },
    ];
  });
}

function environmentNames(content: ConfigContent): string[] {
  const own = Object.values(content.databases ?? {}).flatMap(({ environments }) =>
    Object.keys(environments ?? {}),
  );
  return [...new Set([...Object.keys(content.environments ?? {}), ...own])];
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(type: string): string {
  const name = type === 'record' ? 'object' : type;
  if (name === 'null') return name;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}
