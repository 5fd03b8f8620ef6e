import { button, setEnabled } from '../shared/controls.ts';
import { element, setAttribute, setText } from '../shared/dom.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/l10n.ts';
import { metricName, validationMetricName } from '../shared/names.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import type { Line } from './history.ts';
import type { Model, ShownRun } from './model.ts';
import { healthNotes } from './health-words.ts';
import { canTrain, isActive, isSweeping } from './model.ts';
import type { Words } from './run-words.ts';
import { announcement, runWords, shownWords } from './run-words.ts';
import { swapTo } from './swap.ts';
import { Transport, type TransportActions } from './transport.ts';

interface Actions extends TransportActions {
  train(): void;
  stop(): void;
  check(): void;
}

/** File, controls, and how the run stands. */
export class Header {
  readonly node: HTMLElement;
  private readonly title = element('h1');
  private readonly description = element('p', { class: 'description' });
  private readonly banner = element('p', { class: 'banner', role: 'status', hidden: '' });
  private readonly train: HTMLElement;
  private readonly stop: HTMLElement;
  private readonly check: HTMLElement;
  private readonly state = element('span', { class: 'state-text', 'data-testid': 'run-state' });
  private readonly stateIcon = element('span', { class: 'state-icon' });
  private readonly stateLine = element('p', { class: 'state' }, this.stateIcon, this.state);
  private readonly bar = element('div', { class: 'progress-done' });
  private readonly progress = element(
    'div',
    { class: 'progress', role: 'progressbar', 'aria-valuemin': '0' },
    this.bar,
  );
  private readonly notes = element('ul', { class: 'notes', hidden: '', 'data-testid': 'health' });
  private readonly transport: Transport;
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly epoch = tile(t('Epoch'), 'epoch');
  private readonly loss = tile(t('Loss'), 'loss-final');
  private readonly validation = tile(t('Validation loss'), 'validation-final');
  private readonly metric = tile('', 'metric-final');
  private shownWords: Words | undefined;

  constructor(actions: Actions) {
    this.train = button(t('Train'), { primary: true, icon: 'run', onClick: actions.train });
    this.stop = button(t('Stop'), { icon: 'stop', onClick: actions.stop });
    this.transport = new Transport(actions);
    this.check = button(t('Check gradients'), { icon: 'check', onClick: actions.check });
    this.progress.setAttribute('aria-label', t('Training progress'));
    this.node = element(
      'header',
      { class: 'header' },
      element(
        'div',
        { class: 'title-line' },
        this.title,
        element('div', { class: 'controls' }, element('div', { class: 'swap' }, this.train, this.stop), this.check),
      ),
      this.description,
      this.banner,
      element('dl', { class: 'tiles' }, this.epoch.node, this.loss.node, this.validation.node, this.metric.node),
      this.progress,
      this.stateLine,
      this.notes,
      this.transport.node,
      this.live,
    );
  }

  show(model: Model): void {
    setText(this.title, model.file);
    setText(this.description, model.description);
    this.description.hidden = model.description === '';
    const banner = bannerText(model);
    setText(this.banner, banner);
    this.banner.hidden = banner === '';
    this.showState(model);
    this.showProgress(model);
  }

  /** Tells screen readers too. */
  announce({ run }: Model): void {
    if (run !== null) setText(this.live, announcement(run.state));
  }

  showState(model: Model): void {
    const { run, sweep, check } = model;
    const active = isActive(run) || isSweeping(sweep);
    setEnabled(this.train, canTrain(model));
    swapTo(active ? this.stop : this.train, active ? this.train : this.stop);
    this.transport.showState(model);
    this.showHealth(model);
    setEnabled(this.check, canTrain(model) && check?.kind !== 'running');
    const words = run === null ? runWords(undefined) : shownWords(run);
    setText(this.state, words.text);
    if (words.icon !== this.shownWords?.icon)
      this.stateIcon.replaceChildren(...(words.icon === undefined ? [] : [icon(words.icon)]));
    this.shownWords = words;
    setAttribute(this.stateLine, 'data-tone', words.tone);
    setAttribute(this.state, 'data-state', run?.state.kind ?? 'none');
    if (run?.state.kind === 'ended') setAttribute(this.state, 'data-reason', run.state.ending.reason);
    else this.state.removeAttribute('data-reason');
    this.progress.classList.toggle('active', active);
  }

