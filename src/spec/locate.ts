import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Locate, Path, Range } from './problem.ts';

/** Finds values in the text of a tree; without one, everything is at its start. */
export function locatorOf(tree: Node | undefined): Locate {
  return (path) => {
    for (let length = path.length; tree !== undefined && length >= 0; length--) {
      const node = findNodeAtLocation(tree, path.slice(0, length));
      if (node !== undefined) return { offset: node.offset, length: node.length };
    }
    return { offset: 0, length: 0 };
  };
}

/** Whether the value at `path` stands in the text; a default does not. */
export function isWritten(locate: Locate, path: Path): boolean {
  const [own, parent] = [locate(path), locate(path.slice(0, -1))];
  return own.offset !== parent.offset || own.length !== parent.length;
}

/** What a problem marks: the value, or the brace of the nearest object around it. */
export function markOf(locate: Locate, path: Path): Range {
  const { offset, length } = locate(path);
  return { offset, length: isWritten(locate, path) ? length : 1 };
}
