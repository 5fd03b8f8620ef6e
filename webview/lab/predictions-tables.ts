import type {
  PredictionChoice,
  PredictionPicture,
  PredictionPoints,
  PredictionResult,
} from '../../src/protocol/predictions.ts';
import type { Network } from '../../src/protocol/run.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { table } from '../shared/section.ts';

/** Places of the picture that its text twin tells of, along each side. */
const mapSteps = 6;
const curveSteps = 20;
const scatterRows = 50;

export function pictureTable(
  picture: PredictionPicture,
  { xRange, yRange }: PredictionPoints,
  { x, y, output }: PredictionChoice,
  { inputNames, outputNames }: Network,
  classes: readonly string[] | null,
): HTMLTableElement {
  const [xName, yName] = [inputNames[x] ?? '', inputNames[y] ?? ''];
  if (picture.kind === 'curve') {
    return table(
      t('Predictions'),
      [xName, outputNames[output] ?? ''],
      evenly(picture.values.length, curveSteps).map((at) => [
        decimal(xRange.from + ((xRange.to - xRange.from) * at) / (picture.values.length - 1)),
        decimal(picture.values[at]),
      ]),
    );
  }
  const { columns, rows } = picture;
  const text = (cell: number): string =>
    picture.kind === 'values'
      ? decimal(picture.values[cell])
      : `${classes?.[picture.winners[cell] ?? 0] ?? ''} ${percent(picture.shares[cell])}`;
  const middle = ({ from, to }: { from: number; to: number }, step: number, steps: number): string =>
    decimal(from + ((to - from) * (step + 0.5)) / steps);
  const across = evenly(columns, mapSteps);
  return table(
    t('Predictions'),
    [`${yName} ↓ ${xName} →`, ...across.map((column) => middle(xRange, column, columns))],
    evenly(rows, mapSteps)
      .toReversed()
      .map((row) => [middle(yRange, row, rows), ...across.map((column) => text(row * columns + column))]),
  );
}

export function scatterTable({
  actual,
  predicted,
  rows,
}: Extract<PredictionResult, { kind: 'values' }>): HTMLTableElement {
  return table(
    t('Predicted against actual'),
    [t('Row'), t('Actual'), t('Predicted'), t('Residual')],
    evenly(actual.length, scatterRows).map((row) => [
      count((rows[row] ?? NaN) + 1),
      decimal(actual[row]),
      decimal(predicted[row]),
      decimal((actual[row] ?? NaN) - (predicted[row] ?? NaN)),
    ]),
  );
}

/** At most so many whole numbers below `length`, the first and the last among them. */
export function evenly(length: number, most: number): number[] {
  const chosen = Math.min(length, most);
  if (chosen < 2) return Array.from({ length: chosen }, () => 0);
  return Array.from({ length: chosen }, (_, index) => Math.round((index * (length - 1)) / (chosen - 1)));
}
