import type { PredictionChoice, Predictions } from '../../src/protocol/predictions.ts';
import type { Network } from '../../src/protocol/run.ts';
import { dropdown } from '../shared/controls.ts';
import { element, onThemeChange, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { section } from '../shared/section.ts';
import type { Model } from './model.ts';
import { PictureFigure, ScatterFigure } from './predictions-figures.ts';
import { wrongImages } from './predictions-images.ts';
import { confusionTable } from './predictions-tables.ts';
import { boundText, resultText } from './predictions-words.ts';

interface Options {
  readonly open: boolean;
  onToggle(open: boolean): void;
  /** What to tell of from now on; null for nothing. */
  want(choice: PredictionChoice | null): void;
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
  private readonly picture = new PictureFigure(this.choices);
  private readonly scatter = new ScatterFigure();
  private readonly title = element('h3');
  private readonly result = element('p', { 'data-testid': 'prediction-result' });
  private readonly bound = element('p', { class: 'note' });
  private readonly matrix = scroller(t('Confusion matrix'));
  private readonly images = element('div', { class: 'figure' });
  private readonly figures = element(
    'div',
    { class: 'prediction-figures' },
    this.picture.node,
    element('div', { class: 'figure' }, this.title, this.result, this.bound, this.matrix, this.scatter.node),
    this.images,
  );
  private choice: PredictionChoice = { x: 0, y: 1, output: 0 };
  private asked = false;
  private model: Model | undefined;
  private drawnMatrix = '';
  private drawnImages: Predictions['images'] = null;

  constructor(private readonly options: Options) {
    const { node, body } = section('predictions', t('Predictions'), options.open, (open) => {
      options.onToggle(open);
      this.ask();
    });
    this.node = this.section = node;
    body.append(this.text, this.figures);
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

  /** Once the lab knows its file, and whenever the section opens or closes. */
  private ask(): void {
    const { open } = this.section;
    if (this.model === undefined || open === this.asked) return;
    this.asked = open;
    this.options.want(open ? this.choice : null);
  }

  private choose(changed: Partial<PredictionChoice>): void {
    const { x, y } = this.choice;
    const next = { ...this.choice, ...changed };
    // The two inputs change places where one is chosen twice.
    this.choice = next.x === next.y ? (changed.x === undefined ? { ...next, x: y } : { ...next, y: x }) : next;
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
    this.matrix.hidden = result.kind !== 'classes';
    this.scatter.node.hidden = result.kind !== 'values';
    if (result.kind === 'classes') this.showMatrix(classes ?? [], result.confusion);
    else this.scatter.show(result, network.outputNames[points.choice.output] ?? '');
    this.images.hidden = images === null;
    if (images !== null && images !== this.drawnImages) {
      this.drawnImages = images;
      const title = element('h3', {}, t('Images it gets wrong'));
      const none = element('p', { class: 'note' }, t('None of these rows.'));
      this.images.replaceChildren(title, images.wrong.length === 0 ? none : wrongImages(images, classes ?? []));
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

  private showMatrix(classes: readonly string[], confusion: readonly (readonly number[])[]): void {
    const key = JSON.stringify([classes, confusion]);
    if (key === this.drawnMatrix) return;
    this.drawnMatrix = key;
    this.matrix.replaceChildren(confusionTable(classes, confusion));
  }
}

function scroller(title: string): HTMLElement {
  return element('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': title });
}

function waitingText({ run }: Model): string {
  if (run === null) return t('No run yet. Train to see what the network makes of its inputs.');
  if (run.restored !== null) return t('Train anew to see what the network makes of its inputs.');
  if (run.parameters.length > 0) return t('Working out the predictions…');
  return run.state.kind === 'failed'
    ? t('The run failed before there was anything to predict with.')
    : t('The first epoch is under way.');
}
