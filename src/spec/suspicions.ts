import { phrase } from './phrase.ts';
import type { Locate } from './problem.ts';
import type { Report } from './report.ts';
import type { LayerSpec, Spec } from './spec.ts';

/** Warns of what is legal, and most likely not meant. */
export function warnOfSuspicions({ layers, training }: Spec, locate: Locate, report: Report): void {
  warnOfReluOutput(layers, locate, report);
  for (const index of layers.keys()) warnOfCopies(layers, index, locate, report);
  if (layers.every(({ frozen }) => frozen)) {
    const message = phrase('every layer is frozen: training changes nothing');
    report.warning(locate(['layers', 0, 'frozen']), 'nothing-trained', message);
  }
  if (training.learningRate.initial === 0) {
    const message = phrase('with a learning rate of 0 training changes nothing');
    report.warning(locate(['training', 'learningRate']), 'nothing-trained', message);
  }
}

function warnOfReluOutput(layers: readonly LayerSpec[], locate: Locate, report: Report): void {
  const last = layers.length - 1;
  if (layers[last]?.activation !== 'relu') return;
  const message = phrase('a relu output is never negative, and where it is 0 nothing is learned: take identity');
  report.warning(locate(['layers', last, 'activation']), 'relu-output', message);
}

/** Units with the same weights into them and out of them have the same gradients, so that they stay alike. */
function warnOfCopies(layers: readonly LayerSpec[], index: number, locate: Locate, report: Report): void {
  const [layer, next] = [layers[index], layers[index + 1]];
  if (!layer || !next || layer.units === 1 || !startsConstant(layer) || !startsConstant(next)) return;
  const message = phrase('all weights of this layer and the next start alike: its {0} units stay alike', layer.units);
  report.warning(locate(['layers', index, 'initializer']), 'units-alike', message);
}

function startsConstant({ weights, initializer }: LayerSpec): boolean {
  return weights === undefined && (initializer.type === 'zeros' || initializer.type === 'ones');
}
