/** A part of a script, as the splitter finds it. The pieces of a script, put together, are the script. */
export interface Piece {
  /** `psql`: a command of psql itself, such as `\connect`. `blank`: only white space and comments. */
  kind: 'sql' | 'psql' | 'blank';
  /** Offsets in UTF-16 code units; `sqlStart` to `sqlEnd` is the statement without what surrounds it. */
  start: number;
  end: number;
  sqlStart: number;
  sqlEnd: number;
  /** Parentheses or BEGIN ATOMIC are not closed: the piece may have swallowed statements that follow. */
  isOpen: boolean;
  /** A comment that begins in the piece has no end. */
  hasOpenComment: boolean;
}
