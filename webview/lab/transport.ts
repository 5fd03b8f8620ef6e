import { button, setEnabled, textField } from '../shared/controls.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { swapTo } from './swap.ts';
import type { Model, ShownRun } from './model.ts';
import { canTrain, isActive } from './model.ts';

export interface TransportActions {
  pause(): void;
  resume(): void;
  epoch(): void;
  step(): void;
  reset(): void;
  /** Null for the file's own. */
  setLearningRate(rate: number | null): void;
}

/** Training taken by hand: pause, one epoch, one step, back to the start, another learning rate. */
export class Transport {
  readonly node: HTMLElement;
  private readonly pause: HTMLElement;
  private readonly resume: HTMLElement;
  private readonly byHand: readonly HTMLElement[];
  private readonly rate: ReturnType<typeof textField>;
  private run: ShownRun | null = null;

  constructor(private readonly actions: TransportActions) {
    this.pause = button(t('Pause'), { icon: 'pause', onClick: actions.pause });
    this.resume = button(t('Continue'), { icon: 'run', onClick: actions.resume });
    this.byHand = [
      button(t('One epoch'), { icon: 'epoch', onClick: actions.epoch }),
      button(t('One step'), { icon: 'step', onClick: actions.step }),
      button(t('Reset'), { icon: 'reset', title: t('Back to the same initial weights'), onClick: actions.reset }),
    ];
    this.rate = textField(t('Learning rate'), { size: 8, onChange: (text) => this.setRate(text) });
    this.node = element(
      'div',
      { class: 'transport', role: 'group' },
      element('div', { class: 'swap' }, this.pause, this.resume),
      ...this.byHand,
      this.rate.node,
    );
    this.node.setAttribute('aria-label', t('Training by hand'));
  }

  showState(model: Model): void {
    const { run } = model;
    this.run = run;
    const active = isActive(run);
    const paused = run?.state.kind === 'paused';
    swapTo(paused ? this.resume : this.pause, paused ? this.pause : this.resume);
    setEnabled(this.pause, active);
    for (const control of this.byHand) setEnabled(control, canTrain(model));
    this.rate.setEnabled(active);
    this.showRate();
  }

  /** Of the last epoch, or what has been set since; not while it is being typed. */
  showRate(): void {
    this.rate.show(this.rateText());
  }

  private rateText(): string {
    const { run } = this;
    const rate = run?.learningRate ?? run?.history.learningRate.view.at(-1);
    return rate === undefined || Number.isNaN(rate) ? '' : String(Number(rate.toPrecision(4)));
  }

  private setRate(text: string): string {
    const trimmed = text.trim().replace(',', '.');
    const rate = trimmed === '' ? null : Number(trimmed);
    if (this.run && (rate === null || (Number.isFinite(rate) && rate >= 0))) {
      this.run.learningRate = rate;
      this.actions.setLearningRate(rate);
    }
    return this.rateText();
  }
}
