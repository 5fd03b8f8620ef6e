import type { Graph } from './graph.ts';
import { nodesIn } from './graph.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedColumn {
  /** A circle a unit; else one block. */
  readonly round: boolean;
  /** Centres. */
  readonly nodes: readonly Point[];
  /** Of a node: a circle's radius twice, or half a block's width and height. */
  readonly half: Point;
  /** Of the first line about it: the middle of its baseline. */
  readonly heading: Point;
  /** Width that these lines may take. */
  readonly width: number;
}

/** Where everything lies, in CSS pixels from the top left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Whether columns of the graph are rows of the picture, one below the other. */
  readonly stacked: boolean;
  readonly columns: readonly PlacedColumn[];
}

/** Widths of the longest input and output name. */
interface NameWidths {
  readonly inputs: number;
  readonly outputs: number;
}

export const lineHeight = 18;
const headingHeight = 48;
const blockHeight = 90;
const gap = 32;

/**
 * Fixed columns, the nodes of each centred: the textbook picture, in an order that never changes.
 * @param available width of the page, in CSS pixels; what needs more is scrolled
 */
export function layOut(graph: Graph, available: number, names: NameWidths): Layout {
  if (graph.whole) return wholeLayout(graph, available, names);
  const slots = graph.columns.map(({ units }) => (units === null ? 152 : 120));
  const needed = slots.reduce((sum, slot) => sum + slot + gap, 8 - gap);
  return needed <= available ? rowLayout(graph, available, needed, slots) : stackLayout(graph, available);
}

function wholeLayout(graph: Graph, available: number, names: NameWidths): Layout {
  const most = Math.max(1, ...graph.columns.map(({ size }) => size));
  const pitch = most <= 8 ? 36 : most <= 12 ? 30 : most <= 16 ? 24 : 20;
  const radius = Math.floor(pitch / 3);
  const nameShare = available < 420 ? 0.17 : 0.24;
  const margin = (name: number): number => Math.max(40, Math.min(name, nameShare * available) + radius + 12);
  const left = margin(names.inputs);
  const right = margin(names.outputs);
  const gaps = graph.columns.length - 1;
  const step = Math.floor(clamp((available - left - right) / gaps, 52, 208));
  return {
    width: Math.ceil(left + right + gaps * step),
    height: headingHeight + most * pitch + 8,
    stacked: false,
    columns: graph.columns.map(({ size }, column) => {
      const x = left + column * step;
      const top = headingHeight + ((most - size) * pitch) / 2 + pitch / 2;
      return {
        round: true,
        nodes: Array.from({ length: size }, (_, unit) => ({ x, y: top + unit * pitch })),
        half: { x: radius, y: radius },
        heading: { x, y: 16 },
        width: step - 4,
      };
    }),
  };
}

/** Columns of circles in a large network: their pitch, and the lines above them. */
const openPitch = 28;
const openHeading = 3 * lineHeight + 8;

/** Blocks and columns of circles side by side. */
function rowLayout(graph: Graph, available: number, needed: number, slots: readonly number[]): Layout {
  const wider = clamp((available - needed) / slots.length, 0, 40);
  const counts = graph.columns.map((_, column) => nodesIn(graph, column));
  const open = graph.columns.some(({ units }) => units !== null);
  const height = open ? openHeading + Math.max(...counts) * openPitch + 8 : blockHeight + 8;
  let x = 4;
  const columns = graph.columns.map(({ units }, column): PlacedColumn => {
    const width = (slots[column] ?? 0) + wider;
    const middle = x + width / 2;
    x += width + gap;
    if (units === null) return block(middle, height / 2, width);
    const room = height - openHeading;
    const top = openHeading + (room - (counts[column] ?? 1) * openPitch) / 2;
    const radius = openPitch / 2 - 3;
    return {
      round: true,
      nodes: units.map((_, node) => ({ x: middle, y: top + (node + 0.5) * openPitch })),
      half: { x: radius, y: radius },
      heading: { x: middle, y: top - openHeading + lineHeight },
      width: width + gap - 8,
    };
  });
  return { width: x - gap + 4, height, stacked: false, columns };
}

/** One below the other, the units of each in a row. */
function stackLayout(graph: Graph, available: number): Layout {
  const width = clamp(available - 8, 152, 240);
  const most = Math.max(1, ...graph.columns.map((_, column) => nodesIn(graph, column)));
  const pitch = Math.min(openPitch + 4, Math.max(22, Math.floor((available - 8) / most)));
  const whole = Math.max(width, most * pitch) + 8;
  const radius = Math.min(openPitch / 2 - 3, Math.floor(pitch / 2) - 2);
  let y = 4;
  const columns = graph.columns.map(({ units }): PlacedColumn => {
    const top = y;
    if (units === null) {
      y += blockHeight + gap;
      return block(whole / 2, top + blockHeight / 2, width);
    }
    const centre = top + openHeading + radius;
    y = centre + radius + gap;
    const left = (whole - units.length * pitch) / 2;
    return {
      round: true,
      nodes: units.map((_, node) => ({ x: left + (node + 0.5) * pitch, y: centre })),
      half: { x: radius, y: radius },
      heading: { x: whole / 2, y: top + lineHeight },
      width: whole - 8,
    };
  });
  return { width: whole, height: y - gap + 4, stacked: true, columns };
}

function block(x: number, y: number, width: number): PlacedColumn {
  return {
    round: false,
    nodes: [{ x, y }],
    half: { x: width / 2, y: blockHeight / 2 },
    heading: { x, y: y - blockHeight / 2 + lineHeight + 4 },
    width: width - 16,
  };
}

/** The visible part of a straight edge between nodes of a column and of the next: from border to border. */
export function edgeEnds({ columns }: Layout, column: number, from: Point, to: Point): readonly [Point, Point] {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const start = insideShare(columns[column], dx, dy);
  const end = insideShare(columns[column + 1], dx, dy);
  return [
    { x: from.x + dx * start, y: from.y + dy * start },
    { x: to.x - dx * end, y: to.y - dy * end },
  ];
}

/** How much of a line that goes on by (dx, dy) from a node's centre is hidden by the node. */
function insideShare(placed: PlacedColumn | undefined, dx: number, dy: number): number {
  if (placed === undefined) return 0;
  const { round, half } = placed;
  return round
    ? half.x / Math.hypot(dx, dy)
    : Math.min(half.x / Math.max(Math.abs(dx), 1e-9), half.y / Math.max(Math.abs(dy), 1e-9));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
