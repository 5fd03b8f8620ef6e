import { isControlMemory } from './control.ts';
import * as is from './guards.ts';
import type { Guarded } from './guards.ts';
import { checkReport, ending, epochs, health, phrase, position, snapshot, stepCurve } from './run.ts';

const rows = is.object({ count: is.count, inputs: is.floats, targets: is.floats });

const dataset = is.object({
  inputNames: is.listOf(is.text),
  outputNames: is.listOf(is.text),
  classes: is.optional(is.listOf(is.text)),
  scaler: is.optional(is.object({ offset: is.floats, scale: is.floats })),
  training: rows,
  validation: rows,
});

/** Host → worker: one job a worker. `spec` is checked against the format where it is read. */
export const toWorker = is.either(
  is.object({
    type: is.literal('train'),
    /** Tells of all epochs, however many. */
    everyEpoch: is.flag,
    spec: is.whatever,
    dataset,
    control: isControlMemory,
  }),
  /** Trains, and then on rows that come, until it is stopped. */
  is.object({ type: is.literal('follow'), spec: is.whatever, dataset, control: isControlMemory }),
  is.object({ type: is.literal('check'), spec: is.whatever, dataset, control: isControlMemory }),
  /** Differentiates one of the parameters with steps of all sizes. */
  is.object({
    type: is.literal('step-curve'),
    parameter: is.count,
    spec: is.whatever,
    dataset,
    control: isControlMemory,
  }),
  /** Looks for a learning rate. */
  is.object({ type: is.literal('find-rate'), spec: is.whatever, dataset, control: isControlMemory }),
  /** Rows that have come, for `follow`. */
  is.object({ type: is.literal('rows'), rows }),
  /** What has changed in `control`, where its memory is not shared. */
  is.object({ type: is.literal('orders'), control: isControlMemory }),
);
export type ToWorker = Guarded<typeof toWorker>;
export type WorkerJob = Exclude<ToWorker, { type: 'rows' | 'orders' }>;

/** Worker → host. */
export const fromWorker = is.either(
  /** The network is built and training begins. */
  is.object({ type: is.literal('started') }),
  /** At most 30 a second; the arrays are transferred. */
  is.object({ type: is.literal('frame'), epochs, parameters: is.floats }),
  /** All work asked for is done; the worker waits. Comes after a frame with where it stands. */
  is.object({ type: is.literal('paused'), position }),
  /** All rows that have come are trained on; the worker waits for more. Told once. */
  is.object({ type: is.literal('following') }),
  /** Works again, on its own. */
  is.object({ type: is.literal('resumed') }),
  /** Back at the initial parameters: what came before is void, and epochs count from 0 again. */
  is.object({ type: is.literal('reset') }),
  /** Parameters at the ends of epochs, in rising order, for going back in time. */
  is.object({ type: is.literal('snapshots'), snapshots: is.listOf(snapshot) }),
  is.object({ type: is.literal('health'), health }),
  is.object({
    type: is.literal('ended'),
    ending,
    /** The epochs since the last frame, and the final weights. */
    epochs,
    parameters: is.floats,
  }),
  is.object({ type: is.literal('checking'), done: is.count, of: is.count }),
  is.object({ type: is.literal('checked'), report: is.nullable(checkReport) }),
  is.object({ type: is.literal('step-curve'), curve: stepCurve }),
  /** Steps of the search for a learning rate, each of which tries another. */
  is.object({ type: is.literal('finding-rate'), done: is.count, of: is.count }),
  /** Null if the loss is not a number from the start. */
  is.object({ type: is.literal('rate-found'), rate: is.nullable(is.number) }),
  /** The job can't be done; the message is for the user. */
  is.object({ type: is.literal('failed'), message: phrase }),
);
export type FromWorker = Guarded<typeof fromWorker>;
