import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';
import type { ShownRun } from './model.ts';

export type MarkKind = 'best' | 'stopped-early' | 'diverged' | 'rate';

/** An epoch worth a line in the charts. */
export interface Mark {
  readonly kind: MarkKind;
  readonly epoch: number;
  readonly text: string;
}

/** A schedule that changes the rate more often changes it all the time: that is in the readout. */
const mostChanges = 8;

/** In the order of their epochs. */
export function marksOf({ history, state }: ShownRun): Mark[] {
  const { stride } = history;
  const marks: Mark[] = rateChanges(history.learningRate.view, stride);
  const ending = state.kind === 'ended' ? state.ending : undefined;
  const best =
    ending?.restoredEpoch ??
    lowest((history.hasValidation ? history.loss.validation : history.loss.training).view, stride);
  if (best !== undefined) marks.push({ kind: 'best', epoch: best, text: t('best: epoch {0}', count(best)) });
  if (ending?.reason === 'early-stopped') {
    marks.push({
      kind: 'stopped-early',
      epoch: ending.epochs,
      text: t('stopped early: epoch {0}', count(ending.epochs)),
    });
  }
  if (ending?.divergence) {
    const { epoch } = ending.divergence;
    marks.push({ kind: 'diverged', epoch, text: t('diverged: epoch {0}', count(epoch)) });
  }
  return marks.toSorted((one, other) => one.epoch - other.epoch);
}

/** The rate of epoch 0, before training, is that of epoch 1. */
function rateChanges(rates: Float64Array, stride: number): Mark[] {
  const marks: Mark[] = [];
  for (let at = 2; at < rates.length; at++) {
    const rate = rates[at];
    if (rate === rates[at - 1] || rate === undefined) continue;
    if (marks.length === mostChanges) return [];
    const epoch = at * stride;
    marks.push({ kind: 'rate', epoch, text: t('learning rate {0}: epoch {1}', decimal(rate), count(epoch)) });
  }
  return marks;
}

function lowest(values: Float64Array, stride: number): number | undefined {
  let found: number | undefined;
  let least = Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (value < least) [least, found] = [value, at * stride];
  }
  return found;
}
