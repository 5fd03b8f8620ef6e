import type { Place } from '../../src/protocol/run.ts';
import { blockLines } from '../shared/network-names.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import type { Known } from './explore-words.ts';
import { unitLines, weightLines } from './explore-words.ts';
import type { Graph } from './graph.ts';
import { nodesIn, unitAt } from './graph.ts';
import type { Hit } from './hit.ts';
import { hitAt, sameHit } from './hit.ts';
import type { Layout } from './layout.ts';
import type { Picture } from './picture.ts';

/** What is explored, as it is now. */
export interface View extends Known {
  readonly layout: Layout;
  readonly scale: number;
}

/** Pointer and keyboard on a picture: numbers in a tooltip, the edges of a unit lit, Enter or click selects. */
export class Explorer {
  private hit: Hit | undefined;
  private at = { x: 0, y: 0 };

  constructor(
    private readonly picture: Picture,
    private readonly tooltip: Tooltip,
    private readonly view: () => View,
    private readonly select: (place: Place) => void,
  ) {
    const { svg } = picture;
    svg.addEventListener('pointermove', (event) => this.point(event));
    svg.addEventListener('pointerleave', () => this.show(undefined));
    svg.addEventListener('click', (event) => {
      // What had the focus before has lost it, and with it what the pointer was found at.
      this.point(event);
      this.open();
    });
    svg.addEventListener('keydown', (event) => this.press(event));
    svg.addEventListener('focusin', (event) => this.focusOn(event.target));
    svg.addEventListener('focusout', () => this.show(undefined));
  }

  /** After new weights: the numbers of what is pointed at. */
  refresh(): void {
    if (this.hit !== undefined) this.tooltip.show(this.at.x, this.at.y, this.lines(this.hit));
  }

  /** The picture changes under what is pointed at. The tooltip of another picture stays. */
  leave(): void {
    if (this.hit !== undefined) this.show(undefined);
  }

  private point({ clientX, clientY }: MouseEvent): void {
    const { left, top } = this.picture.svg.getBoundingClientRect();
    this.at = { x: clientX, y: clientY };
    const { layout, scale } = this.view();
    this.show(hitAt(layout, { x: (clientX - left) / scale, y: (clientY - top) / scale }));
  }

  private focusOn(target: EventTarget | null): void {
    const place = this.placeOf(target);
    if (place === undefined || !(target instanceof SVGElement) || !target.matches(':focus-visible')) return;
    const { right, bottom } = target.getBoundingClientRect();
    this.at = { x: right, y: bottom };
    this.show({ kind: 'node', ...place });
  }

  private placeOf(target: EventTarget | null): { column: number; node: number } | undefined {
    for (const [column, groups] of this.picture.nodes.entries()) {
      const node = groups.findIndex((group) => group === target);
      if (node >= 0) return { column, node };
    }
    return undefined;
  }

  private show(hit: Hit | undefined): void {
    if (!sameHit(hit, this.hit)) {
      this.hit = hit;
      this.light();
    }
    if (hit === undefined) this.tooltip.hide();
    else this.refresh();
  }

  private light(): void {
    const { svg, edges, graph } = this.picture;
    const { hit } = this;
    svg.classList.toggle('tracing', hit !== undefined && isSingle(graph, hit));
    svg.style.cursor = hit !== undefined && layerOf(hit) !== undefined ? 'pointer' : '';
    for (const [column, paths] of edges.entries()) {
      const width = nodesIn(graph, column);
      for (const [index, path] of paths.entries()) {
        path.classList.toggle(
          'lit',
          hit !== undefined && touches(hit, column, index % width, Math.floor(index / width)),
        );
      }
    }
  }

  private lines(hit: Hit): string[] {
    const { network, graph } = this.picture;
    if (hit.kind === 'node') {
      const unit = unitAt(graph, hit.column, hit.node);
      return unit === undefined
        ? [...blockLines(network, hit.column)]
        : unitLines(network, this.view(), hit.column, unit);
    }
    const from = unitAt(graph, hit.column, hit.from);
    const to = unitAt(graph, hit.column + 1, hit.to);
    return from === undefined || to === undefined ? [] : weightLines(network, this.view(), hit.column, from, to);
  }

  private open(): void {
    const place = this.hit && placeOf(this.hit, this.picture.graph);
    if (place !== undefined) this.select(place);
  }

  private press(event: KeyboardEvent): void {
    const place = this.placeOf(event.target);
    if (place === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      this.hit = { kind: 'node', ...place };
      this.open();
      event.preventDefault();
      return;
    }
    const moves: Readonly<Record<string, [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.step(place, move);
  }

  /** Where a column is a single node, both directions lead on. */
  private step({ column, node }: { column: number; node: number }, [dx, dy]: [number, number]): void {
    const { nodes } = this.picture;
    const [along, across] = this.view().layout.stacked ? [dy, dx] : [dx, dy];
    const single = (nodes[column]?.length ?? 0) === 1;
    const next = nodes[column + along + (single ? across : 0)] ?? [];
    const target = next[Math.min(Math.max(0, node + (single ? 0 : across)), next.length - 1)];
    if (target === undefined) return;
    for (const group of nodes.flat()) group.setAttribute('tabindex', group === target ? '0' : '-1');
    target.focus();
  }
}

/** Index of the layer that a hit belongs to; the inputs belong to none. */
function layerOf(hit: Hit): number | undefined {
  if (hit.kind === 'edge') return hit.column;
  return hit.column === 0 ? undefined : hit.column - 1;
}

/** Whether it is a unit or a weight, not a block. */
function isSingle({ columns }: Graph, hit: Hit): boolean {
  return hit.kind === 'edge' || columns[hit.column]?.units !== null;
}

function placeOf(hit: Hit, graph: Graph): Place | undefined {
  const layer = layerOf(hit);
  if (layer === undefined) return undefined;
  if (hit.kind === 'node') return { layer, unit: unitAt(graph, hit.column, hit.node) ?? null, input: null };
  return {
    layer,
    unit: unitAt(graph, hit.column + 1, hit.to) ?? null,
    input: unitAt(graph, hit.column, hit.from) ?? null,
  };
}

function touches(hit: Hit, column: number, from: number, to: number): boolean {
  if (hit.kind === 'edge') return hit.column === column && hit.from === from && hit.to === to;
  return (hit.column === column && hit.node === from) || (hit.column === column + 1 && hit.node === to);
}
