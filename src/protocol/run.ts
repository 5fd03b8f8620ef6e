import * as is from './guards.ts';
import type { Guarded } from './guards.ts';

/** What a run and a gradient check look like to anyone who shows them. */

/** A sentence and its values, translated where it is shown. */
export const phrase = is.object({ text: is.text, args: is.listOf(is.either(is.text, is.number)) });
export type Phrase = Guarded<typeof phrase>;

export const layer = is.object({
  name: is.text,
  inputs: is.count,
  units: is.count,
  activation: is.text,
  bias: is.flag,
});
/** Its parameters lie in the flat vector as units × inputs weights, row by row, then the biases. */
export type Layer = Guarded<typeof layer>;

export const network = is.object({
  layers: is.listOf(layer),
  inputNames: is.listOf(is.text),
  outputNames: is.listOf(is.text),
  loss: is.text,
  /** Of the images whose pixels the inputs are, row by row; null where they are none. */
  image: is.nullable(is.object({ rows: is.count, columns: is.count })),
});
export type Network = Guarded<typeof network>;

/** How well classes are told apart. */
const classReport = is.object({
  /** Rows by class (down) and by what they were taken for (across). */
  confusion: is.listOf(is.listOf(is.count)),
  perClass: is.listOf(is.object({ precision: is.number, recall: is.number, f1: is.number, support: is.count })),
});

export const ending = is.object({
  reason: is.literal('completed', 'early-stopped', 'stopped', 'diverged'),
  divergence: is.nullable(
    is.object({
      epoch: is.count,
      layer: is.text,
      tensor: is.literal('loss', 'weights', 'biases'),
      /** A learning rate to try instead. */
      suggestedRate: is.number,
    }),
  ),
  /** Epochs done in full. */
  epochs: is.count,
  /** The epoch that the final weights are of, if early stopping restored them. */
  restoredEpoch: is.nullable(is.count),
  seconds: is.number,
  samplesPerSecond: is.number,
  /** Exact evaluation of the final weights; of those of a run that diverged it may be infinite or NaN. */
  loss: is.number,
  validationLoss: is.nullable(is.number),
  /** Likewise; null without validation rows. */
  metrics: is.listOf(is.object({ name: is.text, training: is.number, validation: is.nullable(is.number) })),
  /** Null where the outputs don't stand for classes. */
  classes: is.nullable(
    is.object({
      names: is.listOf(is.text),
      training: classReport,
      validation: is.nullable(classReport),
    }),
  ),
  weightsHash: is.text,
});
export type Ending = Guarded<typeof ending>;

/** Epochs done, steps done of the epoch under way, and how many those are in all. */
export const position = is.object({ epoch: is.count, step: is.count, steps: is.count });
export type Position = Guarded<typeof position>;

export const runState = is.either(
  is.object({ kind: is.literal('starting') }),
  is.object({ kind: is.literal('running') }),
  /** All rows that have come are trained on, and more are waited for. */
  is.object({ kind: is.literal('following') }),
  is.object({ kind: is.literal('paused'), position }),
  /** Asked to stop: no weight changes any more, the final ones are being evaluated. */
  is.object({ kind: is.literal('stopping') }),
  is.object({ kind: is.literal('ended'), ending }),
  is.object({ kind: is.literal('failed'), message: phrase }),
);
export type RunState = Guarded<typeof runState>;

/** Columns of equal length, a value an epoch. NaN stands where there is no value. */
export const series = is.object({ name: is.text, training: is.floats, validation: is.floats });
export type Series = Guarded<typeof series>;

/** How many epochs one of those kept stands for. */
export const stride = is.where(is.count, (value) => value > 0);

/**
 * Epochs from `from` (the first is 0, before training) on, each `stride`-th: of a long run not all are kept, but those
 * that are multiples of a power of two. `done` is the last of the run, kept or not.
 */
