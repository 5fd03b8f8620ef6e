import { t } from './l10n.ts';

/** Names that the format writes in its own way, as a textbook writes them. */
const activations: ReadonlyMap<string, string> = new Map([['relu', 'ReLU']]);
const measures: ReadonlyMap<string, string> = new Map([
  ['rmse', 'RMSE'],
  ['mae', 'MAE'],
  ['r2', 'R²'],
]);

export function activationName(activation: string): string {
  return activations.get(activation) ?? activation;
}

export function metricName(metric: string): string {
  return metric === 'accuracy' ? t('Accuracy') : (measures.get(metric) ?? metric);
}

/** The same on the rows held out. */
export function validationMetricName(metric: string): string {
  return metric === 'accuracy' ? t('Validation accuracy') : t('Validation {0}', metricName(metric));
}
