import type { PredictionPoints, Predictions } from '../../src/protocol/predictions.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, percent } from '../shared/numbers.ts';

/** How well the network does on the rows that were predicted, in a sentence. */
export function resultText({ part, rows, result }: Predictions): string {
  if (result.kind === 'classes') {
    const [right, share] = [count(result.right), percent(result.right / rows)];
    return part === 'validation'
      ? t('{0} of {1} validation rows right ({2})', right, count(rows), share)
      : t('{0} of {1} training rows right ({2})', right, count(rows), share);
  }
  const [rmse, r2] = [decimal(result.rmse), decimal(result.r2)];
  return part === 'validation'
    ? t('RMSE {0}, R² {1} on {2} validation rows', rmse, r2, count(rows))
    : t('RMSE {0}, R² {1} on {2} training rows', rmse, r2, count(rows));
}

/** Where not all rows are shown; else empty. */
export function boundText(shown: number, of: number): string {
  return shown < of ? t('{0} of {1} rows, evenly chosen', count(shown), count(of)) : '';
}

export function pointsText({ held, of }: PredictionPoints): string {
  const validation = held.reduce((sum, flag) => sum + flag, 0);
  return [
    t('{0} training rows', count(held.length - validation)),
    ...(validation > 0 ? [t('{0} validation rows', count(validation))] : []),
    ...[boundText(held.length, of)].filter((text) => text !== ''),
  ].join(' · ');
}
