import type { Network } from '../../src/protocol/run.ts';
import type { LayerParameters } from '../shared/parameters.ts';
import { mostEdges, sizesOf } from './graph.ts';

/** As many circles as stand side by side in a column of 350 pixels. */
export const mostOpened = 12;

/**
 * The units of a column with the largest weights: for a layer by the norm of those that come in,
 * for the inputs by that of those that go out. All of them if they are few, the first ones while
 * there are no weights.
 * @returns in rising order
 */
export function strongest(
  network: Network,
  column: number,
  parameters: readonly LayerParameters[] | undefined,
): number[] {
  const { layers } = network;
  const size = sizesOf(network)[column] ?? 0;
  const units = Array.from({ length: size }, (_, unit) => unit);
  const weights = parameters?.[Math.max(0, column - 1)]?.weights;
  if (size <= mostOpened || weights === undefined) return units.slice(0, mostOpened);
  const squares = new Float64Array(size);
  const inputs = layers[Math.max(0, column - 1)]?.inputs ?? 1;
  for (const [index, weight] of weights.entries()) {
    const unit = column === 0 ? index % inputs : Math.floor(index / inputs);
    squares[unit] = (squares[unit] ?? 0) + weight ** 2;
  }
  const ranked = units.toSorted((one, other) => (squares[other] ?? 0) - (squares[one] ?? 0));
  return ranked.slice(0, mostOpened).toSorted((one, other) => one - other);
}

/** Columns to open, the last asked for first among them, as far as their edges can be drawn. */
export function openable(network: Network, wanted: readonly number[]): number[] {
  const sizes = sizesOf(network);
  const open = wanted.filter((column) => (sizes[column] ?? 0) > 1);
  const drawn = (column: number): number => (open.includes(column) ? Math.min(mostOpened, sizes[column] ?? 0) : 1);
  const edges = (): number => network.layers.reduce((sum, _, layer) => sum + drawn(layer) * drawn(layer + 1), 0);
  while (edges() > mostEdges && open.length > 0) open.shift();
  return open;
}
