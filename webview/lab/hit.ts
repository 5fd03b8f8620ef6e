import type { Layout, PlacedColumn, Point } from './layout.ts';

/** What lies under the pointer. An edge goes from a node of `column` to one of the next. */
export type Hit =
  | { readonly kind: 'node'; readonly column: number; readonly node: number }
  | { readonly kind: 'edge'; readonly column: number; readonly from: number; readonly to: number };

const reach = 6;

/**
 * The node at a point, else the nearest edge between single units within reach. Computed from the
 * layout, because a line of half a pixel can't be hit, and an invisible wide copy of each of 480
 * lines costs a frame.
 */
export function hitAt({ columns, stacked }: Layout, { x, y }: Point): Hit | undefined {
  for (const [column, placed] of columns.entries()) {
    const node = placed.nodes.findIndex((centre) => inside(placed, x - centre.x, y - centre.y));
    if (node >= 0) return { kind: 'node', column, node };
  }
  let best: Hit | undefined;
  let nearest = reach;
  for (const [column, { round, nodes }] of columns.entries()) {
    const next = columns[column + 1];
    if (!round || next?.round !== true) continue;
    for (const [from, start] of nodes.entries()) {
      if (stacked ? y < start.y : x < start.x) break;
      for (const [to, end] of next.nodes.entries()) {
        if (stacked ? y > end.y : x > end.x) break;
        const distance = distanceToLine({ x, y }, start, end);
        if (distance >= nearest) continue;
        nearest = distance;
        best = { kind: 'edge', column, from, to };
      }
    }
  }
  return best;
}

function inside({ round, half }: PlacedColumn, dx: number, dy: number): boolean {
  return round ? Math.hypot(dx, dy) <= half.x + 2 : Math.abs(dx) <= half.x && Math.abs(dy) <= half.y;
}

function distanceToLine(point: Point, start: Point, end: Point): number {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  return Math.abs(dx * (point.y - start.y) - dy * (point.x - start.x)) / Math.hypot(dx, dy);
}

export function sameHit(one: Hit | undefined, other: Hit | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
