import type { Trace, TracedUnit } from '../../src/protocol/trace.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';

/** Whole numbers as they are: targets and pixels often are 0 or 1. */
export function figure(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e4 ? String(value) : decimal(value);
}

/** Which row it is, and what the numbers were computed with. */
export function aboutText({ of: { part, row }, rows, epoch, rate }: Trace): string {
  const numbers = [count(row + 1), count(rows), count(epoch), rateText(rate)];
  return part === 'validation'
    ? t('Validation row {0} of {1}, which is not trained on; weights after epoch {2}, ε = {3}', ...numbers)
    : t('Row {0} of {1}, weights after epoch {2}, ε = {3}', ...numbers);
}

function rateText(rate: number): string {
  return Number.isFinite(rate) ? String(Number(rate.toPrecision(4))) : decimal(rate);
}

/** What of a large layer is shown; empty where all of it is. */
export function boundText(units: readonly TracedUnit[], shape: { units: number; inputs: number }): string {
  const weights = units[0]?.weights.length ?? 0;
  return [
    ...(units.length < shape.units
      ? [t('{0} of {1} units: those with the largest ∂E/∂u', count(units.length), count(shape.units))]
      : []),
    ...(weights < shape.inputs
      ? [t('{0} of {1} weights each: those with the largest inputs', count(weights), count(shape.inputs))]
      : []),
  ].join(' · ');
}

/** What the run's own steps do that this one does not. */
export function beyondText(kind: Trace['beyond'][number]): string {
  switch (kind) {
    case 'rows':
      return t('it takes the mean gradient of several rows');
    case 'optimizer':
      return t('its optimizer changes the step');
    case 'penalty':
      return t('penalties are added to the gradient');
    case 'clipping':
      return t('long gradients are shortened');
    case 'dropout':
      return t('dropout leaves out some outputs');
    default:
      return kind satisfies never;
  }
}
