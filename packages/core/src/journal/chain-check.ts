import type { ReadableEntry } from './entry-text';
import type { JournalVerification } from './journal-entry';
import { NO_HASH, type JournalHead } from './journal-head';

/** Where a stored text stands; files have lines. */
interface Place {
  line?: number;
}

/** What is known about the unfinished text in front of an entry. */
interface Fragment extends Place {
  /** SHA-256 of its bytes. */
  digest: string;
}

/** Checks a journal's texts one after the other, in the order in which they are stored. */
export class ChainCheck {
  readonly #problems: JournalVerification['problems'] = [];
  /** Runs whose `finished` has not been seen. */
  readonly #unfinished = new Set<string>();
  /** Hash of every entry by its number. */
  readonly #hashes = new Map<number, string>([[0, NO_HASH]]);
  #newest: JournalHead = { sequence: 0, hash: NO_HASH };
  #entries = 0;

  /** Notes something that is wrong. */
  problem(problem: string, where: Place & { sequence?: number } = {}): void {
    this.#problems.push({ ...where, problem });
  }

  /**
   * Checks the next entry.
   * @param fragment what stands between the entry before and this one, if anything does
   * @param row what is stored beside the text, where there is such a thing
   */
  entry(reading: ReadableEntry, place: Place = {}, fragment?: Fragment, row?: JournalHead): void {
    const { entry } = reading;
    const where = { ...place, sequence: entry.sequence };
    if (reading.state === 'altered') this.problem(`Entry ${entry.sequence} ${reading.flaw}.`, where);
    if (row && (row.sequence !== entry.sequence || row.hash !== entry.hash)) {
      this.problem(`The row's number ${row.sequence} or its hash is not that of the entry in it.`, where);
    }
    this.#link(entry, where);
    this.#torn(entry.torn, fragment, where);
    this.#newest = { sequence: entry.sequence, hash: entry.hash };
    this.#hashes.set(entry.sequence, entry.hash);
    this.#entries++;
    if (entry.phase === 'started') this.#unfinished.add(entry.run);
    else this.#unfinished.delete(entry.run);
  }

  /** That an entry continues the one before. */
  #link(entry: { sequence: number; previous: string }, where: Place): void {
    const expected = this.#newest.sequence + 1;
    if (entry.sequence > expected) {
      const missing =
        entry.sequence - 1 === expected ? `${expected} is` : `${expected} to ${entry.sequence - 1} are`;
      this.problem(`Entry ${missing} missing before this one: removed or moved.`, where);
    } else if (entry.sequence < expected) {
      this.problem(
        `Entry ${entry.sequence} stands behind ${this.#newest.sequence}: repeated or moved.`,
        where,
      );
    } else if (entry.previous !== this.#newest.hash) {
      this.problem(
        `Entry ${entry.sequence} does not continue the entry before it: one of the two was replaced.`,
        where,
      );
    }
  }

  /** That the text in front of an entry is the unfinished text that the entry tells of. */
  #torn(torn: string | undefined, fragment: Fragment | undefined, where: Place): void {
    if (torn === fragment?.digest) return;
    if (fragment === undefined) {
      this.problem('The unfinished text that this entry tells of was removed.', where);
    } else {
      this.problem(
        torn === undefined
          ? 'This is not an entry, and the entry behind it does not tell of a killed writer: damaged or put in.'
          : 'The unfinished text of a killed writer was changed.',
        fragment,
      );
    }
  }

  /**
   * Compares with the head that is kept apart.
   * @param head undefined: missing or not readable
   * @param options.lag whether the head may be behind, which a file's is when its writer was killed in between
   * @param options.name what to call the head in messages
   */
  head(head: JournalHead | undefined, { lag, name }: { lag: boolean; name: string }): void {
    if (!head) {
      this.problem(
        `${name} is missing or damaged, so nobody can tell whether the newest entries were removed.`,
      );
      return;
    }
    const { sequence } = this.#newest;
    if (head.sequence > sequence) {
      this.problem(
        `The journal ends with entry ${sequence}, but ${name} tells of ${head.sequence}: the newest were removed.`,
        { sequence },
      );
    } else if (this.#hashes.get(head.sequence) !== head.hash) {
      this.problem(`Entry ${head.sequence} is not the one that ${name} tells of: it was replaced.`, {
        sequence: head.sequence,
      });
    } else if (head.sequence < sequence && !lag) {
      this.problem(`${name} tells of ${head.sequence} entries only: entries were added in another way.`, {
        sequence: head.sequence,
      });
    }
  }

  /** All that was found. */
  result(): JournalVerification {
    return {
      intact: this.#problems.length === 0,
      entries: this.#entries,
      ...(this.#entries === 0 ? {} : { head: this.#newest.hash }),
      problems: this.#problems,
      unfinished: [...this.#unfinished],
    };
  }
}
