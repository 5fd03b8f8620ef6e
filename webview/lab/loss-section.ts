import { button, checkbox, setEnabled } from '../shared/controls.ts';
import { element, onThemeChange, setText, spaced } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { metricName } from '../shared/names.ts';
import { count, decimal } from '../shared/numbers.ts';
import { section, twin } from '../shared/section.ts';
import type { Stroke } from './chart.ts';
import { Chart } from './chart.ts';
import { MarkList } from './chart-marks.ts';
import { mainMetric } from './header.ts';
import type { Course, Line } from './history.ts';
import { lossTable } from './loss-table.ts';
import { marksOf } from './marks.ts';
import type { Model, ShownRun } from './model.ts';
import { isActive } from './model.ts';
import { OthersList } from './others-list.ts';
import { Readout } from './readout.ts';
import { epochsText } from './run-words.ts';
import type { Span } from './thin.ts';
import { clamped, zoomed } from './zoom.ts';

/** Which of a run's lines are drawn. */
export type Lines = 'both' | 'training' | 'validation';

interface Options {
  readonly open: boolean;
  readonly logScale: boolean;
  readonly lines: Lines;
  onToggle(open: boolean): void;
  onLogScale(on: boolean): void;
  onLines(lines: Lines): void;
  save(): void;
}

/** Loss, and below it the metric, per epoch. */
export class LossSection {
  readonly node: HTMLElement;
  private readonly section: HTMLDetailsElement;
  private readonly empty = element('p', { class: 'empty' }, t('No run yet. Train to see the loss fall.'));
  private readonly lossHost = element('div', {
    class: 'chart',
    'data-testid': 'loss-chart',
    role: 'img',
    tabindex: '0',
  });
  private readonly metricHost = element('div', { class: 'chart', role: 'img' });
  private readonly readout = new Readout();
  private readonly others = new OthersList(() => this.update());
  private readonly marks = new MarkList();
  private readonly lines: HTMLElement;
  private readonly reset: HTMLElement;
  private readonly kept = element('p', { class: 'note', hidden: '' });
  private readonly spoken = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly charts: HTMLElement;
  private readonly table = twin(t('Loss as a table'), () => this.tableOf());
  private readonly toggle: HTMLElement;
  private loss: Chart | undefined;
  private metric: Chart | undefined;
  private made = '';
  private log: boolean;
  private shownLines: Lines;
  private cursor: number | undefined;
  private zoom: Span | undefined;
  private run: ShownRun | null = null;
  private readonly updateSoon = spaced(100, () => this.update());

  constructor(private readonly options: Options) {
    this.log = options.logScale;
    this.shownLines = options.lines;
    const { node, aside, body } = section('loss', t('Loss'), options.open, (open) => {
      options.onToggle(open);
      this.update();
    });
    this.node = this.section = node;
    this.toggle = checkbox(t('Log scale'), options.logScale, (on) => {
      this.log = on;
      options.onLogScale(on);
      this.update();
    });
    aside.append(this.toggle);
    this.lines = this.lineChoice();
    this.reset = button(t('Reset zoom'), { onClick: () => this.zoomTo(undefined) });
    this.charts = element(
      'div',
      { class: 'charts', hidden: '' },
      this.readout.node,
      this.lossHost,
      this.metricHost,
      this.marks.node,
      this.kept,
      this.others.node,
      element(
        'div',
        { class: 'chart-tools' },
        this.lines,
        this.reset,
        button(t('Save as CSV…'), { onClick: options.save }),
      ),
      this.spoken,
    );
    body.append(this.empty, this.charts, this.table.node);
    this.lossHost.addEventListener('keydown', (event) => this.press(event));
    new ResizeObserver(() => {
      this.loss?.resize();
      this.metric?.resize();
    }).observe(body);
    onThemeChange(() => {
      this.made = '';
      this.update();
    });
  }

  show({ run }: Model): void {
    if (run?.id !== this.run?.id) this.zoom = undefined;
    this.run = run;
    const hasEpochs = run !== null && run.history.length > 0;
    setText(
      this.empty,
      run === null ? t('No run yet. Train to see the loss fall.') : t('The first epoch is under way.'),
    );
    this.empty.hidden = hasEpochs;
    this.charts.hidden = !hasEpochs;
    this.toggle.hidden = !hasEpochs;
    this.table.node.hidden = !hasEpochs;
    this.update();
  }

  showOthers({ others }: Model): void {
    this.others.show(others);
    this.update();
  }

  /** Some more epochs. Charts take longer than all else in a frame, and ten a second are as good to follow. */
  advance(model: Model): void {
    if (this.run?.id === model.run?.id && !this.charts.hidden) this.updateSoon();
    else this.show(model);
  }

  private update(): void {
    const { run } = this;
    if (run === null || run.history.length === 0 || !this.section.open) return;
    const { history } = run;
    const metric = mainMetric(history.metrics);
    const { hasValidation } = history;
    const drawn = hasValidation ? this.shownLines : 'training';
    this.make(metric?.name, drawn);
    const marks = marksOf(run);
    const span = this.zoom ?? { from: 0, to: this.lastEpoch };
    const { stride } = history;
    const others = this.others.drawn.map(({ run }) => coursesOf(run.loss, run.stride));
    const courses = [coursesOf(viewsOf(history.loss), stride), ...others];
    this.loss?.update(
      courses.flatMap((both) => pick(drawn, both)),
      span,
      marks,
    );
    if (metric !== undefined) this.metric?.update(pick(drawn, coursesOf(viewsOf(metric), stride)), span, marks);
    setText(this.kept, stride === 1 ? '' : t('Of so long a run one epoch in {0} is kept.', count(stride)));
    this.kept.hidden = stride === 1;
    this.marks.show(marks);
    this.lines.hidden = !hasValidation;
    setEnabled(this.reset, this.zoom !== undefined);
    this.describe(run, metric);
    this.table.refresh();
  }

