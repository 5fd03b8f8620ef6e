import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { remove, setValue, type Edit } from './edits.ts';

/** Makes a file the data of a spec, in the place of what they were; undefined of a text that is no object. */
export function useDataFile(text: string, tree: Node | undefined, file: string): Edit[] | undefined {
  if (tree?.type !== 'object') return undefined;
  const json = JSON.stringify(file);
  const other = ['generator', 'samples'].map((key) => findNodeAtLocation(tree, ['data', key])?.parent);
  const [first, ...others] = other.filter((property) => property !== undefined);
  if (!first || findNodeAtLocation(tree, ['data', 'file'])) return setValue(text, tree, ['data', 'file'], json);
  // The old source's key becomes the new one's, so that it keeps its place.
  const replaced = { offset: first.offset, length: first.length, text: `"file": ${json}` };
  return [replaced, ...others.flatMap((property) => remove(text, property))];
}
