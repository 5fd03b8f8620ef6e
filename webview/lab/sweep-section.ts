import type { SweepState } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';
import { section } from '../shared/section.ts';
import { SweepCharts } from './sweep-charts.ts';
import type { Model } from './model.ts';

type Row = SweepState['runs'][number];

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
  /** Looks at another run. */
  show(run: number): void;
}

/** The runs of a sweep in a table; one of them is what the other sections show. */
export class SweepSection {
  readonly node: HTMLElement;
  private readonly summary = element('p', { class: 'note', 'aria-live': 'polite' });
  private readonly scroll = element('div', { class: 'table-scroll', tabindex: '0', role: 'region' });

  private readonly charts: SweepCharts;

  constructor(private readonly options: Options) {
    const { node, body } = section('sweep', t('Sweep'), options.open, options.onToggle);
    this.node = node;
    this.scroll.setAttribute('aria-label', t('Runs of the sweep'));
    this.charts = new SweepCharts(options.show);
    body.append(this.summary, this.charts.node, this.scroll);
  }

  /** The small charts. */
  showCourses({ sweep, courses }: Model): void {
    if (sweep !== null) this.charts.show(courses, sweep);
  }

  show(model: Model): void {
    const { sweep } = model;
    this.node.hidden = sweep === null;
    if (sweep === null) return;
    this.showCourses(model);
    const over = sweep.runs.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
    this.summary.textContent = t('{0} of {1} runs done', count(over), count(sweep.runs.length));
    const focused = document.activeElement?.getAttribute('data-run');
    this.scroll.replaceChildren(this.table(sweep));
    if (typeof focused === 'string') this.scroll.querySelector<HTMLElement>(`[data-run="${focused}"]`)?.focus();
  }

  private table(sweep: SweepState): HTMLTableElement {
    const validated = sweep.runs.some(({ validationLoss }) => validationLoss !== null);
    const head = [t('Settings'), t('State'), t('Epochs'), t('Loss'), ...(validated ? [t('Validation loss')] : [])];
    return element(
      'table',
      { class: 'sweep-table' },
      element('caption', { class: 'visually-hidden' }, t('Runs of the sweep')),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...head.map((text, column) => element('th', { scope: 'col', ...(column === 1 && { class: 'word' }) }, text)),
        ),
      ),
      element('tbody', {}, ...sweep.runs.map((row) => this.row(row, sweep, validated))),
    );
  }

  private row(row: Row, { shown, best }: SweepState, validated: boolean): HTMLElement {
    const { id, label } = row;
    const name =
      id === null ? label : element('button', { class: 'link', type: 'button', 'data-run': String(id) }, label);
    if (name instanceof HTMLElement && id !== null) name.addEventListener('click', () => this.options.show(id));
    const isShown = id !== null && id === shown;
    const ended = row.state !== 'waiting' && row.state !== 'running';
    return element(
      'tr',
      isShown ? { 'aria-current': 'true' } : {},
      element('th', { scope: 'row' }, name),
      element(
        'td',
        { class: 'word' },
        id !== null && id === best ? t('{0}, best', stateName(row.state)) : stateName(row.state),
      ),
      element('td', {}, ended ? count(row.epochs) : decimal(undefined)),
      element('td', {}, decimal(row.loss ?? undefined)),
      ...(validated ? [element('td', {}, decimal(row.validationLoss ?? undefined))] : []),
    );
  }
}

function stateName(state: Row['state']): string {
  switch (state) {
    case 'waiting':
      return t('waiting');
    case 'running':
      return t('training');
    case 'completed':
      return t('completed');
    case 'early-stopped':
      return t('stopped early');
    case 'stopped':
      return t('stopped');
    case 'diverged':
      return t('diverged');
    case 'failed':
      return t('not trained');
    default:
      return state satisfies never;
  }
}
