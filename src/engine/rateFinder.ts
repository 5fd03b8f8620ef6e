import type { Dataset } from '../data/dataset.ts';
import type { Spec } from '../spec/spec.ts';
import { elementaryFunctions } from './elementary.ts';
import { Training } from './training.ts';

const { exp, log } = elementaryFunctions('float64');

const lowestRate = 1e-8;
const highestRate = 1;
const steps = 100;
/** Share of the old in the smoothed loss. */
const smoothing = 0.98;
/** Steps before which the smoothed loss is that of few batches, and may be the lowest by chance. */
const settling = 25;
/** Times the best smoothed loss, beyond which the search ends. */
const tooHigh = 4;

export interface RateSearch {
  /** One training step each. */
  readonly rates: Float64Array;
  /** The batch's loss before the step, exponentially smoothed and corrected for its start. */
  readonly losses: Float64Array;
  /** Index of the lowest smoothed loss, its first 25 left out if there are more; -1 if there was no finite loss. */
  readonly lowest: number;
  /** A tenth of the rate there; null if there is none. */
  readonly suggestion: number | null;
}

/**
 * Tries learning rates from 1e-8 to 1, each for one step and 1.2 times the last, until the loss
 * rises (Smith 2017, "Cyclical learning rates", as fast.ai's finder does it). It trains a copy:
 * the run that it is for is not touched. Yields after every step.
 * @param from the parameters to start from; absent: those that training would start from.
 * @throws EngineError if there are no training rows, or the network does not fit into memory.
 */
export function* findLearningRate(
  spec: Spec,
  dataset: Dataset,
  from?: Float64Array,
): Generator<{ done: number; of: number }, RateSearch, void> {
  const noRows = { count: 0, inputs: new Float64Array(), targets: new Float64Array() };
  const settings = { ...spec.training, epochs: steps, earlyStopping: undefined };
  const training = new Training({ ...spec, training: settings }, { ...dataset, validation: noRows }, from);
  training.stepwise = true;
  const factor = exp(log(highestRate / lowestRate) / (steps - 1));
  const rates: number[] = [];
  const losses: number[] = [];
  let [rate, average, rest, best] = [lowestRate, 0, 1, Infinity];
  training.learningRate = rate;
  for (const slices = training.run(); rates.length < steps;) {
    if (slices.next().done === true) break;
    const { epoch, step, steps: perEpoch } = training.position;
    if (epoch * perEpoch + step === rates.length) continue;
    average = smoothing * average + (1 - smoothing) * training.stepLoss;
    rest *= smoothing;
    const loss = average / (1 - rest);
    if (!Number.isFinite(loss)) break;
    rates.push(rate);
    losses.push(loss);
    best = Math.min(best, loss);
    if (loss > tooHigh * best) break;
    rate *= factor;
    training.learningRate = rate;
    yield { done: rates.length, of: steps };
  }
  const lowest = lowestFrom(losses, losses.length > settling ? settling : 0);
  const found = rates[lowest];
  const suggestion = found === undefined ? null : found / 10;
  return { rates: Float64Array.from(rates), losses: Float64Array.from(losses), lowest, suggestion };
}

function lowestFrom(losses: readonly number[], from: number): number {
  let lowest = -1;
  let least = Infinity;
  for (const [index, loss] of losses.entries()) if (index >= from && loss < least) [lowest, least] = [index, loss];
  return lowest;
}
