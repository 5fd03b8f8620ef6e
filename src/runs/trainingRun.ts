import type { Dataset } from '../data/dataset.ts';
import { sha256, type Hash } from '../data/sha256.ts';
import { networkOf } from '../engine/network.ts';
import { Snapshots, type Snapshot } from '../engine/snapshots.ts';
import type { Ending, Epochs, Health, Network, Run, RunState } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import { phrase } from '../spec/phrase.ts';
import type { Spec } from '../spec/spec.ts';
import type { Progress } from './events.ts';
import { Following } from './following.ts';
import { History } from './history.ts';
import { Job, type Task } from './job.ts';
import { shownNetwork } from './network.ts';
import type { StartWorker } from './worker.ts';

/**
 * One training of one network, from the click to its end:
 * starting → running ⇄ paused → stopping → ended or failed.
 */
export class TrainingRun {
  readonly network: Network;
  private history = new History();
  private snapshots: Snapshots;
  private latestHealth: Health | null = null;
  private rate: number | undefined;
  private readonly job: Job;
  /** Of the data file, if rows come to it. */
  readonly following: Following | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt = Date.now();
  private readonly started = performance.now();
  private current: RunState = { kind: 'starting' };
  private weights: Float64Array = new Float64Array();

  constructor(
    readonly id: number,
    private readonly task: Task,
    startWorker: StartWorker,
    private readonly tell: (progress: Progress) => void,
    private readonly hash: Hash = sha256,
  ) {
    this.network = shownNetwork(task.spec, task.dataset);
    this.snapshots = this.noSnapshots();
    const { follow, everyEpoch = false } = task;
    this.job = new Job(startWorker, follow ? { type: 'follow' } : { type: 'train', everyEpoch }, task, {
      message: (message) => this.receive(message),
      died: (reason) => this.enter({ kind: 'failed', message: reason }),
      unanswered: () => this.enter({ kind: 'ended', ending: this.stoppedHere() }),
    });
    this.following =
      follow &&
      new Following(follow, {
        rows: (rows) => this.job.add(rows),
        faults: () => this.tell({ kind: 'arrivals' }),
        failed: () => this.stop(),
      });
  }

  get spec(): Spec {
    return this.task.spec;
  }

  get dataset(): Dataset {
    return this.task.dataset;
  }

  /** As in Task. */
  get specHash(): string {
    return this.task.specHash;
  }

  /** Of the data that it is trained on, as in Task. */
  get stamp(): string | undefined {
    return this.task.stamp;
  }

  get state(): RunState {
    return this.current;
  }

  get active(): boolean {
    return this.current.kind !== 'ended' && this.current.kind !== 'failed';
  }

  /** Null: it goes on until it is stopped, or as long as there are rows. */
  get plannedEpochs(): number | null {
    const { method, epochs } = this.task.spec.training;
    return method === 'online' ? null : epochs;
  }

  /** Epochs done, and the last one's loss (NaN before the first). */
  get progress(): { readonly epoch: number; readonly loss: number } {
    return { epoch: this.history.done, loss: this.history.lastLoss.training };
  }

  /** On the training rows, of the epochs that are kept from 0 on; a view, valid until the next frame. */
  get losses(): Float64Array {
    return this.history.losses;
  }

  /** Flat, layer by layer; never written to. Empty until the first frame. */
  get parameters(): Float64Array {
    return this.weights;
  }

  /** As last told; null before. */
  get health(): Health | null {
    return this.latestHealth;
  }

  /** All there is to show, the epochs from `from` on copied. */
  snapshot(from = 0): Run {
    return {
      id: this.id,
      label: `#${this.id}`,
      network: this.network,
      plannedEpochs: this.plannedEpochs,
      state: this.current,
      epochs: this.history.epochs(from),
      parameters: this.weights,
      learningRate: this.rate ?? null,
      health: this.latestHealth,
      restored: null,
    };
  }

  /** As it would be if it ended now. */
  settled(): Run {
    const run = this.snapshot();
    return this.active ? { ...run, state: { kind: 'ended', ending: this.stoppedHere() } } : run;
  }

  /** Parameters over time, thinned out, in the order of their epochs. */
  get past(): readonly Snapshot[] {
    return this.snapshots.all();
  }

  /** The epochs from `from` on, copied. */
  epochs(from: number): Epochs {
    return this.history.epochs(from);
  }

