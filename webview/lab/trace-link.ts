import type { TracedRow } from '../../src/protocol/trace.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count } from '../shared/numbers.ts';

/** “row 12”, which is followed through the network on a click. @param row among all rows of the data, from 0 */
export function traceLink(row: number, of: TracedRow, trace: (of: TracedRow) => void): HTMLElement {
  const link = element(
    'button',
    { class: 'link', type: 'button', title: t('Trace this row') },
    t('row {0}', count(row + 1)),
  );
  link.addEventListener('click', () => trace(of));
  return link;
}
