import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { warnOfIdleKeys } from './effects.ts';
import { activationDefaults, format, type layer, type training } from './format.ts';
import { locatorOf } from './locate.ts';
import type { Locate, Problem } from './problem.ts';
import type { Values } from './record.ts';
import { Report } from './report.ts';
import { checkLayers, checkLoss, checkOnline, checkSamples, checkWeightsPath, defaultLoss } from './rules.ts';
import { sourceOf } from './source.ts';
import type { Activation, Initializer, LayerSpec, Spec, SweepPoint, TrainingSpec } from './spec.ts';
import { warnOfSuspicions } from './suspicions.ts';
import { combinations, type Combination } from './sweep.ts';
import { syntaxTree } from './syntax.ts';

export interface Parsed {
  /** Undefined if any of the problems is an error. */
  readonly spec: Spec | undefined;
  /** In the order of the text. */
  readonly problems: Problem[];
  readonly locate: Locate;
}

/** Reads a spec. Whatever the text, it does not throw. */
export function parseSpec(text: string): Parsed {
  const report = new Report(text);
  const tree = syntaxTree(text, report);
  const locate = locatorOf(tree);
  const spec = tree && read(tree, locate, report);
  const problems = report.problems.sort((a, b) => a.range.offset - b.range.offset);
  return { spec: report.errors > 0 ? undefined : spec, problems, locate };
}

function read(tree: Node, locate: Locate, report: Report): Spec | undefined {
  const parts = format.readPartly(tree, report);
  const { name, description, data, training, gradientCheck, sweep, weights } = parts;
  const source = data && sourceOf(data, locate, report);
  const layers = parts.layers?.map(layerOf);
  const output = layers?.at(-1);
  // A loss that is there but broken must not be judged as if it were the default.
  const lossIsDefault = findNodeAtLocation(tree, ['loss']) === undefined;
  const loss = lossIsDefault ? output && defaultLoss(output) : parts.loss;

  const samples = source?.kind === 'samples' ? source.samples : undefined;
  if (samples !== undefined) checkSamples(samples, locate, report);
  if (layers !== undefined) checkLayers(layers, samples?.[0]?.input.length, locate, report);
  if (layers !== undefined && output !== undefined && loss !== undefined) {
    checkLoss(output, ['layers', layers.length - 1], loss, locate, report);
  }

  if (weights !== undefined) checkWeightsPath(weights, locate, report);

  const swept = sweep && combinations(sweep, tree, locate, report);

  if (!data || !source || !layers || !loss || !training || !gradientCheck) return undefined;
  const spec: Spec = {
    name,
    description,
    data: { source, missing: data.missing, normalize: data.normalize, validation: data.validation },
    layers,
    loss,
    training: trainingOf(training),
    gradientCheck,
    sweep: swept && swept.length > 0 ? swept.map((combination) => pointOf(training, combination)) : undefined,
    weights,
  };
  checkOnline(spec, locate, report);
  warnOfSuspicions(spec, locate, report);
  warnOfIdleKeys(spec, (path) => findNodeAtLocation(tree, [...path]), report);
  return spec;
}

function layerOf(values: Values<typeof layer.keys>, index: number, all: readonly unknown[]): LayerSpec {
  const { name, units, bias, initializer, weights, biases, dropout, frozen } = values;
  const { type: activation, alpha } = activationOf(values.activation);
  return {
    name: name ?? (index === all.length - 1 ? 'output' : `hidden ${index + 1}`),
    units,
    activation,
    alpha,
    bias,
    initializer: initializerOf(initializer ?? (reluFamily.has(activation) ? 'he-uniform' : 'glorot-uniform')),
    weights,
    biases,
    dropout,
    frozen,
  };
}

/** Those that pass positive values on about as they are: He et al. 2015 is for them. */
const reluFamily: ReadonlySet<Activation> = new Set(['relu', 'leaky-relu', 'elu', 'gelu', 'silu', 'softplus']);

function activationOf(given: Values<typeof layer.keys>['activation']): { type: Activation; alpha: number } {
  if (given === 'leaky-relu' || given === 'elu') return { type: given, alpha: activationDefaults[given] };
  if (typeof given === 'string') return { type: given, alpha: 0 };
  return { type: given.type, alpha: given.type === 'elu' ? given.alpha : given.slope };
}

function trainingOf({ learningRate, ...values }: Values<typeof training.keys>): TrainingSpec {
  return {
    ...values,
    learningRate: typeof learningRate === 'number' ? { schedule: 'constant', initial: learningRate } : learningRate,
  };
}

function pointOf(values: Values<typeof training.keys>, { settings, values: swept }: Combination): SweepPoint {
  // Each value was read by the key of its name, which is what the type says.
  return { settings, training: trainingOf({ ...values, ...swept } as Values<typeof training.keys>) };
}

function initializerOf(given: Initializer | Initializer['type']): Initializer {
  return typeof given === 'string' ? { type: given, scale: 1 } : given;
}
