import type { Trace, TracedRow } from '../../src/protocol/trace.ts';
import { button, setEnabled, textField } from '../shared/controls.ts';
import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count } from '../shared/numbers.ts';
import { section } from '../shared/section.ts';
import type { Model, ShownRun } from './model.ts';
import { stepPage } from './trace-page.ts';
import type { Phase } from './trace-steps.ts';
import { phaseName, phases, stepsOf, stepTitle } from './trace-steps.ts';
import { aboutText, beyondText } from './trace-words.ts';

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
  /** Asks for the trace of a row with the weights as they are now. */
  trace(of: TracedRow, rate: number): void;
  /** Lights a layer in the diagram; undefined for none. */
  light(layer: number | undefined): void;
}

/** One row through the network and back, to the new weights: every number, a layer at a time. */
export class TraceSection {
  readonly node: HTMLElement;
  private readonly section: HTMLDetailsElement;
  private readonly text = element('p', { class: 'empty' });
  private readonly previous = button(t('Previous'), { onClick: () => this.go(-1) });
  private readonly next = button(t('Next'), { onClick: () => this.go(1) });
  private readonly again = button(t('Trace the latest weights'), { icon: 'reset', onClick: () => this.ask() });
  private readonly row = textField(t('Training row'), { size: 6, onChange: (text) => this.choose(text) });
  private readonly marks = new Map(phases.map((phase) => [phase, element('li', {}, phaseName(phase))]));
  private readonly title = element('h3', { 'aria-live': 'polite', 'data-testid': 'trace-step' });
  private readonly about = element('p', { class: 'note' });
  private readonly page = element('div', { class: 'table-scroll trace-page', tabindex: '0', role: 'region' });
  private readonly beyond = element('p', { class: 'note' });
  private readonly content: HTMLElement;
  private step = 0;
  private wanted: TracedRow = { part: 'training', row: 0 };
  private run: ShownRun | null = null;
  private shown: Trace | null = null;
  /** The run, and how it stood, when the trace was last asked for. */
  private asked = '';

  constructor(private readonly options: Options) {
    const { node, body } = section('trace', t('Trace'), options.open, (open) => {
      options.onToggle(open);
      this.askIfDue();
    });
    this.node = this.section = node;
    this.content = element(
      'div',
      { class: 'trace' },
      element('div', { class: 'trace-controls' }, this.previous, this.next, this.row.node, this.again),
      element('ol', { class: 'trace-phases' }, ...this.marks.values()),
      this.title,
      this.about,
      this.page,
      this.beyond,
    );
    body.append(this.text, this.content);
    this.content.addEventListener('focusin', () => this.light());
    this.content.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.content.contains(relatedTarget))) options.light(undefined);
    });
  }

  show({ run, trace }: Model): void {
    this.run = run;
    this.askIfDue();
    const ready = run !== null && trace !== null;
    this.text.hidden = ready;
    this.content.hidden = !ready;
    if (!ready) setText(this.text, waitingText(run));
    else if (trace !== this.shown) {
      this.step = Math.min(this.step, stepsOf(run.network).length - 1);
      this.shown = trace;
      this.draw();
    }
    if (!ready) this.shown = null;
  }

  /** When there are first weights, and whenever a run comes to rest: numbers that change can't be read. */
  private askIfDue(): void {
    const { run } = this;
    if (!this.section.open || run === null || run.parameters.length === 0) return;
    const resting = run.state.kind === 'running' || run.state.kind === 'starting' ? '' : JSON.stringify(run.state);
    const key = `${run.id} ${resting}`;
    if (key === this.asked || (resting === '' && this.asked.startsWith(`${run.id} `))) return;
    this.asked = key;
    this.ask();
  }

  private ask(): void {
    const rate = this.run?.learningRate ?? this.run?.history.learningRate.view.at(-1);
    if (this.run !== null) this.options.trace(this.wanted, rate ?? NaN);
  }

  private choose(text: string): string {
    const row = Number(text.trim());
    // How many training rows there are is known of one of them; the host takes the last for one that is not there.
    const rows = this.shown?.of.part === 'training' ? this.shown.rows : Infinity;
    if (Number.isSafeInteger(row) && row >= 1 && row <= rows) {
      this.wanted = { part: 'training', row: row - 1 };
      this.ask();
    }
    return fieldText(this.wanted);
  }

  private go(by: number): void {
    this.step += by;
    this.draw();
    this.light();
  }

  private draw(): void {
    const { run, shown } = this;
    if (run === null || shown === null) return;
    const steps = stepsOf(run.network);
    const step = steps[this.step];
    if (step === undefined) return;
    setEnabled(this.previous, this.step > 0);
    setEnabled(this.next, this.step < steps.length - 1);
    this.wanted = shown.of;
    this.row.show(fieldText(shown.of));
    for (const [phase, mark] of this.marks) markPhase(mark, phase, step.phase);
    const title = stepTitle(step, run.network);
    setText(this.title, t('{0} (step {1} of {2})', title, count(this.step + 1), count(steps.length)));
    setText(this.about, aboutText(shown));
    this.page.setAttribute('aria-label', title);
    this.page.replaceChildren(...stepPage(step, run.network, shown));
    const beyond = shown.beyond.map(beyondText);
    setText(this.beyond, beyond.length === 0 ? '' : t('A step of this run differs: {0}.', beyond.join(', ')));
  }

  /** Opens the section with a row that was chosen elsewhere. */
  follow(of: TracedRow): void {
    this.wanted = of;
    this.section.open = true;
    this.ask();
    this.section.scrollIntoView({ block: 'start' });
    this.next.focus({ preventScroll: true });
  }

  private light(): void {
    const step = this.run === null ? undefined : stepsOf(this.run.network)[this.step];
    if (step === undefined) return;
    this.options.light(step.phase === 'loss' ? (this.run?.network.layers.length ?? 1) - 1 : step.layer);
  }
}

function markPhase(mark: HTMLElement, phase: Phase, current: Phase): void {
  if (phase === current) mark.setAttribute('aria-current', 'step');
  else mark.removeAttribute('aria-current');
}

/** Empty where the row is none of the training rows. */
function fieldText({ part, row }: TracedRow): string {
  return part === 'training' ? String(row + 1) : '';
}

function waitingText(run: ShownRun | null): string {
  if (run === null) return t('No run yet. Train to follow one row through the network and back.');
  if (run.parameters.length > 0) return t('Tracing…');
  return run.state.kind === 'failed'
    ? t('The run failed before there was anything to trace.')
    : t('The first epoch is under way.');
}
