import type { PredictionPicture, PredictionPoints, Predictions, Range } from '../../src/protocol/predictions.ts';
import type { Network } from '../../src/protocol/run.ts';
import { CellCursor } from '../shared/cell-cursor.ts';
import { element, setText, svgElement } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { decimal } from '../shared/numbers.ts';
import { twin } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { classShape, classVariable } from './predictions-colours.ts';
import { outlineOf, paintClasses, paintCurve, paintValues } from './predictions-paint.ts';
import { Plot } from './plot.ts';
import { pictureTable } from './predictions-tables.ts';
import { PicturePointing } from './predictions-pointing.ts';
import { pointsText } from './predictions-words.ts';

/** A picture, and what it is of. */
export interface ShownPicture {
  readonly network: Network;
  readonly points: PredictionPoints;
  readonly predictions: Predictions;
}

/** What the network answers over one or two of its inputs, with the data on top. */
export class PictureFigure {
  private readonly plot = new Plot();
  private readonly legend = element('div', { class: 'prediction-legend' });
  private readonly note = element('p', { class: 'note' });
  private readonly twin = twin(t('Predictions as a table'), () => this.table());
  private shown: ShownPicture | undefined;
  private legendOf = '';
  private readonly cursor: CellCursor;
  readonly node: HTMLElement;

  constructor(choices: HTMLElement, tooltip: Tooltip) {
    this.node = element(
      'div',
      { class: 'figure', 'data-testid': 'prediction-picture' },
      choices,
      this.plot.node,
      this.legend,
      this.note,
      this.twin.node,
    );
    const pointing = new PicturePointing(this.plot, () => this.shown);
    this.cursor = new CellCursor(
      pointing,
      tooltip,
      () => undefined,
      (row, column) => pointing.lines(row, column),
    );
  }

  show(network: Network, points: PredictionPoints, predictions: Predictions, picture: PredictionPicture): void {
    this.shown = { network, points, predictions };
    const { x, y, output } = points.choice;
    const [xName, yName] = [network.inputNames[x] ?? '', network.inputNames[y] ?? ''];
    const outputName = network.outputNames[output] ?? '';
    const { classes } = predictions;
    const values = rangeOf(points.targets, 0);
    const axes = { x: points.xRange, xName };
    switch (picture.kind) {
      case 'classes':
        this.plot.describe(t('Decision regions over {0} and {1}', xName, yName));
        this.plot.draw({ ...axes, y: points.yRange, yName }, (frame) =>
          paintClasses(frame, picture, points, classes?.length ?? 2),
        );
        break;
      case 'values':
        this.plot.describe(t('{0} over {1} and {2}', outputName, xName, yName));
        this.plot.draw({ ...axes, y: points.yRange, yName }, (frame) => paintValues(frame, picture, points, values));
        break;
      case 'curve':
        this.plot.describe(t('{0} over {1}, with the data', outputName, xName));
        this.plot.draw({ ...axes, y: rangeOf(points.targets, 0.15), yName: outputName }, (frame) =>
          paintCurve(frame, picture, points),
        );
        break;
      default:
        picture satisfies never;
    }
    this.showLegend(picture, points, classes, values);
    const others = network.inputNames.length - 2;
    const means = others > 0 ? ` · ${t('the other inputs at their mean')}` : '';
    setText(this.note, pointsText(points) + means);
    this.twin.refresh();
    this.cursor.refresh();
  }

  private showLegend(
    { kind }: PredictionPicture,
    { held }: PredictionPoints,
    classes: readonly string[] | null,
    { from, to }: Range,
  ): void {
    const hasHeld = held.includes(1);
    const key = JSON.stringify([kind, classes, hasHeld, from, to]);
    if (key === this.legendOf) return;
    this.legendOf = key;
    this.legend.replaceChildren(
      ...(kind === 'classes' ? classLegend(classes ?? []) : []),
      ...(kind === 'classes' && hasHeld ? [element('span', {}, t('hollow: validation'))] : []),
      ...(kind === 'values'
        ? [scale(from, to), ...(hasHeld ? [element('span', {}, t('squares: validation'))] : [])]
        : []),
      ...(kind === 'curve'
        ? [item('dot training', t('training')), ...(hasHeld ? [item('dot hollow', t('validation'))] : [])]
        : []),
      ...(kind === 'curve' ? [item('swatch curve', t('prediction'))] : []),
    );
  }

  private table(): Node {
    const { network, points, predictions } = this.shown ?? {};
    const picture = predictions?.picture;
    if (!network || !points || !picture) return document.createTextNode('');
    return pictureTable(picture, points, points.choice, network, predictions.classes);
  }
}

export function rangeOf(values: Float64Array, margin: number): Range {
  const from = values.reduce((least, value) => Math.min(least, value), Infinity);
  const to = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const room = to > from ? margin * (to - from) : 0.5;
  return { from: from - room, to: to + room };
}

function classLegend(classes: readonly string[]): Node[] {
  return classes.map((name, index) => {
    const mark = svgElement(
      'svg',
      { viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' },
      svgElement('path', { d: outlineOf(classShape(index)), fill: 'currentColor' }),
    );
    mark.style.color = `var(${classVariable(index, classes.length)})`;
    return element('span', { class: 'legend-item' }, mark, name);
  });
}

function item(kind: string, text: string): HTMLElement {
  return element('span', { class: 'legend-item' }, element('span', { class: kind, 'aria-hidden': 'true' }), text);
}

function scale(from: number, to: number): HTMLElement {
  const bar = element('span', { class: 'value-scale', 'aria-hidden': 'true' });
  return element('span', { class: 'legend-item' }, decimal(from, 3), bar, decimal(to, 3));
}
