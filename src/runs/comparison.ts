import { layerParameters, layerPlaces } from '../engine/network.ts';
import type { Comparison, OtherRun } from '../protocol/run.ts';
import type { ComparedRun } from './earlierRuns.ts';
import { differences, valueOf } from './settings.ts';

type Column = Comparison['runs'][number];

/** The courses of all but the first, which is the one that is shown. */
export function otherRuns([shown, ...others]: readonly ComparedRun[]): OtherRun[] {
  if (!shown) return [];
  return others.map(({ id, settings, epochs }) => ({
    id,
    settings: differences(settings, shown.settings),
    loss: epochs.loss,
    stride: epochs.stride,
  }));
}

/** All in figures; null if there is nothing to compare the first with. */
export function comparisonOf(runs: readonly ComparedRun[]): Comparison | null {
  const [shown] = runs;
  if (!shown || runs.length < 2) return null;
  const names = [...new Set(runs.flatMap(({ settings }) => settings.map(({ name }) => name)))];
  const differ = names.filter((name) => new Set(runs.map(({ settings }) => valueOf(settings, name))).size > 1);
  return { settings: differ, runs: runs.map((run) => columnOf(run, shown, differ)) };
}

function columnOf(run: ComparedRun, shown: ComparedRun, differ: readonly string[]): Column {
  const { id, state, epochs } = run;
  const common = {
    id,
    settings: differ.map((name) => valueOf(run.settings, name) ?? ''),
    weights: run === shown ? null : distances(shown, run),
  };
  if (state.kind === 'ended') {
    const { reason, epochs: done, loss, validationLoss, metrics } = state.ending;
    return { ...common, outcome: reason, epochs: done, loss, validationLoss, metrics };
  }
  const outcome = state.kind === 'failed' ? 'failed' : 'training';
  return { ...common, outcome, epochs: epochs.done, loss: null, validationLoss: null, metrics: [] };
}

function distances(shown: ComparedRun, other: ComparedRun): Column['weights'] {
  const shape = ({ network, parameters }: ComparedRun): string =>
    JSON.stringify([parameters.length, network.layers.map(({ inputs, units, bias }) => [inputs, units, bias])]);
  if (shown.parameters.length === 0 || shape(shown) !== shape(other)) return null;
  const places = layerPlaces(shown.network);
  return shown.network.layers.map((layer, index) => {
    const from = places[index]?.weights ?? 0;
    const to = from + layerParameters(layer);
    return { layer: layer.name, ...distance(shown.parameters.subarray(from, to), other.parameters.subarray(from, to)) };
  });
}

function distance(ours: Float64Array, theirs: Float64Array): { change: number; largest: number } {
  let [norm, squares, largest] = [0, 0, 0];
  for (const [index, weight] of ours.entries()) {
    const difference = Math.abs(weight - (theirs[index] ?? NaN));
    norm += weight ** 2;
    squares += difference ** 2;
    largest = Math.max(largest, difference);
  }
  return { change: squares === 0 ? 0 : Math.sqrt(squares / norm), largest };
}
