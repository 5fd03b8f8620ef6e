import type { CheckReport, Network, Place } from '../../src/protocol/run.ts';
import { indexOf } from '../shared/parameters.ts';
import { nodeOfUnit, nodesIn } from './graph.ts';
import type { Picture } from './picture.ts';

/** Marks what is selected: the edge, the unit where that is not drawn, or the block of the layer. */
export function markSelected({ svg, nodes, edges, graph }: Picture, place: Place | null): void {
  for (const marked of svg.querySelectorAll('.selected')) marked.classList.remove('selected');
  if (place === null) return;
  const { layer, unit, input } = place;
  const column = nodes[layer + 1] ?? [];
  if (graph.columns[layer + 1]?.units === null) return column[0]?.classList.add('selected');
  const to = unit === null ? undefined : nodeOfUnit(graph, layer + 1, unit);
  if (to === undefined) return;
  const from = input === null ? undefined : nodeOfUnit(graph, layer, input);
  const edge = from === undefined ? undefined : edges[layer]?.[to * nodesIn(graph, layer) + from];
  (edge ?? column[to])?.classList.add('selected');
}

/** ∂E/∂w by backpropagation, of the parameters whose derivatives the report holds. */
export function slopesOf({ layers }: Network, { scatter }: CheckReport): (place: Place) => number | undefined {
  const slopes = new Map([...scatter.places].map((place, index) => [place, scatter.backpropagation[index]]));
  return (place) => {
    const index = indexOf(layers, place);
    return index === undefined ? undefined : slopes.get(index);
  };
}