export const epochs = is.where(
  is.object({
    from: is.count,
    stride,
    done: is.count,
    loss: series,
    metrics: is.listOf(series),
    learningRate: is.floats,
  }),
  ({ from, stride: every, loss, metrics, learningRate: { length } }) =>
    from % every === 0 &&
    [loss, ...metrics].every(({ training, validation }) => training.length === length && validation.length === length),
);
export type Epochs = Guarded<typeof epochs>;

/** The epoch that goes on where these end. */
export function epochAfter({ from, stride: every, learningRate }: Epochs): number {
  return from + every * learningRate.length;
}

/** Parameters at the end of an epoch. */
export const snapshot = is.object({ epoch: is.count, parameters: is.floats });

/** How training goes, layer by layer; see `engine/health.ts`. */
export const health = is.object({
  rows: is.count,
  layers: is.listOf(
    is.object({ deadUnits: is.nullable(is.count), gradientRms: is.number, updateRatio: is.nullable(is.number) }),
  ),
});
export type Health = Guarded<typeof health>;

export const run = is.object({
  id: is.count,
  /** Shown where runs are told apart. */
  label: is.text,
  network,
  /** Null: it goes on until it is stopped, or as long as there are rows. */
  plannedEpochs: is.nullable(is.count),
  state: runState,
  epochs,
  /** All parameters, layer by layer; empty until the first frame. */
  parameters: is.floats,
  /** What was set in the place of the spec's learning rate. */
  learningRate: is.nullable(is.number),
  health: is.nullable(health),
  /** When it was kept, if it is of a window before this one: milliseconds since 1970. */
  restored: is.nullable(is.number),
});
export type Run = Guarded<typeof run>;

/** A layer, a unit of it, or the weight from one of the unit's inputs. */
export const place = is.object({ layer: is.count, unit: is.nullable(is.count), input: is.nullable(is.count) });
export type Place = Guarded<typeof place>;

/** Another run of the same file, to be compared with the one that is shown. */
export interface OtherRun {
  readonly id: number;
  /** What differs from the run that is shown, as in `learningRate 0.1, seed 2`; empty if nothing does. */
  readonly settings: string;
  /** From epoch 0 on, each `stride`-th. */
  readonly loss: Series;
  readonly stride: number;
}

/** Runs of a file side by side; the first is the one that is shown. */
export const comparison = is.object({
  /** Those that are not the same in all of them, by their keys in the file. */
  settings: is.listOf(is.text),
  runs: is.listOf(
    is.object({
      id: is.count,
      /** Values of those settings; empty where a run has none. */
      settings: is.listOf(is.text),
      outcome: is.literal('training', 'completed', 'early-stopped', 'stopped', 'diverged', 'failed'),
      epochs: is.count,
      /** Of its final weights; null before its end. Not finite where it diverged. */
      loss: is.nullable(is.number),
      validationLoss: is.nullable(is.number),
      metrics: is.listOf(is.object({ name: is.text, training: is.number, validation: is.nullable(is.number) })),
      /**
       * How far the parameters of each layer, v, are from the first run's, w: ‖w − v‖ / ‖w‖, and the largest |w − v|.
       * Null for the first run, and for a network of another shape.
       */
      weights: is.nullable(is.listOf(is.object({ layer: is.text, change: is.number, largest: is.number }))),
    }),
  ),
});
export type Comparison = Guarded<typeof comparison>;

/** The runs of a sweep, those that have not begun yet included. */
export const sweepState = is.object({
  /** Id of the run that is shown, and of the best one that has ended. */
  shown: is.nullable(is.count),
  best: is.nullable(is.count),
  runs: is.listOf(
    is.object({
      id: is.nullable(is.count),
      /** Its settings. */
      label: is.text,
      state: is.literal('waiting', 'running', 'completed', 'early-stopped', 'stopped', 'diverged', 'failed'),
      /** At its end, before which there is no loss. NaN would not get through to a webview. */
      epochs: is.count,
      loss: is.nullable(is.number),
      validationLoss: is.nullable(is.number),
    }),
  ),
});
export type SweepState = Guarded<typeof sweepState>;

