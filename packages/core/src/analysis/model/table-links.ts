import type { ProviderName } from '../../environments/connection';
import { MultiMap } from './multi-map';
import type { FullName, NameKeys } from './name-keys';
import type { ModelTable } from './schema-model';

/** Who owns an index name, who references whom, who is a partition of whom: found without a look at every table. */
export class TableLinks {
  #indexOwners = new Map<string, string>();
  #referrers = new MultiMap();
  #partitions = new MultiMap();

  constructor(
    private readonly provider: ProviderName,
    private readonly keys: NameKeys,
  ) {}

  copy(): TableLinks {
    const copy = new TableLinks(this.provider, this.keys);
    copy.#indexOwners = new Map(this.#indexOwners);
    copy.#referrers = this.#referrers.copy();
    copy.#partitions = this.#partitions.copy();
    return copy;
  }

  /** Key of the table with the index of this key. Not for MySQL, where index names belong to their table. */
  ownerOf(indexKey: string): string | undefined {
    return this.#indexOwners.get(indexKey);
  }

  /** Keys of the tables whose foreign keys point at the table of this name, be it there or not. */
  referrersOf(table: FullName): ReadonlySet<string> {
    return this.#referrers.get(this.#key(table));
  }

  /** Keys of the partitions of the table of this name. */
  partitionsOf(table: FullName): ReadonlySet<string> {
    return this.#partitions.get(this.#key(table));
  }

  /**
   * Follows a table from one state to the next.
   * @param key of the table; the same in both states
   * @param old undefined: it is new
   * @param table undefined: it is gone
   */
  update(key: string, old: ModelTable | undefined, table: ModelTable | undefined): void {
    if (old?.constraints !== table?.constraints) {
      for (const target of this.#targetsOf(old)) this.#referrers.delete(target, key);
      for (const target of this.#targetsOf(table)) this.#referrers.add(target, key);
    }
    if (old?.partitionOf !== table?.partitionOf) {
      if (old?.partitionOf) this.#partitions.delete(this.#key(old.partitionOf), key);
      if (table?.partitionOf) this.#partitions.add(this.#key(table.partitionOf), key);
    }
    if (old?.indexes !== table?.indexes && this.provider !== 'mysql') {
      for (const index of this.#indexKeysOf(old)) {
        if (this.#indexOwners.get(index) === key) this.#indexOwners.delete(index);
      }
      for (const index of this.#indexKeysOf(table)) this.#indexOwners.set(index, key);
    }
  }

  #key(name: FullName): string {
    return this.keys.of(name.schema, name.name);
  }

  #targetsOf(table: ModelTable | undefined): string[] {
    const targets: string[] = [];
    for (const { references } of table?.constraints ?? []) {
      if (references) targets.push(this.keys.of(references.table.schema ?? '', references.table.name));
    }
    return targets;
  }

  #indexKeysOf(table: ModelTable | undefined): string[] {
    if (!table) return [];
    return table.indexes.map(({ name }) => this.keys.of(table.name.schema, name));
  }
}
