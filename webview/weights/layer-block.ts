import type { Health, Layer, Network, Place } from '../../src/protocol/run.ts';
import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { activationName } from '../shared/names.ts';
import { count, decimal } from '../shared/numbers.ts';
import type { LayerParameters } from '../shared/parameters.ts';
import { layerSize } from '../shared/parameters.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { CellCursor } from '../shared/cell-cursor.ts';
import { cellSize, Heatmap } from './heatmap.ts';
import { histogram, HistogramBars } from './histogram.ts';
import type { Palette } from './palette.ts';
import type { Statistics } from './statistics.ts';
import { statistics } from './statistics.ts';
import { UnitImages } from './unit-images.ts';

/** Names of what a layer connects. */
export interface Names {
  input(index: number): string;
  unit(index: number): string;
}

/** One layer: its weights and biases as heatmaps on one colour scale, and their statistics. */
export class LayerBlock {
  readonly node: HTMLElement;
  private readonly weights: Heatmap;
  private readonly biases: Heatmap | undefined;
  private readonly low = element('span');
  private readonly high = element('span');
  private readonly bars = new HistogramBars();
  private readonly dead = element('dd');
  private readonly ratio = element('dd');
  private readonly maps: HTMLElement;
  private readonly images: UnitImages | undefined;
  private readonly stats = new Map<keyof Statistics, HTMLElement>();
  private readonly cursors: CellCursor[];
  private values: LayerParameters = { weights: new Float64Array(), biases: new Float64Array() };

  constructor(
    private readonly layer: Layer,
    names: Names,
    tooltip: Tooltip,
    select: (unit: number, input: number | null) => void,
    image: Network['image'],
  ) {
    this.images =
      image === null
        ? undefined
        : new UnitImages(
            { shape: image, units: layer.units, layer: layer.name, name: (unit) => names.unit(unit), select },
            tooltip,
          );
    this.weights = new Heatmap(layer.units, layer.inputs);
    this.biases = layer.bias ? new Heatmap(layer.units, 1) : undefined;
    const arrow = (unit: number, input: number): string => t('{0} → {1}', names.input(input), names.unit(unit));
    this.cursors = [
      new CellCursor(
        this.weights,
        tooltip,
        ({ row, column: input }) => select(row, input),
        (unit, input) => [
          arrow(unit, input),
          t('weight {0}', decimal(this.values.weights[unit * layer.inputs + input])),
          t('unit {0}, input {1}', unit + 1, input + 1),
        ],
      ),
    ];
    if (this.biases !== undefined) {
      this.cursors.push(
        new CellCursor(
          this.biases,
          tooltip,
          ({ row }) => select(row, null),
          (unit) => [t('bias of {0}', names.unit(unit)), decimal(this.values.biases[unit])],
        ),
      );
    }
    this.maps = element('div', { class: 'maps' }, column(t('weights'), this.weights));
    if (this.biases !== undefined) this.maps.append(column(t('bias'), this.biases));
    this.node = this.build();
  }

  show(values: LayerParameters, colours: Palette): void {
    this.values = values;
    const found = statistics(values.weights, values.biases);
    this.weights.draw(values.weights, found.extent, colours);
    this.biases?.draw(values.biases, found.extent, colours);
    this.images?.show(values, found.extent, colours);
    setText(this.low, decimal(-found.extent, 3));
    setText(this.high, decimal(found.extent, 3));
    for (const [key, node] of this.stats) setText(node, key === 'zeros' ? count(found.zeros) : decimal(found[key], 3));
    this.bars.show(
      histogram([values.weights, values.biases], found.extent),
      t('Histogram of {0}, from {1} to {2}', this.layer.name, decimal(-found.extent, 3), decimal(found.extent, 3)),
    );
    this.describe(found);
    for (const cursor of this.cursors) cursor.refresh();
  }

  /** How its training goes; undefined where that is not known. */
  showHealth(health: Health['layers'][number] | undefined): void {
    const { deadUnits } = health ?? {};
    setText(this.dead, typeof deadUnits === 'number' ? count(deadUnits) : decimal(undefined));
    setText(this.ratio, decimal(health?.updateRatio, 2));
  }

  /** What is selected of this layer; undefined for nothing. */
  mark(place: Place | undefined): void {
    const { unit = null, input = null } = place ?? {};
    this.weights.mark(unit === null ? undefined : { row: unit, column: input });
    this.images?.mark(unit, input);
    this.biases?.mark(unit === null || input !== null ? undefined : { row: unit, column: 0 });
    if (place !== undefined) this.node.scrollIntoView({ block: 'nearest' });
  }

  /** @param room width of the page in CSS pixels */
  resize(room: number): void {
    // Of the biases: the gap before them, and the word below them, which is as wide as the widest cell.
    const cell = cellSize(room - (this.biases === undefined ? 0 : 44), this.layer.inputs);
    this.weights.scale(cell);
    this.biases?.scale(cell);
  }

  private describe({ min, max, mean }: Statistics): void {
    const { name, units, inputs } = this.layer;
    const range = t('from {0} to {1}, mean {2}', decimal(min, 3), decimal(max, 3), decimal(mean, 3));
    this.weights.describe(t('Weights of {0}: {1} units by {2} inputs, {3}', name, units, inputs, range));
    this.biases?.describe(t('Biases of {0}: {1} values', name, units));
  }

  private build(): HTMLElement {
    const { name, inputs, units, activation } = this.layer;
    const shape = t('{0} → {1} · {2}', count(inputs), count(units), activationName(activation));
    const parameters = t('{0} parameters', count(layerSize(this.layer)));
    const heading = element(
      'summary',
      {},
      element('h2', {}, name),
      element('span', { class: 'shape', title: parameters }, shape),
    );
    const scroller = element(
      'div',
      { class: 'maps-scroll', tabindex: '0', role: 'region', 'aria-label': t('Heatmap of {0}', name) },
      this.maps,
    );
    const scale = element(
      'div',
      { class: 'scale', 'aria-hidden': 'true' },
      this.low,
      element('div', { class: 'ramp' }),
      this.high,
    );
    const node = element(
      'details',
      { class: 'layer' },
      heading,
      ...(this.images === undefined ? [] : [this.images.node]),
      scroller,
      this.bars.node,
      scale,
      this.statisticsList(),
    );
    node.open = true;
    return node;
  }

  private statisticsList(): HTMLElement {
    const labels: readonly (readonly [keyof Statistics, string])[] = [
      ['min', t('min')],
      ['max', t('max')],
      ['mean', t('mean')],
      ['deviation', t('std. dev.')],
      ['zeros', t('zeros')],
    ];
    const list = element('dl', { class: 'statistics', 'data-testid': 'layer-stats' });
    for (const [key, label] of labels) {
      const value = element('dd');
      this.stats.set(key, value);
      list.append(element('div', {}, element('dt', {}, label), value));
    }
    list.append(
      element('div', {}, element('dt', {}, t('dead units')), this.dead),
      element(
        'div',
        { title: t('Size of a step against that of the weights') },
        element('dt', {}, t('update ratio')),
        this.ratio,
      ),
    );
    this.showHealth(undefined);
    return list;
  }
}

function column(label: string, map: Heatmap): HTMLElement {
  return element(
    'div',
    { class: 'map' },
    map.frame,
    element('span', { class: 'map-label', 'aria-hidden': 'true' }, label),
  );
}
