/** Sets of keys by key: which things belong to which. */
export class MultiMap {
  #sets = new Map<string, Set<string>>();

  get(key: string): ReadonlySet<string> {
    return this.#sets.get(key) ?? EMPTY;
  }

  add(key: string, value: string): void {
    const set = this.#sets.get(key);
    if (set) set.add(value);
    else this.#sets.set(key, new Set([value]));
  }

  delete(key: string, value: string): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }

  copy(): MultiMap {
    const copy = new MultiMap();
    copy.#sets = new Map([...this.#sets].map(([key, set]) => [key, new Set(set)]));
    return copy;
  }
}

const EMPTY: ReadonlySet<string> = new Set();
