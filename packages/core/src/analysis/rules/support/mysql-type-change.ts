import type { RuleContext } from '../../rule';
import { bytesPerCharacter, parseMysqlType, type MysqlType } from './mysql-type';

/** Lengths of up to 255 bytes are stored in one byte, longer ones in two. */
const ONE_LENGTH_BYTE = 255;

/**
 * Whether a change between two types makes MySQL or MariaDB copy the table, with writes blocked. Only a few
 * changes concern nothing but the table's description: longer VARCHAR and VARBINARY (MySQL: as long as
 * the length takes as many bytes as before; MariaDB: any), and ENUM and SET members added at the end.
 *
 * Source: MySQL manual, "Online DDL Operations"; MariaDB, "InnoDB Online DDL Operations with INSTANT".
 */
export function copiesTable(
  fromText: string,
  toText: string,
  flavour: RuleContext['flavour'],
  charset: string | undefined,
): boolean {
  if (fromText === toText) return false;
  const [from, to] = [parseMysqlType(fromText), parseMysqlType(toText)];
  if (from.base !== to.base) return true;
  switch (to.base) {
    case 'varchar':
    case 'varbinary': {
      const bytes = to.base === 'varchar' ? bytesPerCharacter(charset) : 1;
      return !staysInPlace((from.modifiers[0] ?? 0) * bytes, (to.modifiers[0] ?? 0) * bytes, flavour);
    }
    case 'enum':
    case 'set':
      return !appendsMembers(from, to);
    default:
      return true;
  }
}

function staysInPlace(oldBytes: number, bytes: number, flavour: RuleContext['flavour']): boolean {
  if (bytes < oldBytes) return false;
  return flavour === 'mariadb' || oldBytes > ONE_LENGTH_BYTE === bytes > ONE_LENGTH_BYTE;
}

function appendsMembers(from: MysqlType, to: MysqlType): boolean {
  const begins = from.members.every((member, index) => to.members[index] === member);
  return begins && storedBytes(from) === storedBytes(to);
}

/** ENUM: one byte for up to 255 members. SET: a bit for each, in 1, 2, 3, 4 or 8 bytes. */
function storedBytes({ base, members: { length } }: MysqlType): number {
  if (base === 'enum') return length <= 255 ? 1 : 2;
  return length > 32 ? 8 : Math.ceil(length / 8);
}
