import type { CheckedTensor, Network, Place } from '../../src/protocol/run.ts';
import { CellCursor, type Cell } from '../shared/cell-cursor.ts';
import { computedColour, rgb } from '../shared/colours.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { scientific } from '../shared/numbers.ts';
import { placeAt } from '../shared/parameters.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { nameOfPlace, tensorName } from './check-words.ts';

/** Powers of ten between which errors are told apart. */
const [least, most] = [-14, 0];

/** All tensors' maps, and what their shades mean. */
export class ErrorMaps {
  readonly node: HTMLElement;
  private readonly maps: readonly ErrorMap[];

  constructor(network: Network, tensors: readonly CheckedTensor[], tooltip: Tooltip, select: (place: Place) => void) {
    this.maps = tensors.map((tensor) => new ErrorMap(network, tensor, tooltip, select));
    const ramp = element(
      'p',
      { class: 'error-ramp note', 'aria-hidden': 'true' },
      scientific(10 ** least, 1),
      element('span', { class: 'ramp' }),
      scientific(10 ** most, 1),
    );
    this.node = element('div', {}, element('div', { class: 'error-maps' }, ...this.maps.map(({ node }) => node)), ramp);
  }

  /** In the colours of the theme. */
  paint(): void {
    for (const map of this.maps) map.paint();
  }

  mark(selected: Place | null): void {
    for (const map of this.maps) map.mark(selected);
  }
}

/** Relative errors of a tensor's parameters, units down and inputs across. */
class ErrorMap {
  readonly node: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly marker = element('div', { class: 'error-mark', hidden: '' });
  private readonly cell: number;

  constructor(
    private readonly network: Network,
    private readonly tensor: CheckedTensor,
    tooltip: Tooltip,
    select: (place: Place) => void,
  ) {
    const { rows, columns } = tensor.errors;
    const name = tensorName(tensor.tensor);
    const label = t('Relative errors of {0}, {1}: at most {2}', tensor.name, name, scientific(tensor.maxRelativeError));
    this.canvas = element('canvas', {
      class: 'error-map',
      width: String(columns),
      height: String(rows),
      role: 'img',
      'aria-label': label,
    });
    const cell = (this.cell = Math.max(3, Math.min(12, Math.floor(160 / Math.max(rows, columns)))));
    this.canvas.style.width = `${cell * columns}px`;
    this.canvas.style.height = `${cell * rows}px`;
    const title = element('figcaption', { class: 'note' }, `${tensor.name}, ${name}`);
    this.node = element('figure', {}, element('div', { class: 'error-frame' }, this.canvas, this.marker), title);
    this.paint();
    const cells = {
      node: this.canvas,
      rows,
      columns,
      cellAt: (x: number, y: number) => this.cellAt(x, y),
      cornerOf: ({ row, column }: Cell) => {
        const { left, top } = this.canvas.getBoundingClientRect();
        return { x: left + (column + 1) * cell, y: top + (row + 1) * cell };
      },
    };
    const choose = (at: Cell): void => {
      const place = this.placeOf(at.row * columns + at.column);
      if (place !== undefined) select(place);
    };
    new CellCursor(cells, tooltip, choose, (row, column) => this.lines(row * columns + column));
  }

  paint(): void {
    const { rows, columns, values } = this.tensor.errors;
    const image = new ImageData(columns, rows);
    const colour = rgb(computedColour('--error'));
    for (const [at, value] of values.entries()) {
      if (Number.isNaN(value)) continue;
      const share = (Math.log10(value) - least) / (most - least);
      image.data.set([...colour, Math.round(255 * Math.min(1, Math.max(0.06, share)))], 4 * at);
    }
    this.canvas.getContext('2d')?.putImageData(image, 0, 0);
  }

  mark(selected: Place | null): void {
    const { columns, values } = this.tensor.errors;
    const key = JSON.stringify(selected);
    const mine = selected?.layer === this.tensor.layer && selected.unit !== null;
    const at = mine ? values.findIndex((_, index) => JSON.stringify(this.placeOf(index)) === key) : -1;
    this.marker.hidden = at < 0;
    const { cell } = this;
    this.marker.style.width = this.marker.style.height = `${cell}px`;
    this.marker.style.transform = `translate(${(at % columns) * cell}px, ${Math.floor(at / columns) * cell}px)`;
  }

  private placeOf(at: number): Place | undefined {
    const place = this.tensor.errors.places[at] ?? NaN;
    return Number.isNaN(place) ? undefined : placeAt(this.network.layers, place);
  }

  private cellAt(x: number, y: number): Cell | undefined {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { rows, columns } = this.tensor.errors;
    const [row, column] = [Math.floor((y - top) / this.cell), Math.floor((x - left) / this.cell)];
    return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : undefined;
  }

  private lines(at: number): string[] {
    const place = this.placeOf(at);
    if (place === undefined) return [t('not compared')];
    return [
      nameOfPlace(this.network, place),
      t('relative error {0}', scientific(this.tensor.errors.values[at] ?? NaN)),
    ];
  }
}
