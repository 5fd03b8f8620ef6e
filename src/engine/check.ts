import type { Dataset, Rows } from '../data/dataset.ts';
import { phrase } from '../spec/phrase.ts';
import type { Spec } from '../spec/spec.ts';
import { backpropagation } from './check/backpropagation.ts';
import { compare, stepFor, type Comparison } from './check/compare.ts';
import { Findings } from './check/findings.ts';
import { bytesOfProber, Prober, type Probe } from './check/probe.ts';
import { summarize, type CheckReport } from './check/report.ts';
import { errorOfStep, stepsFor, type StepError } from './check/steps.ts';
import { indexWithin, tensorsOf, type Tensor } from './check/tensors.ts';
import { initialParameters } from './initialize.ts';
import { networkOf, type Network } from './network.ts';
import { stream } from './random.ts';
import { EngineError } from './results.ts';

export type { CheckReport } from './check/report.ts';

/** Multiply-adds between two yields: a few milliseconds. */
const sliceWork = 1 << 21;
const mostBytes = 2 ** 32;
/** Milliseconds: the clocks of browsers tell tenths. */
const leastTime = 5;
/** Of each tensor at least so many parameters are checked. */
const leastOfTensor = 10;

/** Backpropagation's gradient on the checked rows: float64, flat, as `layerPlaces` says. */
export function gradients(spec: Spec, dataset: Dataset, from?: Float64Array): Float64Array {
  const { network, parameters, rows } = subject(spec, dataset, from);
  return backpropagation(network, parameters, rows, spec.training).gradient();
}

/** How far numerical differentiation of one parameter is off, by step size. */
export interface StepCurve {
  /** Its place in the flat parameters. */
  readonly parameter: number;
  readonly backpropagation: number;
  /** Of the step that the check begins with. */
  readonly used: StepError;
  /** Some 25, from the longest step down. */
  readonly steps: StepError[];
}

/**
 * @param parameter its place in the flat parameters, as in `CheckReport.scatter.places`.
 * @param from the parameters to differentiate at; absent: those that training would start from.
 * @throws EngineError if there are no training rows, or the network does not fit into memory.
 * @throws RangeError if there is no such parameter.
 */
export function errorAgainstStep(spec: Spec, dataset: Dataset, parameter: number, from?: Float64Array): StepCurve {
  const { network, parameters, rows } = subject(spec, dataset, from);
  const w = parameters[parameter];
  if (w === undefined) throw new RangeError(`There is no parameter ${parameter}.`);
  const derivative = backpropagation(network, parameters, rows, spec.training).gradient()[parameter] ?? NaN;
  const errorAt = errorOfStep(network, parameters, rows, spec.training, parameter, derivative);
  return { parameter, backpropagation: derivative, used: errorAt(stepOf(spec, w)), steps: stepsFor(w).map(errorAt) };
}

function stepOf({ gradientCheck: { step } }: Spec, w: number): number {
  return step === 'auto' ? stepFor(w) : step;
}

/**
 * Compares backpropagation with numerical differentiation, in float64, on the first
 * `gradientCheck.samples` training rows. Yields its progress every few milliseconds.
 * @param from the parameters to check at; absent: those that training would start from.
 * @throws EngineError if there are no training rows, or the network does not fit into memory.
 */
export function* checkGradients(
  spec: Spec,
  dataset: Dataset,
  from?: Float64Array,
): Generator<{ done: number; of: number }, CheckReport, void> {
  const { network, parameters, rows } = subject(spec, dataset, from);
  const { maxParameters } = spec.gradientCheck;
  const { gradient: compute, propagate, pass } = backpropagation(network, parameters, rows, spec.training);
  const gradient = compute();
  const backpropagationSeconds = secondsOf(propagate);
  const passSeconds = secondsOf(pass);

  const numericalStart = performance.now();
  const prober = new Prober(network, parameters, rows, spec.training);
  const tensors = tensorsOf(network);
  const chosen = tensors.map((tensor) => ({
    tensor,
    places: choose(tensor, network, maxParameters, spec.training.seed),
  }));
  const of = chosen.reduce((sum, { places }) => sum + places.length, 0);
  const findings = new Findings(gradient, of);
  let work = 0;
  for (const { tensor, places } of chosen) {
    const workOfOne = prober.work(tensor.layer);
    for (const at of places) {
      const parameter = indexWithin(tensor, at);
      const w = parameters[at] ?? NaN;
      const probe = (up: number, down: number): Probe => prober.probe(parameter, up, down);
      findings.add(at, compare(gradient[at] ?? NaN, w, stepOf(spec, w), prober.loss, probe));
      work += workOfOne;
      if (work < sliceWork) continue;
      work = 0;
      yield { done: findings.checked.length, of };
    }
  }
  const direction = of < network.parameters ? alongDirection(spec, gradient, prober) : null;
  const seconds = {
    backpropagation: backpropagationSeconds,
    numerical: (performance.now() - numericalStart) / 1000,
  };
  const { loss } = prober;
  return summarize({ network, tensors, findings, direction, loss, samples: rows.count, seconds, passSeconds });
}

/** Of one call, over as many as the clock needs to tell. */
function secondsOf(work: () => void): number {
  const start = performance.now();
  for (let calls = 1; ; calls++) {
    work();
    const passed = performance.now() - start;
    if (passed >= leastTime) return passed / calls / 1000;
  }
}

function subject(
  spec: Spec,
  { inputNames, training }: Dataset,
  from: Float64Array | undefined,
): { network: Network; parameters: Float64Array; rows: Rows } {
  const network = networkOf(spec, inputNames.length);
  const count = Math.min(spec.gradientCheck.samples, training.count);
  if (count === 0) throw new EngineError(phrase('There are no rows to check the gradients on.'));
  const bytes = bytesOfProber(network, count);
  if (bytes > mostBytes) {
    throw new EngineError(
      phrase(
        'Checking the gradients on {0} rows needs {1} MB of memory, more than the 4096 MB there are. Fewer “samples” need less.',
        count,
        Math.ceil(bytes / 1048576),
      ),
    );
  }
  return {
    network,
    parameters: from ?? initialParameters(spec, network),
    rows: {
      count,
      inputs: training.inputs.subarray(0, count * network.inputs),
      targets: training.targets.subarray(0, count * network.outputs),
    },
  };
}

/** Places of all parameters of a tensor, or of a seeded sample: its share, but at least ten. */
function choose({ start, size, layer, kind }: Tensor, network: Network, most: number, seed: number): Int32Array {
  const places = Int32Array.from({ length: size }, (_, index) => start + index);
  const share = Math.floor((most * size) / network.parameters);
  const count = network.parameters <= most ? size : Math.min(size, Math.max(leastOfTensor, share));
  if (count === size) return places;
  stream(seed, `gradient check ${kind} ${layer}`).shuffle(places);
  return places.subarray(0, count).toSorted();
}

/** All parameters at once, along one random direction of length about 1: what a sample leaves out. */
function alongDirection(spec: Spec, gradient: Float64Array, prober: Prober): Comparison & { backpropagation: number } {
  const random = stream(spec.training.seed, 'gradient check direction');
  const length = Math.sqrt(gradient.length);
  const direction = gradient.map(() => random.normal() / length);
  const slope = gradient.reduce((sum, a, index) => sum + a * (direction[index] ?? 0), 0);
  const comparison = compare(slope, 0, stepFor(1), prober.loss, (up) => prober.probeDirection(direction, up));
  return { ...comparison, backpropagation: slope };
}
