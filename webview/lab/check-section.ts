import type { CheckState, Network, Phrase, Place } from '../../src/protocol/run.ts';
import { button, progressRing } from '../shared/controls.ts';
import { element, onThemeChange, setText } from '../shared/dom.ts';
import { t, translated } from '../shared/l10n.ts';
import { count } from '../shared/numbers.ts';
import { indexOf } from '../shared/parameters.ts';
import { section } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { ReportView, verdictLine } from './check-report.ts';
import { verdictWords, type Verdict } from './check-words.ts';
import type { Model } from './model.ts';

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
  check(): void;
  select(place: Place): void;
  /** Asks for the error against the step of a parameter, by its place among all. */
  differentiate(parameter: number): void;
}

/** Backpropagation against numerical differentiation. */
export class CheckSection {
  readonly node: HTMLElement;
  /** Tells a screen reader that a check began, and what came of it: not each of its steps, nor its tables. */
  readonly spoken = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly section: HTMLDetailsElement;
  private readonly body: HTMLElement;
  private readonly running = runningLine();
  private model: Model | undefined;
  private shown: CheckState | null | undefined;
  private view: ReportView | undefined;
  /** The parameter whose error against the step was asked for last. */
  private asked: number | undefined;

  constructor(
    private readonly options: Options,
    private readonly tooltip: Tooltip,
  ) {
    const { node, body } = section('check', t('Gradient check'), options.open, (open) => {
      options.onToggle(open);
      this.showSelected();
    });
    this.node = this.section = node;
    this.body = body;
    // The figures are pixels, in the colours of the theme that they were drawn in.
    onThemeChange(() => this.view?.paint());
  }

  show(model: Model): void {
    const { check, network, restricted, run } = model;
    this.model = model;
    if (check?.kind === 'running') this.running.update(check.done, check.of);
    const same = check === this.shown || (check?.kind === 'running' && this.shown?.kind === 'running');
    const isFirst = this.shown === undefined;
    this.shown = check;
    const checkable = restricted ? null : (network ?? run?.network ?? null);
    if (!same) {
      this.view = undefined;
      this.asked = undefined;
      this.body.replaceChildren(...this.content(check, checkable));
    }
    // What was known when the page opened is no news.
    if (!same && !isFirst) setText(this.spoken, check === null ? '' : announcement(check));
    this.showSelected();
  }

  /** The parameter that is selected here or elsewhere, and its error against the step. */
  private showSelected(): void {
    const { view, model } = this;
    if (view === undefined || model?.check?.kind !== 'done' || !this.section.open) return;
    const { selected, curve } = model;
    const parameter = selected === null ? undefined : indexOf(model.check.network.layers, selected);
    view.mark(selected);
    const due = parameter !== undefined && parameter !== this.asked;
    if (due) this.options.differentiate((this.asked = parameter));
    const answered = curve?.kind === 'failed' || curve?.curve.parameter === parameter;
    view.showCurve(parameter === undefined ? undefined : (selected ?? undefined), !due && answered ? curve : null);
  }

  private content(check: CheckState | null, network: Network | null): readonly Node[] {
    if (check === null)
      return this.offer(
        t('Compares the gradient that backpropagation computes with one measured by moving each parameter a little.'),
        network,
      );
    switch (check.kind) {
      case 'running':
        return [this.running.node];
      case 'stopped':
        return this.offer(stoppedText(), network);
      case 'failed':
        return [verdictLine(failedWords(check.message))];
      case 'done':
        this.view = new ReportView(check.network, check.report, {
          tooltip: this.tooltip,
          select: (place) => this.options.select(place),
        });
        return this.view.nodes;
      default:
        return check satisfies never;
    }
  }

  private offer(text: string, network: Network | null): Node[] {
    const paragraph = element('p', { class: 'empty' }, text);
    if (network === null) return [paragraph];
    return [paragraph, button(t('Check gradients'), { onClick: () => this.options.check() })];
  }
}

function announcement(check: CheckState): string {
  switch (check.kind) {
    case 'running':
      return t('Checking gradients');
    case 'stopped':
      return stoppedText();
    case 'failed':
      return sentence(failedWords(check.message));
    case 'done':
      return sentence(verdictWords(check.report));
    default:
      return check satisfies never;
  }
}

const stoppedText = (): string => t('The gradient check was stopped.');

const failedWords = (message: Phrase): Verdict => ({
  title: t('Not checked'),
  text: translated(message),
  tone: 'bad',
  icon: 'failed',
});

const sentence = ({ title, text }: Verdict): string => `${title}: ${text}`;

function runningLine(): { node: HTMLElement; update: (done: number, of: number) => void } {
  const text = element('span');
  const ring = progressRing();
  return {
    node: element('p', { class: 'running' }, ring, text),
    update: (done, of) => {
      text.textContent = t('Checking {0} of {1} parameters', count(done), count(of));
    },
  };
}
