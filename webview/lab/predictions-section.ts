import type { PredictionChoice, Predictions } from '../../src/protocol/predictions.ts';
import type { Network } from '../../src/protocol/run.ts';
import type { TracedRow } from '../../src/protocol/trace.ts';
import { dropdown } from '../shared/controls.ts';
import { element, onThemeChange, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { section } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { isActive, type Model } from './model.ts';
import { CellRowList, ConfusionMatrix } from './predictions-confusion.ts';
import { PictureFigure } from './predictions-figures.ts';
import { ScatterFigure } from './predictions-scatter.ts';
import { wrongImages } from './predictions-images.ts';
import { boundText, resultText } from './predictions-words.ts';

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
  /** What to tell of from now on; null for nothing. */
  want(choice: PredictionChoice | null): void;
  /** Follows a row through the network. */
  trace(row: TracedRow): void;
}

/** What the network makes of its inputs, while it learns. */
export class PredictionsSection {
  readonly node: HTMLElement;
  private readonly section: HTMLDetailsElement;
  private readonly text = element('p', { class: 'empty' });
  private readonly x = dropdown(t('Across'), (x) => this.choose({ x }));
  private readonly y = dropdown(t('Up'), (y) => this.choose({ y }));
  private readonly output = dropdown(t('Output'), (output) => this.choose({ output }));
  private readonly choices = element('div', { class: 'choices' }, this.x.node, this.y.node, this.output.node);
  private readonly picture: PictureFigure;
  private readonly scatter: ScatterFigure;
  private readonly title = element('h3');
  private readonly result = element('p', { 'data-testid': 'prediction-result' });
  private readonly bound = element('p', { class: 'note' });
  private readonly matrix: ConfusionMatrix;
  private readonly cellRows: CellRowList;
  private readonly images = element('div', { class: 'figure' });
  private readonly figures: HTMLElement;
  private choice: PredictionChoice = { x: 0, y: 1, output: 0, cell: null };
  private asked = false;
  private inView = false;
  private model: Model | undefined;
  private drawnImages: Predictions['images'] = null;

  constructor(
    private readonly options: Options,
    tooltip: Tooltip,
  ) {
    const { node, body } = section('predictions', t('Predictions'), options.open, (open) => {
      options.onToggle(open);
      this.ask();
    });
    this.node = this.section = node;
    const trace = (row: TracedRow): void => options.trace(row);
    this.picture = new PictureFigure(this.choices, tooltip);
    this.scatter = new ScatterFigure(tooltip, trace);
    this.matrix = new ConfusionMatrix((cell) => {
      this.choose({ cell: JSON.stringify(cell) === JSON.stringify(this.choice.cell) ? null : cell });
    });
    this.cellRows = new CellRowList(trace);
    this.figures = element(
      'div',
      { class: 'prediction-figures' },
      this.picture.node,
      element(
        'div',
        { class: 'figure' },
        this.title,
        this.result,
        this.bound,
        this.matrix.node,
        this.cellRows.node,
        this.scatter.node,
      ),
      this.images,
    );
    body.append(this.text, this.figures);
    // A little earlier than it comes into view.
    new IntersectionObserver(
      (entries) => {
        this.inView = entries.at(-1)?.isIntersecting === true;
        this.ask();
      },
      { root: document, rootMargin: '200px' },
    ).observe(node);
    onThemeChange(() => {
      this.drawnImages = null;
      if (this.model) this.show(this.model);
    });
  }

  show(model: Model): void {
    this.model = model;
    const { run, points, predictions } = model;
    this.ask();
    const ready = run !== null && points !== null && predictions !== null;
    this.text.hidden = ready;
    this.figures.hidden = !ready;
    if (!ready) setText(this.text, waitingText(model));
    // A choice is answered in two messages: until the second has come, the picture stays as it was.
    else if (JSON.stringify(points.choice) === JSON.stringify(predictions.choice)) this.showFigures(run.network, model);
  }

  /**
   * Once the lab knows its file, and whenever the section opens or closes. While the weights change only where it is
   * looked at: five pictures a second take some 15 % of a core in the host alone.
   */
  private ask(): void {
    if (this.model === undefined) return;
    const { run } = this.model;
    const changing = isActive(run) && run.state.kind !== 'paused';
    const wanted = this.section.open && (this.inView || !changing);
    if (wanted === this.asked) return;
    this.asked = wanted;
    this.options.want(wanted ? this.choice : null);
  }

  private choose(changed: Partial<PredictionChoice>): void {
    const { x, y } = this.choice;
    const next = { ...this.choice, ...changed };
    // The two inputs change places where one is chosen twice.
    this.choice = next.x === next.y ? (changed.x === undefined ? { ...next, x: y } : { ...next, y: x }) : next;
    this.asked = true;
    this.options.want(this.choice);
  }

  private showFigures(network: Network, { points, predictions }: Model): void {
    if (points === null || predictions === null) return;
    const { classes, picture, result, rows, of, images } = predictions;
    this.choice = predictions.choice;
    this.showChoices(network, predictions);
    this.picture.node.hidden = picture === null;
    if (picture !== null) this.picture.show(network, points, predictions, picture);
    setText(this.title, result.kind === 'classes' ? t('Confusion matrix') : t('Predicted against actual'));
    setText(this.result, resultText(predictions));
    setText(this.bound, boundText(rows, of));
    this.bound.hidden = rows === of;
    this.matrix.node.hidden = result.kind !== 'classes';
    this.scatter.node.hidden = result.kind !== 'values';
    this.cellRows.show(network, predictions);
    if (result.kind === 'classes') this.matrix.show(classes ?? [], result.confusion, predictions.choice.cell);
    else this.scatter.show(predictions, result, network.outputNames[points.choice.output] ?? '');
    this.images.hidden = images === null;
    if (images !== null && images !== this.drawnImages) {
      this.drawnImages = images;
      const title = element('h3', {}, t('Images it gets wrong'));
      const none = element('p', { class: 'note' }, t('None of these rows.'));
      this.images.replaceChildren(
        title,
        images.wrong.length === 0 ? none : wrongImages(images, classes ?? [], predictions.part, this.options.trace),
      );
    }
  }

  private showChoices({ inputNames, outputNames }: Network, { choice, classes, picture }: Predictions): void {
    const plane = picture !== null && picture.kind !== 'curve';
    const numbers = classes === null || picture?.kind === 'curve';
    this.x.node.hidden = this.y.node.hidden = !plane || inputNames.length < 3;
    this.output.node.hidden = !numbers || outputNames.length < 2;
    this.choices.hidden = this.x.node.hidden && this.output.node.hidden;
    if (!this.x.node.hidden) this.x.show(inputNames, choice.x);
    if (!this.y.node.hidden) this.y.show(inputNames, choice.y);
    if (!this.output.node.hidden) this.output.show(outputNames, choice.output);
  }
}

function waitingText({ run }: Model): string {
  if (run === null) return t('No run yet. Train to see what the network makes of its inputs.');
  if (run.restored !== null) return t('Train anew to see what the network makes of its inputs.');
  if (run.parameters.length > 0) return t('Working out the predictions…');
  return run.state.kind === 'failed'
    ? t('The run failed before there was anything to predict with.')
    : t('The first epoch is under way.');
}
