import type { Comparison } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { metricName, validationMetricName } from '../shared/names.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { section } from '../shared/section.ts';
import type { Model } from './model.ts';

type Compared = Comparison['runs'][number];

/** A line of the table: what it tells, and that of each run. */
interface Line {
  readonly name: string;
  readonly values: readonly string[];
  /** Numbers stand to the right. */
  readonly word: boolean;
}

type Text = (value: number | undefined) => string;

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
}

/** The run that is shown and those that are drawn beside it, a column each. */
export class CompareSection {
  readonly node: HTMLElement;
  private readonly scroll = element('div', { class: 'table-scroll', tabindex: '0', role: 'region' });

  constructor(options: Options) {
    const { node, body } = section('compare', t('Compare'), options.open, options.onToggle);
    this.node = node;
    this.scroll.setAttribute('aria-label', t('Runs side by side'));
    body.append(this.scroll);
  }

  show({ comparison }: Model): void {
    this.node.hidden = comparison === null;
    if (comparison !== null) this.scroll.replaceChildren(tableOf(comparison));
  }
}

function tableOf({ settings, runs }: Comparison): HTMLTableElement {
  const groups = [
    { name: t('Settings that differ'), lines: settingLines(settings, runs) },
    { name: t('Result'), lines: resultLines(runs) },
    { name: t('Weights: ‖w − v‖ / ‖w‖, largest |w − v|'), lines: weightLines(runs) },
  ].filter(({ lines }) => lines.length > 0);
  return element(
    'table',
    { class: 'compare-table' },
    element('caption', { class: 'visually-hidden' }, t('Runs side by side')),
    element('thead', {}, element('tr', {}, element('td', {}), ...runs.map(head))),
    ...groups.map(({ name, lines }) =>
      element(
        'tbody',
        {},
        element('tr', {}, element('th', { scope: 'rowgroup', colspan: String(runs.length + 1) }, name)),
        ...lines.map(row),
      ),
    ),
  );
}

function head({ id }: Compared, column: number): HTMLElement {
  const swatch = element('span', {
    class: `swatch ${column === 0 ? 'training' : `other-${column - 1}`}`,
    'aria-hidden': 'true',
  });
  const name = column === 0 ? t('Run {0}, shown', id) : t('Run {0}', id);
  return element('th', { scope: 'col' }, swatch, name);
}

function row({ name, values, word }: Line): HTMLElement {
  const cell = (value: string): HTMLElement => element('td', word ? { class: 'word' } : {}, value);
  return element('tr', {}, element('th', { scope: 'row' }, name), ...values.map(cell));
}

function settingLines(names: readonly string[], runs: readonly Compared[]): Line[] {
  return names.map((name, index) => ({
    name,
    values: runs.map(({ settings }) => settings[index] ?? ''),
    word: true,
  }));
}

function resultLines(runs: readonly Compared[]): Line[] {
  const numbers = (name: string, of: (run: Compared) => number | null, text: Text = decimal): Line[] => {
    const values = runs.map(of);
    if (values.every((value) => value === null)) return [];
    return [{ name, values: values.map((value) => text(value ?? undefined)), word: false }];
  };
  const metrics = [...new Set(runs.flatMap((run) => run.metrics.map(({ name }) => name)))];
  const metricLines = metrics.flatMap((name) => {
    const text: Text = name === 'accuracy' ? percent : decimal;
    const of = ({ metrics: all }: Compared) => all.find((metric) => metric.name === name);
    return [
      ...numbers(metricName(name), (run) => of(run)?.training ?? null, text),
      ...numbers(validationMetricName(name), (run) => of(run)?.validation ?? null, text),
    ];
  });
  return [
    { name: t('State'), values: runs.map(({ outcome }) => outcomeName(outcome)), word: true },
    ...numbers(
      t('Epochs'),
      ({ epochs }) => epochs,
      (value) => count(value ?? 0),
    ),
    ...numbers(t('Loss'), ({ loss }) => loss),
    ...numbers(t('Validation loss'), ({ validationLoss }) => validationLoss),
    ...metricLines,
  ];
}

function weightLines(runs: readonly Compared[]): Line[] {
  const layers = runs.find(({ weights }) => weights !== null)?.weights ?? [];
  return layers.map(({ layer }, index) => ({
    name: layer,
    values: runs.map(({ weights }) => {
      const distance = weights?.[index];
      return distance ? `${decimal(distance.change, 3)}, ${decimal(distance.largest, 2)}` : decimal(undefined);
    }),
    word: false,
  }));
}

function outcomeName(outcome: Compared['outcome']): string {
  switch (outcome) {
    case 'training':
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
      return t('ended by an error');
    default:
      return outcome satisfies never;
  }
}
