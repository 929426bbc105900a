/** Which server a script is read for. Undefined fields: not known. */
export interface MysqlDialect {
  flavour: 'mysql' | 'mariadb' | undefined;
  /** As in executable comments: major × 10000 + minor × 100 + patch, `80036`, `101106`. */
  version: number | undefined;
}

/**
 * The dialect of a server that states or is said to have this version (`8.0.36`, `10.11.6-MariaDB`, `8`).
 * Parts of the number that are missing count as high as they can be, so that a comment which may be executed
 * counts as executed.
 */
export function dialectOf(serverVersion: string | undefined): MysqlDialect {
  const text = serverVersion ?? '';
  const saysMariadb = /mariadb/i.test(text);
  // Replication puts `5.5.5-` before MariaDB's own version.
  const parts = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text.replace(/^5\.5\.5-(?=\d)/, ''));
  if (!parts) return { flavour: saysMariadb ? 'mariadb' : undefined, version: undefined };
  const [, major, minor = '99', patch = '99'] = parts;
  return {
    flavour: saysMariadb || Number(major) >= 10 ? 'mariadb' : 'mysql',
    version: Number(major) * 10000 + Number(minor) * 100 + Number(patch),
  };
}

/** The mark that opens an executable comment: `/*!` or `/*M!`, and the version behind it. */
export interface CommentMark {
  isMariadb: boolean;
  version: number | undefined;
}

/**
 * Whether the server executes what stands in the comment. MariaDB leaves out the versions of MySQL 5.7 to 9
 * (https://mariadb.com/kb/en/comment-syntax/, `sql_lex.cc`), MySQL takes `/*M!` for an ordinary comment.
 * Where the server is not known, everything counts as executed, lest something be hidden.
 */
export function executesComment(dialect: MysqlDialect, mark: CommentMark): boolean {
  if (dialect.flavour === undefined) return true;
  if (dialect.flavour === 'mysql' && mark.isMariadb) return false;
  if (mark.version === undefined) return true;
  const isOfMysqlOnly = !mark.isMariadb && mark.version >= 50700 && mark.version <= 99999;
  if (dialect.flavour === 'mariadb' && isOfMysqlOnly) return false;
  return dialect.version === undefined || mark.version <= dialect.version;
}
