import type { CheckedParameter, CheckReport, Network, Place } from '../../src/protocol/run.ts';
import { CellCursor, type Cell } from '../shared/cell-cursor.ts';
import { element, svgElement } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';
import { placeAt } from '../shared/parameters.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { nameOfPlace } from './check-words.ts';

const side = 240;
const margin = 8;
/** From the pointer to a point that it is meant for. */
const reach = 12;

interface Point {
  readonly place: Place;
  readonly backpropagation: number;
  readonly numerical: number;
}

/** Backpropagation's derivatives across, the numerical ones up: where both agree, points lie on the diagonal. */
export class SlopeScatter {
  readonly node: HTMLElement;
  private readonly extent: number;
  /** From the smallest derivative to the largest: what the arrow keys go along. */
  private readonly points: readonly Point[];
  private readonly picture: SVGSVGElement;
  private readonly pointed = svgElement('path', { class: 'pointed' });
  private readonly selected = svgElement('path', { class: 'selected' });

  constructor(network: Network, { scatter, notable }: CheckReport, tooltip: Tooltip, select: (place: Place) => void) {
    const failed = notable.filter(({ status }) => status === 'failed');
    const kinks = notable.filter(({ status }) => status === 'kink');
    this.extent = extentOf(scatter, failed, kinks);
    this.points = pointsOf(network, scatter);
    const crosses = failed
      .filter((one) => fits(one.backpropagation, one.numerical))
      .map((one) => `M${this.x(one.backpropagation)} ${this.y(one.numerical)}m-4-4l8 8m0-8l-8 8`);
    this.picture = svgElement(
      'svg',
      { viewBox: `0 0 ${side} ${side}` },
      svgElement('path', { class: 'axes', d: `M0 ${side / 2}H${side}M${side / 2} 0V${side}` }),
      svgElement('path', { class: 'diagonal', d: `M0 ${side}L${side} 0` }),
      svgElement('path', { class: 'points', d: this.points.map((point) => `${this.at(point)}h0`).join('') }),
      svgElement('path', { class: 'kinks', d: kinks.map((kink) => this.bar(kink)).join('') }),
      svgElement('path', { class: 'crosses', d: crosses.join('') }),
      this.selected,
      this.pointed,
    );
    const [low, high] = [decimal(-this.extent, 3), decimal(this.extent, 3)];
    const label = t(
      'Backpropagation against numerical differentiation: {0} parameters, from {1} to {2}',
      count(this.points.length),
      low,
      high,
    );
    const frame = element('div', { class: 'slope-scatter', role: 'img', 'aria-label': label }, this.picture);
    const caption = t('across: backpropagation, up: numerical, both from {0} to {1}', low, high);
    const bars = kinks.length > 0 ? [t('a bar at a kink: from its left slope to its right one')] : [];
    this.node = element('figure', {}, frame, element('figcaption', { class: 'note' }, [caption, ...bars].join('; ')));
    const cells = {
      node: frame,
      rows: 1,
      columns: this.points.length,
      cellAt: (x: number, y: number) => this.nearest(x, y),
      cornerOf: ({ column }: Cell) => this.cornerOf(column),
      point: (cell: Cell | undefined) => this.pointed.setAttribute('d', ring(cell && this.points[cell.column], this)),
    };
    const choose = ({ column }: Cell): void => {
      const place = this.points[column]?.place;
      if (place !== undefined) select(place);
    };
    new CellCursor(cells, tooltip, choose, (_, column) => linesOf(network, this.points[column]));
  }

  mark(selected: Place | null): void {
    const key = JSON.stringify(selected);
    this.selected.setAttribute(
      'd',
      ring(
        this.points.find(({ place }) => JSON.stringify(place) === key),
        this,
      ),
    );
  }

  at({ backpropagation, numerical }: Point): string {
    return `M${this.x(backpropagation)} ${this.y(numerical)}`;
  }

  private x(value: number): string {
    return this.place(value).toFixed(1);
  }

  private y(value: number): string {
    return (side - this.place(value)).toFixed(1);
  }

  private place(value: number): number {
    return side / 2 + ((side / 2 - margin) * value) / (this.extent || 1);
  }

  private bar({ backpropagation, slopes }: CheckedParameter): string {
    if (slopes === undefined || !fits(backpropagation, slopes.left) || !fits(slopes.right, 0)) return '';
    return `M${this.x(backpropagation)} ${this.y(slopes.left)}V${this.y(slopes.right)}`;
  }

  private nearest(clientX: number, clientY: number): Cell | undefined {
    const { left, top, width } = this.picture.getBoundingClientRect();
    const scale = side / width;
    const [x, y] = [(clientX - left) * scale, (clientY - top) * scale];
    let found: Cell | undefined;
    let least = reach;
    for (const [column, { backpropagation, numerical }] of this.points.entries()) {
      const distance = Math.hypot(this.place(backpropagation) - x, side - this.place(numerical) - y);
      if (distance >= least) continue;
      least = distance;
      found = { row: 0, column };
    }
    return found;
  }

  private cornerOf(column: number): { x: number; y: number } {
    const { left, top, width } = this.picture.getBoundingClientRect();
    const scale = width / side;
    const { backpropagation = 0, numerical = 0 } = this.points[column] ?? {};
    return { x: left + scale * this.place(backpropagation), y: top + scale * (side - this.place(numerical)) };
  }
}

function pointsOf({ layers }: Network, { places, backpropagation, numerical }: CheckReport['scatter']): Point[] {
  return [...places.keys()]
    .flatMap((index): Point[] => {
      const place = placeAt(layers, places[index] ?? NaN);
      const point = { backpropagation: backpropagation[index] ?? NaN, numerical: numerical[index] ?? NaN };
      return place !== undefined && fits(point.backpropagation, point.numerical) ? [{ place, ...point }] : [];
    })
    .toSorted((one, other) => one.backpropagation - other.backpropagation);
}

function extentOf(
  { backpropagation, numerical }: CheckReport['scatter'],
  failed: readonly CheckedParameter[],
  kinks: readonly CheckedParameter[],
): number {
  return largest([
    ...backpropagation,
    ...numerical,
    ...failed.flatMap((one) => [one.backpropagation, one.numerical]),
    ...kinks.flatMap(({ slopes }) => (slopes === undefined ? [] : [slopes.left, slopes.right])),
  ]);
}

function ring(point: Point | undefined, scatter: SlopeScatter): string {
  return point === undefined ? '' : `${scatter.at(point)}m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0`;
}

function linesOf(network: Network, point: Point | undefined): string[] {
  if (point === undefined) return [];
  return [
    nameOfPlace(network, point.place),
    t('backpropagation {0}', decimal(point.backpropagation, 8)),
    t('numerical {0}', decimal(point.numerical, 8)),
  ];
}

function fits(one: number | undefined, other: number | undefined): boolean {
  return Number.isFinite(one) && Number.isFinite(other);
}

function largest(values: readonly number[]): number {
  let found = 0;
  for (const value of values) if (Number.isFinite(value)) found = Math.max(found, Math.abs(value));
  return found;
}
