import type { Node, RangeVar } from 'libpg-query';
import type { ObjectName } from '../../change';

/** The kinds of nodes with what they hold. */
type Bodies = { [N in Node as keyof N & string]: N[keyof N] };
/** Name of a kind of node, such as `SelectStmt`. */
export type Tag = keyof Bodies;
/** What a node of this kind holds. */
export type Body<T extends Tag> = Bodies[T];

/** The kind of a node. */
export function tagOf(node: Node): Tag {
  for (const tag in node) return tag as Tag;
  return 'Integer';
}

/** The content of a node of this kind; undefined for others. */
export function body<T extends Tag>(tag: T, node: Node | undefined): Body<T> | undefined {
  return node && tag in node ? (node as unknown as Bodies)[tag] : undefined;
}

/** The contents of those nodes of a list that are of this kind. */
export function bodies<T extends Tag>(tag: T, nodes: readonly Node[] | undefined): Body<T>[] {
  const found: Body<T>[] = [];
  if (nodes === undefined) return found;
  for (const node of nodes) {
    const content = body(tag, node);
    if (content !== undefined) found.push(content);
  }
  return found;
}

/** The texts of a list of String nodes, such as the parts of a name. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  const texts: string[] = [];
  for (const { sval } of bodies('String', nodes)) texts.push(sval ?? '');
  return texts;
}

/** The nodes in a List node. */
export function items(node: Node | undefined): Node[] {
  return body('List', node)?.items ?? [];
}

/** A table's name, with its schema where one is written. */
export function tableName(relation: RangeVar | undefined): ObjectName {
  return {
    ...(relation?.schemaname !== undefined && { schema: relation.schemaname }),
    name: relation?.relname ?? '',
  };
}

/** A name from its parts: `[catalog.][schema.]name`. */
export function nameFrom(parts: readonly string[]): ObjectName {
  const schema = parts.at(-2);
  return { ...(schema !== undefined && { schema }), name: parts.at(-1) ?? '' };
}

/** The name of an object that is given as a String, a List of them, a type, a table, or a function with its arguments. */
export function objectName(node: Node | undefined): ObjectName {
  if (!node) return { name: '' };
  const relation = body('RangeVar', node);
  if (relation) return tableName(relation);
  return nameFrom(nameParts(node));
}

/** The parts of such a name. */
export function nameParts(node: Node): string[] {
  const list = body('List', node);
  if (list) {
    const isPlain = list.items?.every((item) => 'String' in item) ?? true;
    return isPlain ? strings(list.items) : items(node).flatMap(nameParts);
  }
  const text = body('String', node);
  if (text) return [text.sval ?? ''];
  const type = body('TypeName', node);
  if (type) return strings(type.names);
  return strings(body('ObjectWithArgs', node)?.objname);
}

/**
 * Calls `visit` with every node below `root` that carries its kind, outermost first. Without recursion,
 * since expressions can be thousands of levels deep. Returning false leaves out what is below.
 */
export function walk(root: unknown, visit: (tag: Tag, content: unknown) => boolean | void): void {
  const pending: unknown[] = [root];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const firstChild = pending.length;
    if (Array.isArray(current)) {
      for (const element of current) pending.push(element);
    } else if (typeof current === 'object' && current !== null) {
      const fields = current as Record<string, unknown>;
      for (const key in fields) {
        const value = fields[key];
        if (typeof value !== 'object' || value === null) continue;
        // Kinds begin with a capital letter, fields with a small one.
        const isKind = key.charCodeAt(0) <= 0x5a;
        if (!isKind || visit(key as Tag, value) !== false) pending.push(value);
      }
    }
    // The first child is to be taken next.
    for (let low = firstChild, high = pending.length - 1; low < high; low++, high--) {
      [pending[low], pending[high]] = [pending[high], pending[low]];
    }
  }
}

/** The text of a constant, whichever way it is written; undefined for NULL and for everything that is no constant. */
export function constantText(node: Node | undefined): string | undefined {
  const constant = body('A_Const', node);
  if (!constant) return undefined;
  if (constant.sval) return constant.sval.sval ?? '';
  if (constant.ival) return String(constant.ival.ival ?? 0);
  if (constant.fval) return constant.fval.fval ?? '';
  if (constant.boolval) return String(constant.boolval.boolval ?? false);
  return undefined;
}

/** The first location (in bytes of what was parsed) in a node's tree. */
export function firstLocation(node: Node | undefined): number | undefined {
  let first: number | undefined;
  const pending: unknown[] = [node];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const fields = current as Record<string, unknown>;
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'object' && value !== null) pending.push(value);
      // -1 stands for things that are not written.
      else if (key === 'location' && typeof value === 'number' && value >= 0) {
        first = Math.min(first ?? value, value);
      }
    }
  }
  return first;
}
