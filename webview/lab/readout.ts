import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { metricName, validationMetricName } from '../shared/names.ts';
import { count, decimal, percent } from '../shared/numbers.ts';
import { mainMetric } from './header.ts';
import type { History } from './history.ts';

/** The values under the crosshair, else those of the last epoch; it is the charts' legend too. */
export class Readout {
  private readonly epoch = item('');
  private readonly training = item('training');
  private readonly validation = item('validation');
  private readonly metric = item('');
  private readonly rate = item('');
  readonly node = element(
    'p',
    { class: 'readout' },
    this.epoch.node,
    this.training.node,
    this.validation.node,
    this.metric.node,
    this.rate.node,
  );

  get text(): string {
    return [...this.node.children].map(({ textContent }) => textContent).join(', ');
  }

  show(history: History, crosshair: number | undefined): void {
    const { loss, hasValidation } = history;
    const at = Math.min(Math.floor((crosshair ?? Infinity) / history.stride), history.length - 1);
    setText(this.epoch.text, t('epoch {0}', count(at * history.stride)));
    setText(this.training.text, t('training {0}', decimal(loss.training.view[at])));
    setText(this.validation.text, t('validation {0}', decimal(loss.validation.view[at])));
    this.validation.node.hidden = !hasValidation;
    setText(this.rate.text, t('learning rate {0}', decimal(history.learningRate.view[at])));
    const metric = mainMetric(history.metrics);
    this.metric.node.hidden = metric === undefined;
    if (metric === undefined) return;
    const name = hasValidation ? validationMetricName(metric.name) : metricName(metric.name);
    const value = (hasValidation ? metric.validation : metric.training).view[at];
    setText(this.metric.text, t('{0} {1}', name, metric.name === 'accuracy' ? percent(value) : decimal(value)));
  }
}

function item(line: string): { node: HTMLElement; text: HTMLElement } {
  const swatch = line === '' ? [] : [element('span', { class: `swatch ${line}`, 'aria-hidden': 'true' })];
  const text = element('span');
  return { node: element('span', { class: 'legend-item' }, ...swatch, text), text };
}
