import type { Dataset } from '../data/dataset.ts';
import { epochOf, type RunRecord } from '../runs/record.ts';
import type { TrainingRun } from '../runs/trainingRun.ts';
import type { Spec } from '../spec/spec.ts';
import type { Good } from './documents.ts';

/** The weights of a run, with what an export tells of the data that they were trained on. */
export interface TrainedWeights {
  readonly inputNames: Dataset['inputNames'];
  readonly classes: Dataset['classes'] | undefined;
  readonly scaler: Dataset['scaler'] | undefined;
  readonly parameters: Float64Array;
  readonly epoch: number;
}

/** Undefined if they don't fit what the text now says. */
export function weightsOfRun(run: TrainingRun, { spec }: Good): TrainedWeights | undefined {
  const shape = ({ data, layers, loss }: Spec): string => JSON.stringify([data, layers, loss]);
  const { parameters, dataset, state, progress } = run;
  if (parameters.length === 0 || shape(run.spec) !== shape(spec)) return undefined;
  const { inputNames, classes, scaler } = dataset;
  // With early stopping they are not always those of the last epoch.
  const restored = state.kind === 'ended' ? state.ending.restoredEpoch : null;
  return { inputNames, classes, scaler, parameters, epoch: restored ?? progress.epoch };
}

/** Likewise; of a record it is known only whether the text is the same. */
export function weightsOfRecord(record: RunRecord, { specHash }: Good): TrainedWeights | undefined {
  const { classes, scaler, run } = record;
  if (record.specHash !== specHash) return undefined;
  const { network, parameters } = run;
  return { inputNames: network.inputNames, classes, scaler, parameters, epoch: epochOf(run) };
}