  /** Ends the training, with an evaluation of the final weights; asked again, without it. */
  stop(): void {
    if (!this.active) return;
    if (this.current.kind !== 'stopping') this.enter({ kind: 'stopping' });
    this.job.stop();
  }

  pause(): void {
    this.job.control.pause();
  }

  resume(): void {
    this.job.control.run();
  }

  /** Trains to the end of an epoch, and pauses. */
  epoch(): void {
    this.job.control.epoch();
  }

  /** Trains one batch, and pauses. */
  step(): void {
    this.job.control.step();
  }

  /** Back to the initial weights, where it pauses. */
  reset(): void {
    this.job.control.reset();
  }

  /** @param rate undefined: the spec's own, with its schedule. */
  setLearningRate(rate: number | undefined): void {
    this.rate = rate;
    this.job.control.setLearningRate(rate);
  }

  /** Ends it without a word. */
  close(): void {
    this.following?.close();
    this.job.close();
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'started':
      case 'resumed':
        return this.hear({ kind: 'running' });
      case 'following':
        return this.hear({ kind: 'following' });
      case 'paused':
        return this.hear({ kind: 'paused', position: message.position });
      case 'reset':
        return this.begin();
      case 'snapshots':
        if (!message.snapshots.every(({ parameters }) => this.fits(parameters))) return this.garbled();
        for (const snapshot of message.snapshots) this.snapshots.add(snapshot);
        return;
      case 'health':
        this.latestHealth = message.health;
        return this.tell({ kind: 'health', health: message.health });
      case 'frame':
        if (!this.goesOnWith(message)) return this.garbled();
        return this.advance(message.epochs, message.parameters);
      case 'ended':
        if (!this.goesOnWith(message)) return this.garbled();
        this.job.close();
        this.advance(message.epochs, message.parameters);
        return this.enter({ kind: 'ended', ending: message.ending });
      case 'failed':
        this.job.close();
        return this.enter({ kind: 'failed', message: message.message });
      case 'checking':
      case 'checked':
      case 'step-curve':
      case 'finding-rate':
      case 'rate-found':
        return;
      default:
        message satisfies never;
    }
  }

  private goesOnWith({ epochs, parameters }: { epochs: Epochs; parameters: Float64Array }): boolean {
    return this.history.goesOnWith(epochs) && this.fits(parameters);
  }

  private fits({ length }: Float64Array): boolean {
    return this.weights.length === 0 || this.weights.length === length;
  }

  /** What came before is whole, and kept. */
  private garbled(): void {
    this.job.close();
    this.enter({ kind: 'failed', message: phrase('The engine sent something that does not fit the run.') });
  }

  private begin(): void {
    this.history = new History();
    this.snapshots = this.noSnapshots();
    this.latestHealth = null;
    this.tell({ kind: 'reset' });
  }

  private noSnapshots(): Snapshots {
    return new Snapshots(networkOf(this.task.spec, this.task.dataset.inputNames.length).parameters);
  }

  private advance(epochs: Epochs, parameters: Float64Array): void {
    this.history.append(epochs);
    this.weights = parameters;
    this.tell({ kind: 'frame' });
  }

  /** What the worker said before it saw that it is to stop is no news any more. */
  private hear(state: RunState): void {
    if (this.current.kind !== 'stopping') this.enter(state);
  }

  private enter(state: RunState): void {
    this.current = state;
    if (!this.active) this.following?.close();
    this.tell({ kind: 'state', state });
  }

  /** For a worker that could not be asked: its last epoch's loss stands for that of the last weights. */
  private stoppedHere(): Ending {
    const { training, validation } = this.history.lastLoss;
    const { epoch } = this.progress;
    const seconds = (performance.now() - this.started) / 1000;
    return {
      reason: 'stopped',
      divergence: null,
      epochs: epoch,
      restoredEpoch: null,
      seconds,
      samplesPerSecond: (epoch * this.task.dataset.training.count) / seconds,
      loss: training,
      validationLoss: Number.isNaN(validation) ? null : validation,
      metrics: this.history.lastMetrics,
      classes: null,
      weightsHash: this.weightsHash(),
    };
  }

  private weightsHash(): string {
    const single = this.task.spec.training.precision === 'float32';
    const stored = single ? Float32Array.from(this.weights) : this.weights;
    return this.hash(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
  }
}
