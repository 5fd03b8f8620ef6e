import type { Network } from '../../src/protocol/run.ts';
import { setAttribute, svgElement } from '../shared/dom.ts';
import type { Graph } from './graph.ts';
import { edgeOf, nodeOf, nodesIn, unitAt } from './graph.ts';
import type { Layout, PlacedColumn, Point } from './layout.ts';
import { edgeEnds, lineHeight } from './layout.ts';
import { blockLines, columnHeading, networkSummary, unitName } from '../shared/network-names.ts';
import { Toggle } from './toggle.ts';

type Place = (layout: Layout) => void;

/**
 * The drawn network. Its elements are made once: weights change their attributes, and another width
 * of the page moves them.
 */
export class Picture {
  /** By column and node. */
  readonly nodes: SVGGElement[][] = [];
  /** By column, then `to * nodes of the column + from`: the order of a layer's weights. */
  readonly edges: SVGPathElement[][] = [];
  /** By column, those that open and close it. */
  readonly toggles = new Map<number, Toggle>();
  private readonly places: Place[] = [];

  constructor(
    readonly svg: SVGSVGElement,
    readonly graph: Graph,
    readonly network: Network,
  ) {
    this.adoptNodes();
    this.adoptEdges();
    for (const column of graph.columns.keys()) this.addLines(column);
    this.addNames();
    svg.removeAttribute('style');
    svg.removeAttribute('aria-roledescription');
    svg.setAttribute('class', `network-picture ${graph.whole ? 'units' : 'blocks'}`);
    svg.setAttribute('role', 'group');
    svg.setAttribute('aria-label', networkSummary(network));
  }

  arrange(layout: Layout): void {
    setAttribute(this.svg, 'width', String(layout.width));
    setAttribute(this.svg, 'height', String(layout.height));
    setAttribute(this.svg, 'viewBox', `0 0 ${layout.width} ${layout.height}`);
    this.svg.classList.toggle('stacked', layout.stacked);
    for (const place of this.places) place(layout);
  }

  /** A layer's units and the edges into them; undefined: none. */
  light(layer: number | undefined): void {
    this.svg.classList.toggle('stepping', layer !== undefined);
    for (const [column, groups] of this.nodes.entries()) {
      for (const group of groups) group.classList.toggle('stepped', column - 1 === layer);
    }
    for (const [column, paths] of this.edges.entries()) {
      for (const path of paths) path.classList.toggle('stepped', column === layer);
    }
  }

  private adoptNodes(): void {
    for (const group of this.svg.querySelectorAll<SVGGElement>('g.node')) {
      const place = nodeOf(group.id);
      const shape = group.querySelector('.label-container');
      if (place === undefined || shape === null) continue;
      const { column, node } = place;
      (this.nodes[column] ??= [])[node] = group;
      group.querySelector('.label')?.remove();
      group.setAttribute('role', 'button');
      group.setAttribute('tabindex', column === 0 && node === 0 ? '0' : '-1');
      group.setAttribute('aria-label', this.nodeLabel(column, node));
      this.places.push((layout) => {
        const placed = layout.columns[column];
        const centre = placed?.nodes[node];
        if (placed === undefined || centre === undefined) return;
        setAttribute(group, 'transform', `translate(${centre.x}, ${centre.y})`);
        for (const [name, value] of shapeAttributes(placed)) setAttribute(shape, name, value);
      });
    }
  }

  private nodeLabel(column: number, node: number): string {
    const unit = unitAt(this.graph, column, node);
    return unit === undefined ? blockLines(this.network, column).join(', ') : unitName(this.network, column, unit);
  }

  private adoptEdges(): void {
    for (const path of this.svg.querySelectorAll<SVGPathElement>('path[data-id]')) {
      const ends = edgeOf(path.getAttribute('data-id') ?? '');
      if (ends === undefined) continue;
      const { column, from, to } = ends;
      (this.edges[column] ??= [])[to * nodesIn(this.graph, column) + from] = path;
      path.removeAttribute('style');
      path.removeAttribute('data-points');
      path.setAttribute('class', 'edge');
      this.places.push((layout) => {
        const start = layout.columns[column]?.nodes[from];
        const end = layout.columns[column + 1]?.nodes[to];
        if (start === undefined || end === undefined) return;
        const [a, b] = edgeEnds(layout, column, start, end);
        setAttribute(path, 'd', `M${round(a.x)},${round(a.y)}L${round(b.x)},${round(b.y)}`);
      });
    }
  }

