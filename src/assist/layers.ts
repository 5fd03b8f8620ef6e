import { findNodeAtLocation, type Node } from 'jsonc-parser';

/** What is written beside a layer: how many numbers go in and out, and how many it learns. */
export interface LayerHint {
  readonly layer: number;
  /** Where in the text: behind its number of units, which is seen where the end of a long line is not. */
  readonly offset: number;
  readonly inputs: number;
  readonly units: number;
  readonly parameters: number;
}

/**
 * Hints for the layers whose sizes the text tells.
 * @param inputs of the network, where its data are known
 */
export function layerHints(tree: Node | undefined, inputs: number | undefined): LayerHint[] {
  const layers = (tree && findNodeAtLocation(tree, ['layers'])?.children) ?? [];
  let width = inputs;
  return layers.flatMap((node, layer): LayerHint[] => {
    const into = width;
    const units = node.type === 'object' ? findNodeAtLocation(node, ['units']) : undefined;
    width = countOf(units);
    if (into === undefined || units === undefined || width === undefined) return [];
    const biases = findNodeAtLocation(node, ['bias'])?.value === false ? 0 : width;
    const offset = units.offset + units.length;
    return [{ layer, offset, inputs: into, units: width, parameters: into * width + biases }];
  });
}

function countOf(node: Node | undefined): number | undefined {
  const value: unknown = node?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
