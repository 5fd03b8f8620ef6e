import { phrase, type Phrase } from './phrase.ts';
import type { Path, Range } from './problem.ts';
import type { Report } from './report.ts';
import type { LayerSpec, Spec, TrainingSpec } from './spec.ts';

/** The place of a value that is in the text; a default has none. */
type Given = (path: Path) => Range | undefined;

/** Warns of keys that can't have an effect beside the others. */
export function warnOfIdleKeys({ data, layers, training, sweep, weights }: Spec, given: Given, report: Report): void {
  const warn = (path: Path, message: Phrase): void => {
    const range = given(path);
    if (range) report.warning(range, 'no-effect', message);
  };
  for (const [index, layer] of layers.entries()) {
    const isOutput = index === layers.length - 1;
    idleOfLayer(layer, isOutput, weights, (key, message) => warn(['layers', index, key], message));
  }
  const swept = new Set(Object.keys(sweep?.[0]?.settings ?? {}));
  for (const key of swept) {
    warn(['training', key], phrase('“{0}” has no effect: its values are those of “sweep”', key));
  }
  if (training.method !== 'mini-batch' && !swept.has('method')) {
    const message = phrase('“batchSize” has no effect with the method “{0}”', training.method);
    warn(['training', 'batchSize'], message);
  }
  if (training.method === 'online' && !swept.has('method')) {
    return idleOfOnline(training, (path, message) => warn(['training', ...path], message));
  }
  if (swept.has('epochs')) return;
  if (!swept.has('learningRate'))
    idleOfSchedule(training, (key, message) => warn(['training', 'learningRate', key], message));
  if (!swept.has('earlyStopping'))
    idleOfStopping(training, data.validation, (path, message) => warn(['training', 'earlyStopping', ...path], message));
}

type Warn = (key: string, message: Phrase) => void;

function idleOfLayer(
  { dropout, weights }: LayerSpec,
  isOutput: boolean,
  weightsFile: string | undefined,
  warn: Warn,
): void {
  if (isOutput && dropout > 0) warn('dropout', phrase('“dropout” has no effect on the output layer'));
  if (weightsFile !== undefined) {
    for (const key of ['weights', 'biases', 'initializer']) {
      warn(key, phrase('“{0}” has no effect: the network starts from {1}', key, weightsFile));
    }
  } else if (weights) warn('initializer', phrase('“initializer” has no effect on a layer whose “weights” are given'));
}

/** Each row is taken once, as it comes, at the same rate for ever. */
function idleOfOnline({ learningRate }: TrainingSpec, warn: (path: Path, message: Phrase) => void): void {
  for (const key of ['epochs', 'shuffle', 'earlyStopping']) {
    warn([key], phrase('“{0}” has no effect with the method “{1}”', key, 'online'));
  }
  if (learningRate.schedule === 'constant') return;
  warn(['learningRate', 'schedule'], phrase('“{0}” has no effect with the method “{1}”', 'schedule', 'online'));
}

function idleOfSchedule({ learningRate: rate, epochs }: TrainingSpec, warn: Warn): void {
  if (rate.schedule === 'step' && rate.stepSize >= epochs) {
    const message = phrase('the rate stays as it is: {0} epochs end before the first step', epochs);
    warn('schedule', message);
  }
  if (rate.schedule === 'warmup-cosine' && rate.warmupEpochs >= epochs) {
    const message = phrase('the cosine is not reached: the warm-up takes all of {0} epochs', epochs);
    warn('schedule', message);
  }
}

function idleOfStopping(
  { earlyStopping, epochs }: TrainingSpec,
  validation: number,
  warn: (path: Path, message: Phrase) => void,
): void {
  if (!earlyStopping) return;
  const { monitor, patience, restoreBest } = earlyStopping;
  if (monitor === 'validationLoss' && validation === 0) {
    const message = phrase('there are no validation rows: “loss” is watched instead; set “validation” in “data”');
    warn(['monitor'], message);
  }
  if (patience >= epochs && !restoreBest) {
    warn([], phrase('early stopping has no effect: {0} epochs end before its patience of {1}', epochs, patience));
  }
}