/** The losses of a sweep's runs that have begun, for small charts. */
export const sweepCourses = is.object({
  /** Of the longest run, planned or done. */
  epochs: is.count,
  runs: is.listOf(
    is.object({
      id: is.count,
      /** Done: the losses are those of epochs from 0 to this one, thinned out to points at equal distances. */
      epochs: is.count,
      loss: is.floats,
      /** By the rules of `runs/course.ts`; null before its end. */
      behaviour: is.nullable(is.literal('crawls', 'converges', 'oscillates', 'diverges', 'too-short')),
    }),
  ),
});
export type SweepCourses = Guarded<typeof sweepCourses>;

export const parameterStatus = is.literal('passed', 'noise', 'inactive', 'kink', 'failed', 'not-finite');
export type ParameterStatus = Guarded<typeof parameterStatus>;

export const checkedParameter = is.object({
  layer: is.count,
  tensor: is.literal('weights', 'biases'),
  /** `[unit, input]` of a weight, `[unit]` of a bias. */
  index: is.listOf(is.count),
  status: parameterStatus,
  backpropagation: is.number,
  numerical: is.number,
  relativeError: is.number,
  /** Slopes to the left and to the right, of a kink. */
  slopes: is.optional(is.object({ left: is.number, right: is.number })),
});
export type CheckedParameter = Guarded<typeof checkedParameter>;

export const checkedTensor = is.object({
  layer: is.count,
  name: is.text,
  tensor: is.literal('weights', 'biases'),
  parameters: is.count,
  checked: is.count,
  /** By the noise floor included. */
  passed: is.count,
  noise: is.count,
  failed: is.count,
  kinks: is.count,
  inactive: is.count,
  notFinite: is.count,
  maxRelativeError: is.number,
  /**
   * Relative errors, units down and inputs across: at most 64 × 64 cells, the largest of a cell's and whose it is,
   * by its place among all parameters; NaN: none compared.
   */
  errors: is.object({ rows: is.count, columns: is.count, values: is.floats, places: is.floats }),
});
export type CheckedTensor = Guarded<typeof checkedTensor>;

export const checkReport = is.object({
  verdict: is.literal('passed', 'failed', 'no-gradient', 'not-finite'),
  loss: is.number,
  samples: is.count,
  parameters: is.count,
  checked: is.count,
  tensors: is.listOf(checkedTensor),
  worst: is.nullable(checkedParameter),
  /** What is worth a look: failures, kinks, then the largest errors; at most 50 kinks, and 50 others. */
  notable: is.listOf(checkedParameter),
  /** Derivatives of at most 2,000 parameters checked, whose places in the flat vector are `places`. */
  scatter: is.object({ places: is.floats, backpropagation: is.floats, numerical: is.floats }),
  /** Backpropagation once; numerical differentiation of those checked; one forward pass of backpropagation's. */
  seconds: is.object({ backpropagation: is.number, numerical: is.number }),
  passSeconds: is.number,
});
export type CheckReport = Guarded<typeof checkReport>;

const stepError = is.object({ step: is.number, numerical: is.number, relativeError: is.number });

/** Of one parameter, how far numerical differentiation is off by step size. */
export const stepCurve = is.object({
  /** Its place in the flat parameters. */
  parameter: is.count,
  backpropagation: is.number,
  /** Of the step that the check begins with. */
  used: stepError,
  /** From the longest step down. */
  steps: is.listOf(stepError),
});
export type StepCurve = Guarded<typeof stepCurve>;

export const checkState = is.either(
  is.object({ kind: is.literal('running'), done: is.count, of: is.count }),
  /** With the network that was checked, whatever the text says by now. */
  is.object({ kind: is.literal('done'), report: checkReport, network }),
  is.object({ kind: is.literal('stopped') }),
  is.object({ kind: is.literal('failed'), message: phrase }),
);
export type CheckState = Guarded<typeof checkState>;
