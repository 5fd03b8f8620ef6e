import type { Network } from '../../src/protocol/run.ts';

/**
 * Beyond these a picture of single units can't be read any more, and takes Mermaid over a second;
 * layers are then drawn as blocks.
 */
export const mostEdges = 480;
const mostUnits = 24;

/** The inputs, or a layer. */
export interface Column {
  /** How many units it has. */
  readonly size: number;
  /** Those that are drawn one by one, in rising order; null: one block stands for all. */
  readonly units: readonly number[] | null;
}

export interface Graph {
  /** Whether every unit of every layer is drawn. */
  readonly whole: boolean;
  /** Whether units that are drawn in the place of others were chosen by their weights. */
  readonly ranked: boolean;
  readonly columns: readonly Column[];
}

/** Of large networks: by column, the units that are drawn one by one. */
export interface Opened {
  readonly units: ReadonlyMap<number, readonly number[]>;
  readonly ranked: boolean;
}

const none: Opened = { units: new Map(), ranked: false };

/** Of inputs that are not known one node is drawn. */
export function sizesOf({ layers, inputNames }: Network): number[] {
  return [Math.max(1, inputNames.length), ...layers.map(({ units }) => units)];
}

export function graphOf(network: Network, opened = none): Graph {
  const sizes = sizesOf(network);
  const edges = network.layers.reduce((sum, { units, inputs }) => sum + units * inputs, 0);
  const whole = edges <= mostEdges && sizes.every((size) => size <= mostUnits);
  const all = (size: number): number[] => Array.from({ length: size }, (_, unit) => unit);
  return {
    whole,
    ranked: opened.ranked,
    columns: sizes.map((size, column) => ({ size, units: whole ? all(size) : (opened.units.get(column) ?? null) })),
  };
}

/** How many nodes are drawn in a column. */
export function nodesIn({ columns }: Graph, column: number): number {
  return columns[column]?.units?.length ?? 1;
}

/** The unit that a node stands for; undefined if that is a block. */
export function unitAt({ columns }: Graph, column: number, node: number): number | undefined {
  return columns[column]?.units?.[node];
}

/** The node that stands for a unit; undefined if none does. */
export function nodeOfUnit({ columns }: Graph, column: number, unit: number): number | undefined {
  const node = columns[column]?.units?.indexOf(unit) ?? -1;
  return node < 0 ? undefined : node;
}

export function nodeId(column: number, node: number): string {
  return `c${column}n${node}`;
}

/** The column and number in an id made by `nodeId`, wherever in Mermaid's own id it stands. */
export function nodeOf(id: string): { column: number; node: number } | undefined {
  const match = /(?:^|[-_])c(\d+)n(\d+)(?:[-_]|$)/.exec(id);
  return match === null ? undefined : { column: Number(match[1]), node: Number(match[2]) };
}

/** Both ends of an edge's id, as Mermaid makes it of the ids of its nodes: `L_c0n1_c1n0_0`. */
export function edgeOf(id: string): { column: number; from: number; to: number } | undefined {
  const match = /^L_c(\d+)n(\d+)_c\d+n(\d+)_\d+$/.exec(id);
  return match === null ? undefined : { column: Number(match[1]), from: Number(match[2]), to: Number(match[3]) };
}

/**
 * The flowchart in Mermaid's language: generated ids and nothing of the user's file, so there is
 * nothing to escape. Names are set as text content on the finished picture.
 */
export function mermaidText(graph: Graph): string {
  const ids = graph.columns.map((_, column) =>
    Array.from({ length: nodesIn(graph, column) }, (_node, node) => nodeId(column, node)),
  );
  const nodes = graph.columns.flatMap(({ units }, column) => {
    const shape = units === null ? '[" "]' : '((" "))';
    return (ids[column] ?? []).map((id) => `${id}${shape}`);
  });
  const edges = ids.slice(1).map((to, column) => `${(ids[column] ?? []).join(' & ')} --- ${to.join(' & ')}`);
  return ['flowchart LR', ...nodes, ...edges].join('\n');
}
