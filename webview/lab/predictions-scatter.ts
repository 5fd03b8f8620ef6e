import type { PredictionResult, Predictions } from '../../src/protocol/predictions.ts';
import type { TracedRow } from '../../src/protocol/trace.ts';
import { CellCursor, type Cell } from '../shared/cell-cursor.ts';
import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';
import { twin } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { Plot, type Axes, type Point } from './plot.ts';
import { rangeOf } from './predictions-figures.ts';
import { paintResiduals, paintScatter } from './predictions-paint.ts';
import { scatterTable } from './predictions-tables.ts';

type Values = Extract<PredictionResult, { kind: 'values' }>;

/** From the pointer to a point that it is meant for, in pixels. */
const reach = 12;

/** Predicted against actual, with the line on which they are equal, and what is left between them. */
export class ScatterFigure {
  private readonly plot = new Plot();
  private readonly residuals = new Plot();
  private readonly note = element('p', { class: 'note' });
  private readonly twin = twin(t('Predicted against actual as a table'), () =>
    this.shown ? scatterTable(this.shown) : document.createTextNode(''),
  );
  private readonly cursors: readonly CellCursor[];
  private shown: Values | undefined;
  /** Rows from the smallest actual value to the largest: what the arrow keys go along. */
  private order: readonly number[] = [];
  private part: TracedRow['part'] = 'training';
  readonly node: HTMLElement;

  constructor(
    tooltip: Tooltip,
    private readonly trace: (row: TracedRow) => void,
  ) {
    this.node = element(
      'div',
      { class: 'scatter' },
      this.plot.node,
      this.note,
      element('h3', {}, t('Residuals')),
      this.residuals.node,
      element('p', { class: 'note' }, t('The actual value less the predicted one, against the predicted one.')),
      this.twin.node,
    );
    this.cursors = [
      this.cursor(this.plot, tooltip, ({ actual, predicted }) => ({ x: actual, y: predicted })),
      this.cursor(this.residuals, tooltip, ({ actual, predicted }) => ({ x: predicted, y: actual - predicted })),
    ];
  }

  show({ part }: Predictions, result: Values, output: string): void {
    this.shown = result;
    this.part = part;
    const { actual, predicted } = result;
    this.order = [...actual.keys()].toSorted((one, other) => (actual[one] ?? NaN) - (actual[other] ?? NaN));
    // Of the actual values alone: the axes stand still while the network learns.
    const range = rangeOf(actual, 0.2);
    const outside = predicted.filter((value) => !(value >= range.from && value <= range.to)).length;
    this.plot.describe(t('Predicted against actual {0}', output));
    this.plot.draw({ x: range, y: range, xName: t('actual {0}', output), yName: t('predicted {0}', output) }, (frame) =>
      paintScatter(frame, actual, predicted, range),
    );
    const half = (range.to - range.from) / 2;
    const axes: Axes = {
      x: range,
      y: { from: -half, to: half },
      xName: t('predicted {0}', output),
      yName: t('residual'),
    };
    this.residuals.describe(t('Residuals of {0} against the prediction', output));
    this.residuals.draw(axes, (frame) => paintResiduals(frame, actual, predicted, axes));
    setText(
      this.note,
      outside > 0
        ? t('On the line predictions are exact. Beyond the picture, shown on its edge: {0}.', count(outside))
        : t('On the line predictions are exact.'),
    );
    this.twin.refresh();
    for (const cursor of this.cursors) cursor.refresh();
  }

  private cursor(plot: Plot, tooltip: Tooltip, pointOf: (row: Row) => Point): CellCursor {
    const order = (): readonly number[] => this.order;
    const placeOf = ({ column }: Cell): Point => plot.placeOf(pointOf(this.row(column)));
    const cells = {
      node: plot.node,
      rows: 1,
      get columns() {
        return order().length;
      },
      cellAt: (x: number, y: number): Cell | undefined => {
        const distances = this.order.map((_, column) => {
          const place = placeOf({ row: 0, column });
          return Math.hypot(place.x - x, place.y - y);
        });
        const least = Math.min(...distances);
        return least <= reach ? { row: 0, column: distances.indexOf(least) } : undefined;
      },
      cornerOf: placeOf,
      point: (cell: Cell | undefined) => plot.mark(cell && pointOf(this.row(cell.column))),
    };
    const choose = ({ column }: Cell): void => this.trace({ part: this.part, row: this.row(column).place });
    return new CellCursor(cells, tooltip, choose, (_, column) => linesOf(this.row(column)));
  }

  private row(column: number): Row {
    const index = this.order[column] ?? NaN;
    const { actual, predicted, places, rows } = this.shown ?? {};
    return {
      row: rows?.[index] ?? NaN,
      place: places?.[index] ?? 0,
      actual: actual?.[index] ?? NaN,
      predicted: predicted?.[index] ?? NaN,
    };
  }
}

interface Row {
  readonly row: number;
  readonly place: number;
  readonly actual: number;
  readonly predicted: number;
}

function linesOf({ row, actual, predicted }: Row): string[] {
  return [
    t('row {0}', count(row + 1)),
    t('actual {0}', decimal(actual)),
    t('predicted {0}', decimal(predicted)),
    t('residual {0}', decimal(actual - predicted)),
    t('Click or Enter: trace this row'),
  ];
}