  private get lastEpoch(): number {
    const { run } = this;
    if (run === null) return 1;
    const ends = this.others.drawn.map(({ run: { loss, stride } }) => stride * (loss.training.length - 1));
    return Math.max(0, ...ends, (isActive(run) ? run.plannedEpochs : null) ?? run.history.done);
  }

  /** Charts are made anew only for other lines, another scale or another theme. */
  private make(metric: string | undefined, drawn: Lines): void {
    const places = this.others.drawn.map(({ place }) => place);
    const key = JSON.stringify([metric, drawn, this.log, places]);
    if (key === this.made) return;
    this.made = key;
    this.loss?.destroy();
    this.metric?.destroy();
    const own = pick(drawn, { training: stroke('--training', false), validation: stroke('--validation', true) });
    const shared = {
      sync: 'epochs',
      onCursor: (epoch: number | undefined) => this.point(epoch),
      onZoom: (span: Span | undefined) => this.zoomTo(span),
    };
    this.loss = new Chart(this.lossHost, {
      ...shared,
      label: t('Loss'),
      epochLabel: metric === undefined ? t('Epoch') : '',
      height: 220,
      log: this.log,
      share: false,
      strokes: [...own, ...places.flatMap((place) => pick(drawn, otherStrokes(place)))],
    });
    this.metric = undefined;
    this.metricHost.hidden = metric === undefined;
    if (metric === undefined) return;
    this.metric = new Chart(this.metricHost, {
      ...shared,
      label: metricName(metric),
      epochLabel: t('Epoch'),
      height: 152,
      log: false,
      share: metric === 'accuracy',
      strokes: own,
    });
  }

  private point(epoch: number | undefined): void {
    this.cursor = epoch;
    if (this.run !== null) this.readout.show(this.run.history, epoch);
    this.others.point(epoch);
  }

  private zoomTo(span: Span | undefined): void {
    this.zoom = span && clamped(span, this.lastEpoch);
    this.update();
  }

  /** Arrows move the crosshair, + and - zoom about it, 0 shows all epochs. */
  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.run === null) return;
    const { lastEpoch } = this;
    const span = this.zoom ?? { from: 0, to: lastEpoch };
    const at = this.cursor ?? Math.min(this.run.history.done, span.to);
    const step = event.shiftKey ? Math.max(1, Math.round((span.to - span.from) / 10)) : this.run.history.stride;
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - step,
      ArrowRight: at + step,
      Home: span.from,
      End: span.to,
    };
    const target = targets[event.key];
    if (target !== undefined) this.moveTo(Math.min(span.to, Math.max(span.from, target)));
    else if (event.key === '+' || event.key === '=') this.zoomTo(zoomed(span, at, 0.5));
    else if (event.key === '-') this.zoomTo(zoomed(span, at, 2));
    else if (event.key === '0' || event.key === 'Escape') this.zoomTo(undefined);
    else return;
    event.preventDefault();
  }

  private moveTo(epoch: number): void {
    this.loss?.pointAt(epoch);
    // A place in pixels may stand for several epochs.
    this.point(epoch);
    setText(this.spoken, this.readout.text);
  }

  private describe(run: ShownRun, metric: Line | undefined): void {
    this.point(this.cursor);
    const { training } = run.history.loss;
    this.lossHost.setAttribute(
      'aria-label',
      t(
        'Loss by epoch: {0} at first, {1} after {2}',
        decimal(training.view[0]),
        decimal(training.view.at(-1)),
        epochsText(run.history.done),
      ),
    );
    this.metricHost.setAttribute('aria-label', t('{0} by epoch', metric === undefined ? '' : metricName(metric.name)));
  }

  /** One of both always stays. */
  private lineChoice(): HTMLElement {
    const node = element('span', { class: 'line-choice' });
    const choose = (lines: Lines): void => {
      this.shownLines = lines;
      this.options.onLines(lines);
      fill();
      this.update();
    };
    const fill = (): void => {
      const shows = (lines: Lines): boolean => this.shownLines === 'both' || this.shownLines === lines;
      const box = (label: string, lines: 'training' | 'validation', other: Lines): HTMLElement =>
        checkbox(label, shows(lines), (on) => choose(on ? 'both' : other));
      node.replaceChildren(
        box(t('Training'), 'training', 'validation'),
        box(t('Validation'), 'validation', 'training'),
      );
    };
    fill();
    return node;
  }

  private tableOf(): Node {
    if (this.run === null) return document.createTextNode('');
    return lossTable(
      this.run.history,
      this.others.drawn.map(({ run }) => run),
    );
  }
}

function pick<T>(lines: Lines, { training, validation }: { readonly training: T; readonly validation: T }): T[] {
  return lines === 'both' ? [training, validation] : [lines === 'training' ? training : validation];
}

function viewsOf({ training, validation }: Line): { training: Float64Array; validation: Float64Array } {
  return { training: training.view, validation: validation.view };
}

function coursesOf(
  { training, validation }: { readonly training: Float64Array; readonly validation: Float64Array },
  stride: number,
): { training: Course; validation: Course } {
  return { training: { values: training, stride }, validation: { values: validation, stride } };
}

function stroke(colour: string, dashed: boolean): Stroke {
  return { colour, dashed, width: 1.5 };
}

function otherStrokes(place: number): { training: Stroke; validation: Stroke } {
  const colour = `--other-${place}`;
  return { training: { colour, dashed: false, width: 1 }, validation: { colour, dashed: true, width: 1 } };
}
