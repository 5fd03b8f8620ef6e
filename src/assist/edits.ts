import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Path, Range } from '../spec/problem.ts';

/** Replaces a stretch of the text. */
export interface Edit extends Range {
  readonly text: string;
}

/** Sets a key, which is written in the style of the keys beside it if it is not there; so are the objects around it. */
export function setValue(text: string, tree: Node, path: Path, json: string): Edit[] {
  const node = findNodeAtLocation(tree, [...path]);
  if (node) return [{ offset: node.offset, length: node.length, text: json }];
  const [parent, key] = [path.slice(0, -1), path.at(-1)];
  const object = findNodeAtLocation(tree, [...parent]);
  if (typeof key !== 'string') return [];
  if (object?.type === 'object') return [insertKey(text, object, `${JSON.stringify(key)}: ${json}`)];
  return object ? [] : setValue(text, tree, parent, `{ ${JSON.stringify(key)}: ${json} }`);
}

function insertKey(text: string, object: Node, entry: string): Edit {
  const last = object.children?.at(-1);
  if (!last) return { offset: object.offset, length: object.length, text: `{ ${entry} }` };
  const indentation = /\n[ \t]*$/.exec(text.slice(0, last.offset))?.[0];
  const previous = object.children?.at(-2);
  // Keys side by side on one line; or each on a line of its own, of which the last shows the indentation.
  const between = indentation ?? (previous && linesBetween(text, previous, last)) ?? ' ';
  return { offset: last.offset + last.length, length: 0, text: `,${between}${entry}` };
}

function linesBetween(text: string, previous: Node, last: Node): string | undefined {
  return /\n[ \t]*/.exec(text.slice(previous.offset + previous.length, last.offset))?.[0];
}

/** Takes a property out, or an item of a list, with the comma that goes with it. */
export function remove(text: string, node: Node): Edit[] {
  const siblings = node.parent?.children ?? [];
  const index = siblings.indexOf(node);
  const [previous, next] = [siblings[index - 1], siblings[index + 1]];
  const end = node.offset + node.length;
  if (next) return [{ offset: node.offset, length: next.offset - node.offset, text: '' }];
  if (previous) {
    const start = previous.offset + previous.length;
    return [{ offset: start, length: end - start, text: '' }];
  }
  // With it goes a comma that would be left alone.
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  return [{ offset: node.offset, length: node.length + comma, text: '' }];
}

/** The text after edits that do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.offset - a.offset)
    .reduce((all, { offset, length, text: part }) => all.slice(0, offset) + part + all.slice(offset + length), text);
}