  /** In a block, or above the units. */
  private addLines(column: number): void {
    const { size, units } = this.graph.columns[column] ?? { size: 0, units: null };
    const lines = units === null ? blockLines(this.network, column) : columnHeading(this.network, column);
    const toggled = !this.graph.whole && size > 1;
    // The inputs have no line for parameters.
    const missing = units === null ? 4 - lines.length - (toggled ? 1 : 0) : 0;
    const at =
      (line: number) =>
      ({ columns }: Layout): Point => {
        const { x = 0, y = 0 } = columns[column]?.heading ?? {};
        return { x, y: y + line * (this.graph.whole ? 16 : lineHeight) + (missing * lineHeight) / 2 };
      };
    const room = ({ columns }: Layout): number => columns[column]?.width ?? 0;
    for (const [line, text] of lines.entries()) this.addText(line === 0 ? 'heading' : 'detail', text, at(line), room);
    if (!toggled) return;
    const toggle = new Toggle(size, units, this.graph.ranked, lines[0] ?? '');
    this.svg.append(toggle.node);
    this.toggles.set(column, toggle);
    this.places.push((layout) => toggle.place(at(lines.length)(layout)));
  }

  /** Of inputs and outputs beside them; in a large network numbers within the units. */
  private addNames(): void {
    const { columns, whole } = this.graph;
    const last = columns.length - 1;
    for (const [column, { units }] of columns.entries()) {
      for (const [node, unit] of (units ?? []).entries()) {
        const at = (layout: Layout): PlacedColumn | undefined => layout.columns[column];
        if (!whole)
          this.addText(
            'number',
            String(unit + 1),
            (layout) => below(at(layout)?.nodes[node]),
            () => 100,
          );
        else if (column === 0) {
          const name = this.network.inputNames[unit] ?? '';
          this.addText('input', name, (layout) => beside(at(layout), node, -1), inputWidth);
        } else if (column === last) {
          const name = this.network.outputNames[unit] ?? '';
          this.addText('output', name, (layout) => beside(at(layout), node, 1), outputWidth);
        }
      }
    }
  }

  /** Shortened with an ellipsis where it does not fit; the whole name is in the tooltip. */
  private addText(kind: string, text: string, at: (layout: Layout) => Point, room: (layout: Layout) => number): void {
    const node = svgElement('text', { class: `name ${kind}`, 'aria-hidden': 'true' });
    this.svg.append(node);
    this.places.push((layout) => {
      const { x, y } = at(layout);
      setAttribute(node, 'x', String(x));
      setAttribute(node, 'y', String(y));
      shorten(node, text, room(layout));
    });
  }
}

function shapeAttributes({ round, half }: PlacedColumn): [string, string][] {
  if (round) return [['r', String(half.x)]];
  return [
    ['x', String(-half.x)],
    ['y', String(-half.y)],
    ['width', String(2 * half.x)],
    ['height', String(2 * half.y)],
    ['rx', '4'],
  ];
}

function beside(placed: PlacedColumn | undefined, node: number, side: -1 | 1): Point {
  const { x = 0, y = 0 } = placed?.nodes[node] ?? {};
  return { x: x + side * ((placed?.half.x ?? 0) + 8), y: y + 4 };
}

function below(centre: Point | undefined): Point {
  return { x: centre?.x ?? 0, y: (centre?.y ?? 0) + 3 };
}

function inputWidth({ columns: [first] }: Layout): number {
  return (first?.nodes[0]?.x ?? 0) - (first?.half.x ?? 0) - 12;
}

function outputWidth({ columns, width }: Layout): number {
  const last = columns.at(-1);
  return width - (last?.nodes[0]?.x ?? 0) - (last?.half.x ?? 0) - 12;
}

/** More characters fit beside no node; to measure ten thousand one by one would take seconds. */
const mostCharacters = 120;

function shorten(node: SVGTextElement, text: string, room: number): void {
  node.textContent = text.slice(0, mostCharacters);
  if (text.length <= mostCharacters && node.getComputedTextLength() <= room) return;
  let kept = Math.min(text.length, mostCharacters);
  while (kept > 1 && node.getComputedTextLength() > room) {
    kept -= 1;
    node.textContent = `${text.slice(0, kept).trimEnd()}…`;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
