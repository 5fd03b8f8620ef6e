import type { Dataset } from '../data/dataset.ts';
import { layerParameters, type Network } from '../engine/network.ts';
import type { Metrics, Score } from '../engine/results.ts';

/** What the `start` event of `--json` tells of a network and its rows. */
export function startJson(network: Network, { training, validation }: Dataset): object {
  return {
    parameters: network.parameters,
    layers: network.layers.map((layer) => {
      const { name, inputs, units, activation } = layer;
      return { name, inputs, units, activation, parameters: layerParameters(layer) };
    }),
    samples: training.count,
    validationSamples: validation.count,
  };
}

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
