import * as vscode from 'vscode';
import { statisticsOf, type Statistics } from '../../assist/statistics.ts';
import { layerParameters, layerPlaces } from '../../engine/network.ts';
import type { Network, Run } from '../../protocol/run.ts';
import type { LastRuns } from '../../runs/lastRuns.ts';
import { epochOf } from '../../runs/record.ts';
import type { Runs } from '../../runs/runs.ts';
import type { Documents } from '../documents.ts';

type Layer = Network['layers'][number];

/** A layer in figures: its shape, the weights of the last run, what the gradient check said of it. */
export class LayerHover {
  constructor(
    private readonly documents: Documents,
    private readonly runs: Runs,
    private readonly lastRuns: LastRuns,
  ) {}

  of(document: vscode.TextDocument, index: number): vscode.MarkdownString[] {
    const layer = this.documents.lastGood(document.uri)?.network.layers[index];
    if (!layer) return [];
    const { uri } = document;
    const parts = [shape(layer), ...this.weights(uri, index), ...this.health(uri, index), ...this.check(uri, index)];
    return [new vscode.MarkdownString(parts.join('\n\n'))];
  }

  /** That is shown of the file. */
  private run(uri: vscode.Uri): (Pick<Run, 'network' | 'parameters' | 'health'> & { epoch: number }) | undefined {
    const restored = this.lastRuns.restored(uri.toString())?.run;
    if (restored) return { ...restored, epoch: epochOf(restored) };
    const run = this.runs.run(uri.toString());
    if (!run) return undefined;
    const { network, parameters, health, progress } = run;
    return { network, parameters, health, epoch: progress.epoch };
  }

  private weights(uri: vscode.Uri, index: number): string[] {
    const run = this.run(uri);
    const layer = run?.network.layers[index];
    const place = run && layerPlaces(run.network)[index];
    if (!run || !layer || !place || run.parameters.length === 0) return [];
    const weights = run.parameters.subarray(place.weights, place.biases);
    const biases = run.parameters.subarray(place.biases, place.weights + layerParameters(layer));
    return [
      [
        vscode.l10n.t('After epoch {0}:', run.epoch),
        '',
        `| | ${vscode.l10n.t('min')} | ${vscode.l10n.t('mean')} | ${vscode.l10n.t('deviation')} | ${vscode.l10n.t('max')} |`,
        '| :-- | --: | --: | --: | --: |',
        row(vscode.l10n.t('weights'), statisticsOf(weights)),
        ...(biases.length > 0 ? [row(vscode.l10n.t('biases'), statisticsOf(biases))] : []),
      ].join('\n'),
    ];
  }

  private health(uri: vscode.Uri, index: number): string[] {
    const layer = this.run(uri)?.health?.layers[index];
    if (!layer) return [];
    const { deadUnits, gradientRms, updateRatio } = layer;
    const step = vscode.l10n.t(
      'Last step: gradient RMS {0}, update to weight ratio {1}',
      gradientRms.toExponential(1),
      updateRatio?.toExponential(1) ?? '—',
    );
    return [deadUnits === null ? step : `${step} · ${vscode.l10n.t('dead units: {0}', deadUnits)}`];
  }

  private check(uri: vscode.Uri, index: number): string[] {
    const state = this.runs.checkState(uri.toString());
    if (state?.kind !== 'done') return [];
    const tensors = state.report.tensors.filter(({ layer }) => layer === index);
    const failed = tensors.reduce((sum, tensor) => sum + tensor.failed + tensor.notFinite, 0);
    const error = Math.max(0, ...tensors.map(({ maxRelativeError }) => maxRelativeError));
    return [
      failed > 0
        ? vscode.l10n.t('Gradient check: {0} derivatives differ', failed)
        : vscode.l10n.t('Gradient check: passed, largest relative error {0}', error.toExponential(1)),
    ];
  }
}

function shape({ name, inputs, units, activation, bias }: Layer): string {
  const parameters = vscode.l10n.t(
    '{0} weights + {1} biases = {2} parameters',
    inputs * units,
    bias ? units : 0,
    inputs * units + (bias ? units : 0),
  );
  return `**${escaped(name)}** · ${inputs} → ${units} · ${activation} · ${parameters}`;
}

function row(name: string, { min, mean, deviation, max }: Statistics): string {
  return `| ${name} | ${[min, mean, deviation, max].map((value) => value.toPrecision(3)).join(' | ')} |`;
}

/** A name is the file's: its characters are not Markdown, nor are those of an address or “…@…” a link. */
function escaped(name: string): string {
  return name.replace(/[\\`*_{}[\]()#+\-.!|<>&:@~]/g, '\\$&');
}
