import type { OtherRun } from '../../src/protocol/run.ts';
import { t } from '../shared/l10n.ts';
import { metricName } from '../shared/names.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { table } from '../shared/section.ts';
import type { Course, History, Line } from './history.ts';
import { representative, valueAt } from './history.ts';
import { otherName } from './others-list.ts';

const most = 20;

/** The charts in numbers, at some epochs. */
export function lossTable(history: History, others: readonly OtherRun[]): HTMLTableElement {
  const { hasValidation } = history;
  const columns = [
    ...[history.loss, ...history.metrics].flatMap((line) => {
      const name = line === history.loss ? t('Loss') : metricName(line.name);
      const { training, validation } = line;
      return pair(name, { training: training.view, validation: validation.view }, history.stride, hasValidation, line);
    }),
    ...others.flatMap((run) => pair(otherName(run), run.loss, run.stride, hasValidation)),
  ];
  const stride = Math.max(history.stride, ...others.map((run) => run.stride));
  const ends = [
    history.stride * (history.length - 1),
    ...others.map((run) => run.stride * (run.loss.training.length - 1)),
  ];
  const longest = Math.floor(Math.max(...ends) / stride) + 1;
  return table(
    t('Loss by epoch'),
    [t('Epoch'), ...columns.map(({ head }) => head)],
    representative(longest, stride, most).map((epoch) => [
      count(epoch),
      ...columns.map(({ share, course }) => (share ? percent : decimal)(valueAt(course, epoch))),
    ]),
  );
}

interface Column {
  readonly head: string;
  readonly share: boolean;
  readonly course: Course;
}

function pair(
  name: string,
  { training, validation }: { readonly training: Float64Array; readonly validation: Float64Array },
  stride: number,
  hasValidation: boolean,
  line?: Line,
): Column[] {
  const share = line?.name === 'accuracy';
  const held = { head: t('{0}, validation', name), share, course: { values: validation, stride } };
  return [
    { head: t('{0}, training', name), share, course: { values: training, stride } },
    ...(hasValidation ? [held] : []),
  ];
}
