import { phrase } from './phrase.ts';
import type { Locate, Path } from './problem.ts';
import { countOthers, LISTED, type Report } from './report.ts';
import { checkPath } from './source.ts';
import type { InlineSample, LayerSpec, Loss, Spec } from './spec.ts';

/** What one key alone can't show: which values go together. */

/** @param inputs number of inputs of the network, if it is known without reading a file. */
export function checkLayers(
  layers: readonly LayerSpec[],
  inputs: number | undefined,
  locate: Locate,
  report: Report,
): void {
  let trained = false;
  for (const [index, layer] of layers.entries()) {
    const path: Path = ['layers', index];
    trained ||= !layer.frozen;
    if (layer.activation === 'softmax' && index < layers.length - 1) {
      const message = phrase('softmax is for the output layer; this one is followed by another');
      report.error(locate([...path, 'activation']), 'softmax-not-last', message);
    }
    if (layer.activation === 'step' && trained) {
      const message = phrase('step has no gradient: backpropagation can’t train this layer or those before it');
      report.warning(locate([...path, 'activation']), 'no-gradient', message);
    }
    checkWeights(layer, path, index === 0 ? inputs : layers[index - 1]?.units, locate, report);
    checkBiases(layer, path, locate, report);
  }
}

function checkWeights(
  { weights, units }: LayerSpec,
  layer: Path,
  inputs: number | undefined,
  locate: Locate,
  report: Report,
): void {
  if (weights === undefined) return;
  const path = [...layer, 'weights'];
  if (weights.length !== units) {
    const message = phrase('{0} rows of weights, the layer has {1} units', weights.length, units);
    report.error(locate(path), 'weights-shape', message);
  }
  // How many inputs the first layer has may be known only when the data are read.
  const expected = inputs ?? weights[0]?.length ?? 0;
  let wrong = 0;
  for (const [row, { length }] of weights.entries()) {
    if (length === expected || ++wrong > LISTED) continue;
    const message =
      inputs === undefined
        ? phrase('row {0} has {1} weights, row 1 has {2}', row + 1, length, expected)
        : phrase('row {0} has {1} weights, the layer has {2} inputs', row + 1, length, expected);
    report.error(locate([...path, row]), 'weights-shape', message);
  }
  countOthers(report, locate(path), wrong);
}

function checkBiases({ biases, units, bias }: LayerSpec, layer: Path, locate: Locate, report: Report): void {
  if (biases === undefined) return;
  const range = locate([...layer, 'biases']);
  if (!bias) {
    report.error(range, 'biases-shape', phrase('biases are given, but “bias” is false'));
  } else if (biases.length !== units) {
    report.error(range, 'biases-shape', phrase('{0} biases, the layer has {1} units', biases.length, units));
  }
}

export function defaultLoss({ activation }: LayerSpec): Loss {
  if (activation === 'softmax') return 'cross-entropy';
  if (activation === 'sigmoid') return 'binary-cross-entropy';
  return 'mean-squared-error';
}

export function checkLoss(output: LayerSpec, path: Path, loss: Loss, locate: Locate, report: Report): void {
  const { activation, units } = output;
  const range = locate(['loss']);
  if (activation === 'softmax' && units === 1) {
    const message = phrase('softmax over a single unit is always 1: take sigmoid, or one unit a class');
    report.error(locate([...path, 'units']), 'softmax-single-unit', message);
  }
  if (activation === 'softmax' && loss !== 'cross-entropy') {
    report.error(range, 'softmax-needs-cross-entropy', phrase('softmax needs cross-entropy, not {0}', loss));
  }
  if (loss === 'cross-entropy' && activation !== 'softmax') {
    const message = phrase('cross-entropy needs a softmax output layer, not {0}', activation);
    report.error(range, 'cross-entropy-needs-softmax', message);
  }
  if (loss === 'binary-cross-entropy' && activation !== 'sigmoid') {
    const message = phrase('binary-cross-entropy needs a sigmoid output layer, not {0}', activation);
    report.error(range, 'binary-cross-entropy-needs-sigmoid', message);
  }
}

export function checkWeightsPath(weights: string, locate: Locate, report: Report): void {
  if (!checkPath(weights, ['weights'], locate, report, 'weights-file') || /\.safetensors$/i.test(weights)) return;
  report.error(locate(['weights']), 'weights-file', phrase('expected a .safetensors file, got “{0}”', weights));
}

/** Of a spec and of every run of its sweep. */
export function checkOnline({ data, training, sweep }: Spec, locate: Locate, report: Report): void {
  const methods = sweep?.map((point) => point.training.method) ?? [training.method];
  if (!methods.includes('online') || data.validation === 0) return;
  const message = phrase('online learning takes every row as a test before it learns from it: hold none out');
  report.error(locate(['data', 'validation']), 'online-validation', message, undefined, '0');
}

/** All samples take after the first. */
export function checkSamples(samples: readonly InlineSample[], locate: Locate, report: Report): void {
  const [first] = samples;
  if (first === undefined) return;
  let inputs = 0;
  let targets = 0;
  for (const [index, { input, target }] of samples.entries()) {
    const path: Path = ['data', 'samples', index];
    if (input.length !== first.input.length && ++inputs <= LISTED) {
      const message = phrase(
        'sample {0} has {1} inputs, sample 1 has {2}',
        index + 1,
        input.length,
        first.input.length,
      );
      report.error(locate([...path, 'input']), 'sample-inputs', message);
    }
    const fault = targetFault(index + 1, target, first.target);
    if (fault !== undefined && ++targets <= LISTED) {
      report.error(locate([...path, 'target']), 'sample-targets', fault);
    }
  }
  countOthers(report, locate(['data', 'samples']), inputs);
  countOthers(report, locate(['data', 'samples']), targets);
}

function targetFault(number: number, target: InlineSample['target'], first: InlineSample['target']) {
  if (typeof target !== typeof first) {
    return phrase('the targets of sample {0} and sample 1 differ in kind: a number, a list or a label', number);
  }
  if (typeof target !== 'object' || typeof first !== 'object' || target.length === first.length) return undefined;
  return phrase(
    'the target of sample {0} has {1} numbers, that of sample 1 has {2}',
    number,
    target.length,
    first.length,
  );
}
