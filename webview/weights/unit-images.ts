import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';
import type { LayerParameters } from '../shared/parameters.ts';
import { table, twin } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import type { Cell } from '../shared/cell-cursor.ts';
import { CellCursor } from '../shared/cell-cursor.ts';
import { Heatmap } from './heatmap.ts';
import type { Palette } from './palette.ts';

/** More than these are neither seen at a glance nor drawn in a few milliseconds. */
const mostImages = 144;
/** Aimed at for the larger side of an image, in CSS pixels. */
const side = 56;

interface Options {
  readonly shape: { readonly rows: number; readonly columns: number };
  readonly units: number;
  readonly layer: string;
  /** Name of a unit. */
  name(unit: number): string;
  select(unit: number, input: number): void;
}

/** What each unit of a first layer looks for: its weights in the places of the pixels they belong to. */
export class UnitImages {
  readonly node: HTMLElement;
  private readonly images: { readonly map: Heatmap; readonly cursor: CellCursor; readonly node: HTMLElement }[];
  private readonly table: ReturnType<typeof twin>;
  private values: Float64Array = new Float64Array();

  constructor(
    private readonly options: Options,
    tooltip: Tooltip,
  ) {
    const { units, layer } = options;
    const shown = Math.min(units, mostImages);
    this.images = Array.from({ length: shown }, (_, unit) => this.image(unit, tooltip));
    const [first] = this.images;
    if (first !== undefined) first.map.node.tabIndex = 0;
    const grid = element(
      'div',
      { class: 'unit-images', role: 'group', 'aria-label': t('Weights of {0} as images', layer) },
      ...this.images.map(({ node }) => node),
    );
    grid.addEventListener('keydown', (event) => this.turn(event));
    this.table = twin(t('Images as a table'), () => this.tableOf());
    this.node = element('div', {}, grid);
    if (shown < units) {
      this.node.append(element('p', { class: 'note' }, t('The first {0} of {1} units', count(shown), count(units))));
    }
    this.node.append(this.table.node);
  }

  /** @param extent of the colours, that of the layer's heatmap */
  show({ weights }: LayerParameters, extent: number, colours: Palette): void {
    this.values = weights;
    for (const [unit, { map, cursor }] of this.images.entries()) {
      map.draw(this.of(unit), extent, colours);
      cursor.refresh();
    }
    this.table.refresh();
  }

  /** What is selected: a unit, or one of its weights. */
  mark(unit: number | null, input: number | null): void {
    const { columns } = this.options.shape;
    for (const [index, { map, node }] of this.images.entries()) {
      const marked = index === unit;
      node.classList.toggle('selected', marked);
      map.mark(marked && input !== null ? { row: Math.floor(input / columns), column: input % columns } : undefined);
    }
  }

  private of(unit: number): Float64Array {
    const { rows, columns } = this.options.shape;
    return this.values.subarray(unit * rows * columns, (unit + 1) * rows * columns);
  }

  private image(unit: number, tooltip: Tooltip): UnitImages['images'][number] {
    const { shape, name, select } = this.options;
    const map = new Heatmap(shape.rows, shape.columns);
    const at = ({ row, column }: Cell): number => row * shape.columns + column;
    const cursor = new CellCursor(
      map,
      tooltip,
      (cell) => select(unit, at(cell)),
      (row, column) => [
        name(unit),
        t('pixel in row {0}, column {1}', row + 1, column + 1),
        t('weight {0}', decimal(this.of(unit)[at({ row, column })])),
      ],
    );
    map.node.tabIndex = -1;
    map.scale(Math.max(1, Math.floor(side / Math.max(shape.rows, shape.columns))));
    map.describe(t('{0} as an image', name(unit)));
    const number = element('span', { class: 'map-label', 'aria-hidden': 'true' }, String(unit + 1));
    return { map, cursor, node: element('div', { class: 'unit-image' }, map.frame, number) };
  }

  /** Arrow keys move within an image; these from one to another. */
  private turn(event: KeyboardEvent): void {
    const { images } = this;
    const from = images.findIndex(({ map }) => map.node === event.target);
    const to = new Map([
      ['PageUp', from - 1],
      ['PageDown', from + 1],
      ['Home', 0],
      ['End', images.length - 1],
    ]).get(event.key);
    const target = to === undefined ? undefined : images[to];
    if (from < 0 || to === undefined) return;
    event.preventDefault();
    if (target === undefined) return;
    for (const { map } of images) map.node.tabIndex = map === target.map ? 0 : -1;
    target.map.node.focus();
  }

  private tableOf(): HTMLTableElement {
    const { columns } = this.options.shape;
    const place = (input: number): string => `${Math.floor(input / columns) + 1}, ${(input % columns) + 1}`;
    return table(
      t('Images as a table'),
      [t('Unit'), t('min'), t('in row, column'), t('max'), t('in row, column'), t('norm')],
      this.images.map((_, unit) => {
        const weights = this.of(unit);
        const [least, most] = [indexOf(weights, -1), indexOf(weights, 1)];
        const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0));
        return [
          this.options.name(unit),
          decimal(weights[least], 3),
          place(least),
          decimal(weights[most], 3),
          place(most),
          decimal(norm, 3),
        ];
      }),
    );
  }
}

/** Of the largest value; with sign -1 of the smallest. */
function indexOf(values: Float64Array, sign: 1 | -1): number {
  return values.reduce((best, value, index) => (sign * value > sign * (values[best] ?? NaN) ? index : best), 0);
}
