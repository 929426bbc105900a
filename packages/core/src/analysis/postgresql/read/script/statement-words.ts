/**
 * Follows the words of one statement as far as they decide where it ends: `BEGIN ATOMIC … END` of a
 * routine holds semicolons, and the data of `COPY … FROM stdin` follow behind it.
 */
export class StatementWords {
  #count = 0;
  #first: 'create' | 'copy' | 'other' = 'other';
  #previous = '';
  #atomicDepth = 0;
  #copiesFromStdin = false;

  /** Whether the words that follow are of interest: if not, `read` need not be called. */
  get isFollowing(): boolean {
    return this.#count === 0 || this.#first !== 'other';
  }

  /** Inside of BEGIN ATOMIC. */
  get isAtomic(): boolean {
    return this.#atomicDepth > 0;
  }

  /** It is a COPY … FROM stdin. */
  get copiesFromStdin(): boolean {
    return this.#copiesFromStdin;
  }

  /**
   * Reads the next word that stands outside of quotes.
   * @param depth open parentheses
   * @param isName it stands behind a dot
   */
  read(word: string, depth: number, isName: boolean): void {
    this.#count++;
    const upper = word.toUpperCase();
    const previous = this.#previous;
    this.#previous = upper;
    if (this.#count === 1) {
      this.#first = upper === 'CREATE' ? 'create' : upper === 'COPY' ? 'copy' : 'other';
      return;
    }
    if (this.#first === 'copy') {
      if (depth === 0 && upper === 'STDIN' && previous === 'FROM') this.#copiesFromStdin = true;
      return;
    }
    // CREATE [OR REPLACE] FUNCTION | PROCEDURE
    if (this.#count === 2 && !['OR', 'FUNCTION', 'PROCEDURE'].includes(upper)) {
      this.#first = 'other';
      return;
    }
    if (this.#atomicDepth === 0) {
      if (depth === 0 && upper === 'ATOMIC' && previous === 'BEGIN') this.#atomicDepth = 1;
      return;
    }
    // `AS end` and `x.end` are names.
    if (previous === 'AS' || isName) return;
    if (upper === 'CASE') this.#atomicDepth++;
    else if (upper === 'END') this.#atomicDepth--;
  }

  /** Something other than a word came: words before and after it are not neighbours. */
  interrupt(): void {
    this.#previous = '';
  }
}