  /** What is worth a word about the last steps. */
  showHealth({ run }: Model): void {
    const all = run?.health ? healthNotes(run.health, run.network) : [];
    // While it trains they come and go on a line of their own, so that nothing below moves.
    const active = isActive(run);
    const [first = '', ...others] = all;
    const notes = active && others.length > 0 ? [first, t('{0} more', count(others.length))] : all;
    this.notes.classList.toggle('fleeting', active);
    this.notes.hidden = notes.length === 0 && !active;
    const shown = [...this.notes.children].map(({ textContent }) => textContent);
    if (shown.join('\n') === notes.join('\n')) return;
    this.notes.replaceChildren(...notes.map((note) => element('li', {}, icon('info'), note)));
  }

  showProgress({ run }: Model): void {
    const epoch = run?.history.done ?? 0;
    const planned = run?.plannedEpochs ?? 0;
    // Online learning has blocks of rows in the place of epochs.
    setText(this.epoch.label, run?.plannedEpochs === null ? t('Block of rows') : t('Epoch'));
    setText(this.epoch.value, run === null ? decimal(undefined) : epochText(epoch, run.plannedEpochs));
    setText(this.loss.value, decimal(lossOf(run)));
    const validation = validationOf(run);
    this.validation.node.hidden = run !== null && validation === undefined;
    setText(this.validation.value, decimal(validation));
    this.showMetric(run);
    setAttribute(this.progress, 'aria-valuemax', String(planned));
    setAttribute(this.progress, 'aria-valuenow', String(epoch));
    this.transport.showRate();
    this.bar.style.transform = `scaleX(${planned === 0 ? 0 : Math.min(1, epoch / planned)})`;
  }

  private showMetric(run: ShownRun | null): void {
    const metric = run === null ? undefined : mainMetric(run.history.metrics);
    this.metric.node.hidden = metric === undefined;
    if (metric === undefined) return;
    const validation = metric.validation.view.at(-1);
    const held = validation !== undefined && !Number.isNaN(validation);
    const value = held ? validation : metric.training.view.at(-1);
    setText(this.metric.label, held ? validationMetricName(metric.name) : metricName(metric.name));
    setText(this.metric.value, metric.name === 'accuracy' ? percent(value) : decimal(value));
  }
}

function epochText(epoch: number, planned: number | null): string {
  return planned === null ? count(epoch) : t('{0} / {1}', count(epoch), count(planned));
}

/** The one metric that is worth a place beside the loss. */
export function mainMetric(metrics: readonly Line[]): Line | undefined {
  return metrics.find(({ name }) => name === 'accuracy') ?? metrics.find(({ name }) => name === 'r2') ?? metrics[0];
}

/** At the end the exact evaluation of the final weights, before it that of the last epoch. */
function lossOf(run: ShownRun | null): number | undefined {
  return run?.state.kind === 'ended' ? run.state.ending.loss : run?.history.loss.training.view.at(-1);
}

function validationOf(run: ShownRun | null): number | undefined {
  if (run?.state.kind === 'ended') return run.state.ending.validationLoss ?? undefined;
  const value = run?.history.loss.validation.view.at(-1);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function bannerText({ errors, restricted, network, stale }: Model): string {
  if (errors === 0) return stale ? t('The data have changed since this run: train again to learn from them.') : '';
  if (restricted)
    return t(
      'Restricted Mode reads no files but this one: trust the workspace to train the network. It is drawn as the text alone describes it.',
    );
  const problems = errors === 1 ? t('The file has 1 problem') : t('The file has {0} problems', errors);
  return network === null
    ? t('{0}. Mend it to see the network.', problems)
    : t('{0}; this is the last version without.', problems);
}

interface Tile {
  readonly node: HTMLElement;
  readonly label: HTMLElement;
  readonly value: HTMLElement;
}

function tile(name: string, testId: string): Tile {
  const label = element('dt', {}, name);
  const value = element('dd', { 'data-testid': testId }, decimal(undefined));
  return { node: element('div', { class: 'tile' }, label, value), label, value };
}
