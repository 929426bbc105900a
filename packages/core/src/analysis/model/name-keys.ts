import type { ProviderName } from '../../environments/connection';
import type { ObjectName } from '../change';
import { foldName } from './schema-model';

/** A name with its schema. */
export type FullName = Required<ObjectName>;

/** Between the parts of a key; no engine allows it in a name. */
export const SEPARATOR = '\0';

/**
 * What names are found by: schema and name, folded as the engine does. Each key is made once and then handed
 * out again, since putting strings together, and hashing what comes of it, costs more than anything
 * else that a model does. It only grows, so that a model and its copies share one.
 */
export class NameKeys {
  /** By schema and name as they were asked for. */
  readonly #made = new Map<string, Map<string, string>>();

  constructor(private readonly provider: ProviderName) {}

  /** The key of a name. */
  of(schema: string, name: string): string {
    let names = this.#made.get(schema);
    if (!names) this.#made.set(schema, (names = new Map<string, string>()));
    let key = names.get(name);
    if (key === undefined) {
      key = foldName(this.provider, schema) + SEPARATOR + foldName(this.provider, name);
      names.set(name, key);
    }
    return key;
  }
}
