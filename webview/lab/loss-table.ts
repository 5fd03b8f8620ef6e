import type { OtherRun } from '../../src/protocol/run.ts';
import { t } from '../shared/l10n.ts';
import { metricName } from '../shared/names.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { table } from '../shared/section.ts';
import type { History, Line } from './history.ts';
import { representative } from './history.ts';
import { otherName } from './others-list.ts';

const most = 20;

/** The charts in numbers, at some epochs. */
export function lossTable(history: History, others: readonly OtherRun[]): HTMLTableElement {
  const { hasValidation } = history;
  const columns = [
    ...[history.loss, ...history.metrics].flatMap((line) => {
      const name = line === history.loss ? t('Loss') : metricName(line.name);
      return pair(name, line.training.view, line.validation.view, hasValidation, line);
    }),
    ...others.flatMap((run) => pair(otherName(run), run.loss.training, run.loss.validation, hasValidation)),
  ];
  const longest = Math.max(history.length, ...others.map(({ loss }) => loss.training.length));
  return table(
    t('Loss by epoch'),
    [t('Epoch'), ...columns.map(({ head }) => head)],
    representative(longest, most).map((epoch) => [
      count(epoch),
      ...columns.map(({ share, values }) => (share ? percent(values[epoch]) : decimal(values[epoch]))),
    ]),
  );
}

interface Column {
  readonly head: string;
  readonly share: boolean;
  readonly values: Float64Array;
}

function pair(
  name: string,
  training: Float64Array,
  validation: Float64Array,
  hasValidation: boolean,
  line?: Line,
): Column[] {
  const share = line?.name === 'accuracy';
  const held = { head: t('{0}, validation', name), share, values: validation };
  return [{ head: t('{0}, training', name), share, values: training }, ...(hasValidation ? [held] : [])];
}
