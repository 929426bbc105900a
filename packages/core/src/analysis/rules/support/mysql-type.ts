/** A MySQL or MariaDB type taken apart. */
export interface MysqlType {
  /** `varchar`, `int`, `enum`, … in lower case. */
  base: string;
  /** Numbers in the parentheses. */
  modifiers: readonly number[];
  /** Members of ENUM and SET. */
  members: readonly string[];
  isUnsigned: boolean;
}

/** Takes a type in the canonical spelling of `ColumnDefinition.type` (as SHOW CREATE TABLE prints it) apart. */
export function parseMysqlType(text: string): MysqlType {
  const base = (/^[a-z]+/i.exec(text)?.[0] ?? text).toLowerCase();
  const open = text.indexOf('(');
  const inside = open < 0 ? '' : text.slice(open + 1, text.lastIndexOf(')'));
  const isList = base === 'enum' || base === 'set';
  return {
    base,
    modifiers: isList ? [] : inside.split(',').filter(Boolean).map(Number),
    members: isList
      ? [...inside.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)].map(([, member = '']) =>
          member.replaceAll("''", "'"),
        )
      : [],
    // ZEROFILL implies it.
    isUnsigned: /\b(unsigned|zerofill)\b/i.test(isList ? '' : text),
  };
}

/** Bytes that a character takes at most. */
export function bytesPerCharacter(charset: string | undefined): number {
  switch (charset?.toLowerCase()) {
    case undefined:
    case 'utf8mb4':
    case 'utf16':
    case 'utf16le':
    case 'utf32':
    case 'gb18030':
      return 4;
    case 'utf8':
    case 'utf8mb3':
    case 'ujis':
    case 'eucjpms':
      return 3;
    case 'ucs2':
    case 'big5':
    case 'gbk':
    case 'gb2312':
    case 'euckr':
    case 'sjis':
    case 'cp932':
      return 2;
    default:
      return 1;
  }
}

/** Bytes that the text and blob families hold. */
export const LOB_BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
  json: 4_294_967_295,
  tinyblob: 255,
  blob: 65_535,
  mediumblob: 16_777_215,
  longblob: 4_294_967_295,
};
