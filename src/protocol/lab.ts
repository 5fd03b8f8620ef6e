import * as is from './guards.ts';
import type { Guarded } from './guards.ts';
import { predictionChoice, predictionPoints, predictions } from './predictions.ts';
import {
  checkState,
  comparison,
  epochs,
  health,
  network,
  phrase,
  place,
  run,
  runState,
  series,
  stride,
  stepCurve,
  sweepCourses,
  sweepState,
} from './run.ts';
import { trace, tracedRow } from './trace.ts';

const curveResult = is.either(
  is.object({ kind: is.literal('found'), curve: stepCurve }),
  is.object({ kind: is.literal('failed'), message: phrase }),
);
export type CurveResult = Guarded<typeof curveResult>;

/** Host → lab webview. */
export const toLab = is.either(
  /** Answers `ready`, and follows whenever the file or its network changes: all there is to show. */
  is.object({
    type: is.literal('snapshot'),
    /** Of the file. Kept in the webview's state as `uri`, which is how a reloaded window finds the file again. */
    uri: is.text,
    file: is.text,
    description: is.text,
    /** Of the text as it stands; null while it was never free of errors. */
    network: is.nullable(network),
    /** Number of errors in the text, which then is not what `network` shows. */
    errors: is.count,
    /** Whether they are no more than that Restricted Mode reads no data file. */
    restricted: is.flag,
    /** Whether the run was trained on other data than those that the file names now. */
    stale: is.flag,
    /** Its epochs go on where those that were sent before end, if they don't begin with 0 and the run is the same. */
    run: is.nullable(run),
    /** Of which `run` is one of the runs; null if it was trained alone. */
    sweep: is.nullable(sweepState),
    check: is.nullable(checkState),
  }),
  /** What came since the last frame. At most 30 a second, only while the lab is visible. */
  is.object({ type: is.literal('frame'), run: is.count, epochs, parameters: is.floats }),
  is.object({ type: is.literal('state'), run: is.count, state: runState }),
  is.object({ type: is.literal('sweep'), sweep: sweepState }),
  /** Follows each of those, and comes twice a second while the sweep goes on. */
  is.object({ type: is.literal('courses'), courses: sweepCourses }),
  /** Runs to be compared with the one that is shown, at most four; follows each snapshot. */
  is.object({
    type: is.literal('others'),
    /** As OtherRun; null for the loss of one that was among the last ones and has not changed. */
    runs: is.listOf(is.object({ id: is.count, settings: is.text, stride, loss: is.nullable(series) })),
  }),
  /** The same runs in figures, after each of those and when the run that is shown has ended; null if it is alone. */
  is.object({ type: is.literal('comparison'), comparison: is.nullable(comparison) }),
  is.object({ type: is.literal('health'), run: is.count, health }),
  /** Selected here or elsewhere. */
  is.object({ type: is.literal('selected'), place }),
  is.object({ type: is.literal('check'), state: is.nullable(checkState) }),
  /** Answers `step-curve`, unless the next one comes before it. */
  is.object({ type: is.literal('step-curve'), result: curveResult }),
  /** Answer `predictions`: the data once, then what the latest weights make of them, at most five times a second. */
  is.object({ type: is.literal('prediction-points'), run: is.count, points: predictionPoints }),
  is.object({ type: is.literal('predictions'), run: is.count, predictions }),
  /** Answers `trace`. */
  is.object({ type: is.literal('trace'), run: is.count, trace }),
);
export type ToLab = Guarded<typeof toLab>;
export type LabSnapshot = Extract<ToLab, { type: 'snapshot' }>;
export type LabFrame = Extract<ToLab, { type: 'frame' }>;

/** Lab webview → host. */
export const fromLab = is.either(
  /** The script runs and listens. */
  is.object({ type: is.literal('ready') }),
  is.object({ type: is.literal('train') }),
  is.object({ type: is.literal('stop') }),
  is.object({ type: is.literal('pause') }),
  is.object({ type: is.literal('continue') }),
  /** Train so much and pause; where no run is under way, of a new one. */
  is.object({ type: is.literal('epoch') }),
  is.object({ type: is.literal('step') }),
  /** Back to the same initial weights. */
  is.object({ type: is.literal('reset') }),
  /** Look at another run of the sweep. */
  is.object({ type: is.literal('show'), run: is.count }),
  /** Of the run under way; null for the file's own. */
  is.object({ type: is.literal('learning-rate'), rate: is.nullable(is.number) }),
  is.object({ type: is.literal('check') }),
  /** What of the predictions is looked at; null for nothing any more. */
  is.object({ type: is.literal('predictions'), choice: is.nullable(predictionChoice) }),
  /** Save all epochs of the runs that are compared. */
  is.object({ type: is.literal('export-history') }),
  /** Save the diagram; a PNG's bytes come in base64. */
  is.object({ type: is.literal('save-diagram'), format: is.literal('svg', 'png'), content: is.text }),
  /** To the clipboard, as Mermaid's text. */
  is.object({ type: is.literal('copy-diagram') }),
  /** Select it here, in the Weights view and in the file. */
  is.object({ type: is.literal('select'), place }),
  /** Take a row through one step of gradient descent from the weights as they are; `rate` is ε. */
  is.object({ type: is.literal('trace'), of: tracedRow, rate: is.number }),
  /** Differentiate by one of the parameters that were checked, given by its place among all, with steps of all sizes. */
  is.object({ type: is.literal('step-curve'), parameter: is.count }),
  /** Something went wrong in the webview; for the log. */
  is.object({ type: is.literal('error'), message: is.text }),
);
export type FromLab = Guarded<typeof fromLab>;
