import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { ErrorLocation } from '../errors/faber-db-error';
import { displayPath } from './display-path';

/** Keys and indexes that lead to a value in a JSON file. */
export type JsonPath = readonly (string | number)[];

/** The text of a JSON file together with its syntax tree: finds the line of a value. */
export class ConfigDocument {
  /** Path for messages: relative to the workspace root if the file is inside. */
  readonly displayPath: string;

  constructor(
    readonly file: string,
    workspaceRoot: string | undefined,
    private readonly text: string,
    readonly root: Node,
  ) {
    this.displayPath = displayPath(file, workspaceRoot);
  }

  /** Where `path` stands; for a value that is not there, where its nearest ancestor stands. */
  locate(path: JsonPath): ErrorLocation {
    let node: Node | undefined;
    for (let length = path.length; length > 0 && node === undefined; length--) {
      node = findNodeAtLocation(this.root, path.slice(0, length) as (string | number)[]);
    }
    // A property's line is that of its key.
    const property = node?.parent?.type === 'property' ? node.parent : node;
    return {
      file: this.displayPath,
      ...(path.length === 0 ? {} : { path: formatJsonPath(path) }),
      line: this.lineOf(property ?? this.root),
    };
  }

  /** 1-based line on which a node begins. */
  lineOf(node: Node): number {
    return lineAt(this.text, node.offset);
  }
}

/** `environments.production.tls`, `safety.protected_environments[0]`. */
export function formatJsonPath(path: JsonPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
