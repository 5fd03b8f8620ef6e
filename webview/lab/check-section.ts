import type { CheckReport, CheckState, Network } from '../../src/protocol/run.ts';
import { button, progressRing } from '../shared/controls.ts';
import { element, onThemeChange } from '../shared/dom.ts';
import { icon } from '../shared/icons.ts';
import { t, translated } from '../shared/l10n.ts';
import { count, duration } from '../shared/numbers.ts';
import { section } from '../shared/section.ts';
import { errorMap, errorMaps, scatterPlot } from './check-figures.ts';
import { notableTable, tensorTable } from './check-tables.ts';
import type { Verdict } from './check-words.ts';
import { verdictWords } from './check-words.ts';
import type { Model } from './model.ts';

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
  check(): void;
  reveal(layer: number): void;
}

/** Backpropagation against numerical differentiation. */
export class CheckSection {
  readonly node: HTMLElement;
  private readonly body: HTMLElement;
  private readonly running = runningLine();
  private shown: CheckState | null | undefined;

  constructor(private readonly options: Options) {
    const { node, body } = section('check', t('Gradient check'), options.open, options.onToggle);
    this.node = node;
    this.body = body;
    body.setAttribute('aria-live', 'polite');
    // The maps are pixels, in the colours of the theme that they were drawn in.
    onThemeChange(() => {
      for (const maps of body.querySelectorAll('.error-maps')) {
        if (this.shown?.kind === 'done') maps.replaceChildren(...this.shown.report.tensors.map(errorMap));
      }
    });
  }

  show({ check, network, restricted, run }: Model): void {
    if (check?.kind === 'running') this.running.update(check.done, check.of);
    const same = check === this.shown || (check?.kind === 'running' && this.shown?.kind === 'running');
    this.shown = check;
    const checkable = restricted ? null : (network ?? run?.network ?? null);
    if (!same) this.body.replaceChildren(...this.content(check, checkable));
  }

  private content(check: CheckState | null, network: Network | null): Node[] {
    if (check === null)
      return this.offer(
        t('Compares the gradient that backpropagation computes with one measured by moving each parameter a little.'),
        network,
      );
    switch (check.kind) {
      case 'running':
        return [this.running.node];
      case 'stopped':
        return this.offer(t('The gradient check was stopped.'), network);
      case 'failed':
        return [verdictLine({ title: t('Not checked'), text: translated(check.message), tone: 'bad', icon: 'failed' })];
      case 'done':
        return this.report(check.report, network);
      default:
        return check satisfies never;
    }
  }

  private offer(text: string, network: Network | null): Node[] {
    const paragraph = element('p', { class: 'empty' }, text);
    if (network === null) return [paragraph];
    return [paragraph, button(t('Check gradients'), { onClick: () => this.options.check() })];
  }

  private report(report: CheckReport, network: Network | null): Node[] {
    const { backpropagation, numerical } = report.seconds;
    const times = t(
      '{0} training rows · backpropagation {1}, numerical differentiation {2}',
      count(report.samples),
      duration(backpropagation),
      duration(numerical),
    );
    const nodes: Node[] = [verdictLine(verdictWords(report)), element('p', { class: 'note' }, times)];
    const tables = [titled(t('By tensor'), tensorTable(report.tensors, this.options.reveal))];
    if (network !== null && report.notable.length > 0) {
      tables.push(titled(t('Worth a look'), notableTable(network, report.notable, this.options.reveal)));
    }
    const figures = element(
      'div',
      { class: 'check-figures' },
      untabled(t('Backpropagation against numerical'), scatterPlot(report)),
      untabled(t('Relative errors'), errorMaps(report.tensors)),
    );
    return [...nodes, figures, element('div', { class: 'check-tables' }, ...tables)];
  }
}

function verdictLine({ title, text, tone, icon: name }: Verdict): HTMLElement {
  return element(
    'p',
    { class: 'verdict', 'data-tone': tone },
    icon(name),
    element('span', {}, element('strong', { 'data-testid': 'check-verdict' }, title), ' ', text),
  );
}

function titled(title: string, content: Node): HTMLElement {
  const scroller = element(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': title },
    content,
  );
  return element('div', { class: 'check-table' }, element('h3', {}, title), scroller);
}

function untabled(title: string, content: Node): HTMLElement {
  return element('div', { class: 'check-figure' }, element('h3', {}, title), content);
}

function runningLine(): { node: HTMLElement; update: (done: number, of: number) => void } {
  const text = element('span');
  const ring = progressRing(t('Checking gradients'));
  return {
    node: element('p', { class: 'running' }, ring, text),
    update: (done, of) => {
      text.textContent = t('Checking {0} of {1} parameters', count(done), count(of));
    },
  };
}
