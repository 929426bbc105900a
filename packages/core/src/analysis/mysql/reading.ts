import type { Change, ChangeOrigin } from '../change';
import type { MysqlDialect } from './dialect';
import type { Session } from './session';
import type { MysqlToken } from './token';

/** What the reading of a statement knows, and where it puts the changes. */
export class Reading {
  readonly changes: Change[] = [];

  /**
   * @param via set for statements inside of something else; their changes all carry it
   * @param offset where they are not in the script but in a string: offset of that string
   * @param depth how many texts are being read inside of each other
   */
  constructor(
    readonly dialect: MysqlDialect,
    readonly session: Session,
    readonly via?: ChangeOrigin['via'],
    readonly offset?: number,
    readonly depth = 0,
  ) {}

  /** Adds a change that stands at `token`. */
  add(change: Change, token: MysqlToken | undefined): void {
    const via = this.via ?? (token?.inComment ? 'executable-comment' : undefined);
    if (via !== undefined) change.via = via;
    this.addAt(change, via === undefined ? undefined : token?.start);
  }

  /** Adds a change that stands at an offset of the text that is being read; undefined: at its start. */
  addAt(change: Change, offset: number | undefined): void {
    const inScript = this.offset ?? offset;
    if (inScript !== undefined) change.offset = inScript;
    this.changes.push(change);
  }

  /** For the next statement of the same text. */
  fresh(): Reading {
    return new Reading(this.dialect, this.session, this.via, this.offset, this.depth);
  }

  /**
   * For what is inside of a statement; `take` brings its changes here.
   * @param text where it is in a string: offset of that in the text that is being read
   */
  inside(via: NonNullable<ChangeOrigin['via']>, session: Session, text?: number): Reading {
    // What runs later inside of a routine runs later whatever else it is in.
    const outermost = this.via === 'function-body' ? this.via : via;
    return new Reading(this.dialect, session, outermost, this.offset ?? text, this.depth + 1);
  }

  /** Takes over the changes of an inner reading. */
  take(inner: Reading): void {
    for (const change of inner.changes) this.changes.push(change);
  }
}
