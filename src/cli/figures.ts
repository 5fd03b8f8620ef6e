import type { Metrics, Score } from '../engine/results.ts';

/** Metrics as `--json` prints them: the figures without their kind. */
export function metricsJson({ kind: _, ...figures }: Metrics): object {
  return figures;
}

/** A score in words: `loss 0.0512 · accuracy 98.3 %`. */
export function scoreText({ loss, metrics }: Score): string {
  return `loss ${figure(loss)} · ${metricsText(metrics)}`;
}

export function figure(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(4) : String(value);
}

function metricsText(metrics: Metrics): string {
  switch (metrics.kind) {
    case 'classification':
      return `accuracy ${(100 * metrics.accuracy).toFixed(1)} %`;
    case 'regression':
      return `RMSE ${figure(metrics.rmse)} · MAE ${figure(metrics.mae)} · R² ${figure(metrics.r2)}`;
    default:
      return metrics satisfies never;
  }
}
