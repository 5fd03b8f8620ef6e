import type { Dataset, Rows } from '../data/dataset.ts';
import type { Spec } from '../spec/spec.ts';
import type { Network } from './network.ts';
import { predict } from './predict.ts';
import { taskOf } from './score.ts';

export interface ClassScore {
  /** Right among those put into the class; 0 if none were (as scikit-learn). */
  readonly precision: number;
  /** Right among those of the class; 0 if there are none. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Rows of the class. */
  readonly support: number;
}

/** How well each class is told from the others. */
export interface ClassReport {
  /** Rows by class (down) and by what they were taken for (across). */
  readonly confusion: number[][];
  readonly perClass: ClassScore[];
}

export interface ClassReports {
  /** Of the classes, in the order of the reports. */
  readonly names: string[];
  readonly training: ClassReport;
  readonly validation: ClassReport | null;
}

/** A matrix of more classes tells nobody anything. */
const mostClasses = 100;

/**
 * Of the given parameters, flat; null where outputs don't stand for classes of which a row has one:
 * softmax, or a single sigmoid or step unit with targets 0 and 1.
 * @throws EngineError if the network does not fit into memory.
 */
export function classReports(
  spec: Spec,
  network: Network,
  dataset: Dataset,
  parameters: Float64Array,
): ClassReports | null {
  const softmax = network.layers.at(-1)?.activation === 'softmax';
  const classes = softmax ? network.outputs : 2;
  if (taskOf(spec, dataset) === 'regression' || (!softmax && network.outputs > 1) || classes > mostClasses) return null;
  const reportOf = ({ inputs, targets }: Rows): ClassReport => {
    const taken = classesOf(predict(spec, network, parameters, inputs), network.outputs);
    return report(confusion(classesOf(targets, network.outputs), taken, classes));
  };
  const { training, validation, outputNames } = dataset;
  return {
    names: [...(dataset.classes ?? (softmax ? outputNames : ['0', '1']))],
    training: reportOf(training),
    validation: validation.count > 0 ? reportOf(validation) : null,
  };
}

/** The likeliest of several classes, the first of equals; of two with one output by a half. */
function classesOf(values: Float64Array, outputs: number): Int32Array {
  return Int32Array.from({ length: values.length / outputs }, (_, row) => {
    const start = row * outputs;
    if (outputs === 1) return (values[start] ?? NaN) >= 0.5 ? 1 : 0;
    let best = 0;
    for (let k = 1; k < outputs; k++) if ((values[start + k] ?? NaN) > (values[start + best] ?? NaN)) best = k;
    return best;
  });
}

function confusion(right: Int32Array, taken: Int32Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  right.forEach((truth, row) => {
    const ofClass = counts[truth];
    const as = taken[row];
    if (ofClass && as !== undefined) ofClass[as] = (ofClass[as] ?? 0) + 1;
  });
  return counts;
}

function report(counts: number[][]): ClassReport {
  const perClass = counts.map((ofClass, k): ClassScore => {
    const right = ofClass[k] ?? 0;
    const support = ofClass.reduce((sum, count) => sum + count, 0);
    const taken = counts.reduce((sum, row) => sum + (row[k] ?? 0), 0);
    const share = (of: number): number => (of === 0 ? 0 : right / of);
    return { precision: share(taken), recall: share(support), f1: share((taken + support) / 2), support };
  });
  return { confusion: counts, perClass };
}
