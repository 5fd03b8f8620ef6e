import type {
  PredictionChoice,
  PredictionPicture,
  PredictionPoints,
  PredictionResult,
} from '../../src/protocol/predictions.ts';
import type { Network } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { table } from '../shared/section.ts';

/** Actual classes down, predicted ones across; what is right stands on the diagonal. */
export function confusionTable(names: readonly string[], confusion: readonly (readonly number[])[]): HTMLTableElement {
  const most = Math.max(1, ...confusion.flat());
  const corner = element('th', { scope: 'col', class: 'word' }, t('actual ↓ predicted →'));
  const heads = names.map((name) => element('th', { scope: 'col' }, name));
  const rows = confusion.map((counts, actual) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row', class: 'word' }, names[actual] ?? ''),
      ...counts.map((value, predicted) => {
        const kind = value === 0 ? 'none' : actual === predicted ? 'right' : 'wrong';
        const cell = element('td', { class: kind }, count(value));
        cell.style.setProperty('--share', `${Math.round((100 * value) / most)}%`);
        return cell;
      }),
    ),
  );
  return element(
    'table',
    { class: 'confusion', 'data-testid': 'confusion' },
    element('caption', { class: 'visually-hidden' }, t('Confusion matrix')),
    element('thead', {}, element('tr', {}, corner, ...heads)),
    element('tbody', {}, ...rows),
  );
}

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

export function scatterTable({ actual, predicted }: Extract<PredictionResult, { kind: 'values' }>): HTMLTableElement {
  return table(
    t('Predicted against actual'),
    [t('Row'), t('Actual'), t('Predicted'), t('Residual')],
    evenly(actual.length, scatterRows).map((row) => [
      count(row + 1),
      decimal(actual[row]),
      decimal(predicted[row]),
      decimal((predicted[row] ?? NaN) - (actual[row] ?? NaN)),
    ]),
  );
}

/** At most so many whole numbers below `length`, the first and the last among them. */
export function evenly(length: number, most: number): number[] {
  const chosen = Math.min(length, most);
  if (chosen < 2) return Array.from({ length: chosen }, () => 0);
  return Array.from({ length: chosen }, (_, index) => Math.round((index * (length - 1)) / (chosen - 1)));
}
