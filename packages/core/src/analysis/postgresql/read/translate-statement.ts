import type { Node } from 'libpg-query';
import type { Change } from '../../change';
import { body, tagOf } from './ast';
import type { Scope } from './scope';
import { alterTable } from './statements/alter-table';
import { createObjects } from './statements/create-objects';
import { createTable } from './statements/create-table';
import { data } from './statements/data';
import { drop } from './statements/drop';
import { maintenance } from './statements/maintenance';
import { properties } from './statements/properties';
import { rename } from './statements/rename';
import { roles } from './statements/roles';
import { routines } from './statements/routines';
import { session } from './statements/session';
import { typesAndDomains } from './statements/types-and-domains';
import type { Translators } from './translator';

const TRANSLATORS: Translators = {
  ...alterTable,
  ...createObjects,
  ...createTable,
  ...data,
  ...drop,
  ...maintenance,
  ...properties,
  ...rename,
  ...roles,
  ...routines,
  ...session,
  ...typesAndDomains,
};

/** The changes of one statement as PostgreSQL's parser gives it. A kind that is not known is `unreadable`. */
export function translateStatement(node: Node, scope: Scope): Change[] {
  const tag = tagOf(node);
  const translate = TRANSLATORS[tag] as ((statement: unknown, scope: Scope) => Change[]) | undefined;
  if (!translate) return [{ kind: 'unreadable', reason: `a kind of statement that is not known (${tag})` }];
  return translate(body(tag, node), scope);
}
