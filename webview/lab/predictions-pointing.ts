import type { PredictionPicture, Range } from '../../src/protocol/predictions.ts';
import type { Cell, Cells } from '../shared/cell-cursor.ts';
import { t } from '../shared/l10n.ts';
import { decimal, percent } from '../shared/numbers.ts';
import type { Plot, Point } from './plot.ts';
import type { ShownPicture } from './predictions-figures.ts';

/** The cells of a picture of predictions, a row from above downwards each, and what they say. */
export class PicturePointing implements Cells {
  constructor(
    private readonly plot: Plot,
    private readonly shown: () => ShownPicture | undefined,
  ) {}

  get node(): HTMLElement {
    return this.plot.node;
  }

  get rows(): number {
    const { picture } = this;
    return picture === undefined || picture.kind === 'curve' ? 1 : picture.rows;
  }

  get columns(): number {
    const { picture } = this;
    if (picture === undefined) return 1;
    return picture.kind === 'curve' ? picture.values.length : picture.columns;
  }

  cellAt(clientX: number, clientY: number): Cell | undefined {
    const at = this.plot.valueAt(clientX, clientY);
    const points = this.shown()?.points;
    if (at === undefined || points === undefined) return undefined;
    const column = share(points.xRange, at.x) * (this.isCurve ? this.columns - 1 : this.columns);
    if (this.isCurve) return { row: 0, column: Math.round(column) };
    const row = (1 - share(points.yRange, at.y)) * this.rows;
    return { row: Math.min(this.rows - 1, Math.floor(row)), column: Math.min(this.columns - 1, Math.floor(column)) };
  }

  cornerOf(cell: Cell): Point {
    return this.plot.placeOf(this.pointOf(cell));
  }

  point(cell: Cell | undefined): void {
    this.plot.mark(cell && this.pointOf(cell));
  }

  lines(row: number, column: number): string[] {
    const { network, points, predictions } = this.shown() ?? {};
    const { picture } = this;
    if (network === undefined || points === undefined || predictions === undefined || picture === undefined) return [];
    const { x, y } = this.pointOf({ row, column });
    const { inputNames, outputNames } = network;
    const { choice } = points;
    const across = t('{0} {1}', inputNames[choice.x] ?? '', decimal(x));
    const output = outputNames[choice.output] ?? '';
    if (picture.kind === 'curve') return [across, t('{0} {1}', output, decimal(picture.values[column]))];
    const cell = (this.rows - 1 - row) * this.columns + column;
    const answer =
      picture.kind === 'values'
        ? t('{0} {1}', output, decimal(picture.values[cell]))
        : t('{0} {1}', predictions.classes?.[picture.winners[cell] ?? 0] ?? '', percent(picture.shares[cell]));
    return [answer, across, t('{0} {1}', inputNames[choice.y] ?? '', decimal(y))];
  }

  private get picture(): PredictionPicture | undefined {
    return this.shown()?.predictions.picture ?? undefined;
  }

  private get isCurve(): boolean {
    return this.picture?.kind === 'curve';
  }

  /** The middle of a cell; on a curve the value of a step. */
  private pointOf({ row, column }: Cell): Point {
    const points = this.shown()?.points;
    const { picture } = this;
    if (points === undefined || picture === undefined) return { x: NaN, y: NaN };
    if (picture.kind === 'curve') {
      return { x: within(points.xRange, column / (this.columns - 1)), y: picture.values[column] ?? NaN };
    }
    return {
      x: within(points.xRange, (column + 0.5) / this.columns),
      y: within(points.yRange, 1 - (row + 0.5) / this.rows),
    };
  }
}

function share({ from, to }: Range, value: number): number {
  return (value - from) / (to - from);
}

function within({ from, to }: Range, part: number): number {
  return from + (to - from) * part;
}
