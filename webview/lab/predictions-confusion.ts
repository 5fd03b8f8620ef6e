import type { CellRows, PredictionChoice, Predictions } from '../../src/protocol/predictions.ts';
import type { Network } from '../../src/protocol/run.ts';
import type { TracedRow } from '../../src/protocol/trace.ts';
import { element, setAttribute, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { pixelPicture } from './predictions-images.ts';
import { traceLink } from './trace-link.ts';

type Cell = NonNullable<PredictionChoice['cell']>;

/** Actual classes down, predicted ones across; what is right stands on the diagonal. A cell's rows are shown on a click. */
export class ConfusionMatrix {
  readonly node = element('div', {
    class: 'table-scroll',
    tabindex: '0',
    role: 'region',
    'aria-label': t('Confusion matrix'),
  });
  private names: readonly string[] = [];
  private cells: readonly (readonly { readonly node: HTMLElement; readonly button: HTMLButtonElement }[])[] = [];

  constructor(private readonly choose: (cell: Cell) => void) {}

  /** Writes into the table that is there, so that what has the focus keeps it while a network learns. */
  show(names: readonly string[], confusion: readonly (readonly number[])[], chosen: Cell | null): void {
    if (JSON.stringify(names) !== JSON.stringify(this.names)) this.build(names);
    const most = Math.max(1, ...confusion.flat());
    for (const [actual, row] of this.cells.entries()) {
      for (const [predicted, { node, button }] of row.entries()) {
        const value = confusion[actual]?.[predicted] ?? 0;
        node.className = value === 0 ? 'none' : actual === predicted ? 'right' : 'wrong';
        node.style.setProperty('--share', `${Math.round((100 * value) / most)}%`);
        setText(button, count(value));
        // Ten classes have a hundred cells, most of them without rows to show: Tab passes these by.
        setAttribute(button, 'tabindex', value === 0 ? '-1' : '0');
        const pressed = chosen?.actual === actual && chosen.predicted === predicted;
        setAttribute(button, 'aria-pressed', String(pressed));
        const words = t('{0} taken for {1}: {2}', names[actual] ?? '', names[predicted] ?? '', count(value));
        setAttribute(button, 'aria-label', words);
      }
    }
  }

  private build(names: readonly string[]): void {
    this.names = names;
    this.cells = names.map((_, actual) =>
      names.map((__, predicted) => {
        const button = element('button', { type: 'button', title: t('Show these rows') });
        button.addEventListener('click', () => this.choose({ actual, predicted }));
        return { node: element('td', {}, button), button };
      }),
    );
    const corner = element('th', { scope: 'col', class: 'word' }, t('actual ↓ predicted →'));
    const rows = this.cells.map((cells, actual) => {
      const head = element('th', { scope: 'row', class: 'word' }, names[actual] ?? '');
      return element('tr', {}, head, ...cells.map(({ node }) => node));
    });
    this.node.replaceChildren(
      element(
        'table',
        { class: 'confusion', 'data-testid': 'confusion' },
        element('caption', { class: 'visually-hidden' }, t('Confusion matrix')),
        element('thead', {}, element('tr', {}, corner, ...names.map((name) => element('th', { scope: 'col' }, name)))),
        element('tbody', {}, ...rows),
      ),
    );
  }
}

/** The rows of a cell: what the network got, how sure it was, and a way to follow each through it. */
export class CellRowList {
  readonly node = element('div', { class: 'cell-rows', 'data-testid': 'cell-rows', hidden: '' });
  private drawn: CellRows | null = null;

  constructor(private readonly trace: (row: TracedRow) => void) {}

  show(network: Network, { cell, classes, part, images }: Predictions): void {
    this.node.hidden = cell === null;
    if (cell === null || cell === this.drawn) return;
    this.drawn = cell;
    const [actual, predicted] = [classes?.[cell.actual] ?? '', classes?.[cell.predicted] ?? ''];
    const title = t('{0} taken for {1}: {2}', actual, predicted, count(cell.count));
    const shown = images === null ? network.inputNames.slice(0, cell.rows[0]?.inputs.length ?? 0) : [];
    const heads = [t('Row'), ...(images === null ? shown : [t('Image')]), t('Probability')];
    const rows = cell.rows.map(({ row, place, share, inputs }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row', class: 'word' }, traceLink(row, { part, row: place }, this.trace)),
        ...(images === null
          ? shown.map((_, input) => element('td', {}, decimal(inputs[input])))
          : [element('td', {}, pixelPicture(inputs, images.rows, images.columns))]),
        element('td', {}, percent(share)),
      ),
    );
    const table = element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, title),
      element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)))),
      element('tbody', {}, ...rows),
    );
    const left = network.inputNames.length - shown.length;
    const notes = [
      ...(cell.rows.length < cell.count
        ? [t('{0} of {1} rows, the surest', count(cell.rows.length), count(cell.count))]
        : []),
      ...(images === null && left > 0 ? [t('{0} more inputs', count(left))] : []),
    ];
    this.node.replaceChildren(
      element('h3', {}, title),
      ...(rows.length > 0
        ? [element('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': title }, table)]
        : []),
      ...(notes.length > 0 ? [element('p', { class: 'note' }, notes.join(' · '))] : []),
    );
  }
}
