import type { Dataset } from '../data/dataset.ts';
import { networkOf } from '../engine/network.ts';
import { Predictor } from '../engine/predict.ts';
import { EngineError } from '../engine/results.ts';
import type { ToLab } from '../protocol/lab.ts';
import type { PredictionChoice } from '../protocol/predictions.ts';
import type { RunState } from '../protocol/run.ts';
import type { Spec } from '../spec/spec.ts';
import { fitting, movingCells, predictionPoints, predictionsOf } from './predictions.ts';
import { rowsOfSlice, type Source } from './predictedRows.ts';

/** What is predicted of a run. */
export interface PredictedRun {
  readonly id: number;
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly parameters: Float64Array;
  readonly state: Pick<RunState, 'kind'>;
}

type Message = Extract<ToLab, { type: 'predictions' | 'prediction-points' }>;

/** At most five pictures a second, and at most a fifth of the host's time. */
const interval = 200;
const rest = 4;

/**
 * The pictures of what a run predicts, while they are looked at. They are worked out in slices of a
 * few milliseconds, between which the host does what else there is to do.
 */
export class PredictionFeed {
  private wanted: PredictionChoice | undefined;
  /** The run whose points were sent, and what predicts for it. */
  private told: { readonly run: number; readonly predictor: Predictor } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Something has changed since the work under way began. */
  private again = false;

  constructor(
    private readonly run: () => PredictedRun | undefined,
    private readonly post: (message: Message) => void,
    private readonly log: (line: string) => void,
  ) {}

  /** @param choice undefined: nobody looks */
  want(choice: PredictionChoice | undefined): void {
    this.stop();
    this.wanted = choice;
    this.work();
  }

  /** The run has got further or come to rest, or another has taken its place. */
  advance(): void {
    if (this.timer) this.again = true;
    else this.work();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.again = false;
    this.wanted = undefined;
    this.told = undefined;
  }

  private work(): void {
    const run = this.run();
    if (!run || !this.wanted || run.parameters.length === 0) return;
    try {
      this.begin(run, this.wanted);
    } catch (error) {
      // Training takes more memory than this; what is left of it may be too little all the same.
      if (!(error instanceof EngineError)) throw error;
      this.log(`predictions: ${error.message}`);
      this.stop();
    }
  }

  private begin(run: PredictedRun, wanted: PredictionChoice): void {
    const { id, spec, dataset, parameters, state } = run;
    const network = networkOf(spec, dataset.inputNames.length);
    const choice = fitting(wanted, dataset);
    if (this.told?.run !== id) {
      this.told = { run: id, predictor: new Predictor(spec, network, rowsOfSlice(network)) };
      this.post({ type: 'prediction-points', run: id, points: predictionPoints({ spec, dataset }, choice) });
    }
    const { predictor } = this.told;
    predictor.use(parameters);
    const source: Source = { spec, network, dataset, predictor };
    this.again = false;
    const cells = state.kind === 'running' ? movingCells : undefined;
    this.slice(work(id, source, choice, cells), performance.now(), 0);
  }

  /** @param spent milliseconds of work so far */
  private slice(working: Generator<null, Message, void>, began: number, spent: number): void {
    const from = performance.now();
    const step = working.next();
    const total = spent + performance.now() - from;
    if (step.done !== true) {
      this.timer = setTimeout(() => this.slice(working, began, total), 0);
      return;
    }
    this.post(step.value);
    const pause = Math.max(rest * total, interval - (performance.now() - began));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.again) this.work();
    }, pause);
  }
}

function* work(
  run: number,
  source: Source,
  choice: PredictionChoice,
  cells: number | undefined,
): Generator<null, Message, void> {
  return { type: 'predictions', run, predictions: yield* predictionsOf(source, choice, cells) };
}
