import type { Arrived } from '../data/arrivals.ts';
import type { Dataset, Rows } from '../data/dataset.ts';
import { Control, type ControlMemory } from '../protocol/control.ts';
import type { WorkerJob } from '../protocol/worker.ts';
import type { Spec } from '../spec/spec.ts';
import type { StartWorker, WorkerClient, WorkerEvents } from './worker.ts';

/** What a run is made of. */
export interface Task {
  readonly spec: Spec;
  readonly dataset: Dataset;
  /** SHA-256 of the text that the spec was read from. */
  readonly specHash: string;
  /** Changes when the files do that the rows come from; undefined if they come from the spec alone. */
  readonly stamp?: string | undefined;
  /** Of online learning: hands on the rows that come to the data file; without it the run ends after its own. */
  readonly follow?: Follow | undefined;
  /** All epochs are kept, however many; else a long run keeps some, so that its memory is bounded. */
  readonly everyEpoch?: boolean;
}

/** What a worker is to do, without what every job is made of. */
export type Order =
  | { readonly type: Exclude<WorkerJob['type'], 'train' | 'step-curve'> }
  | Pick<Extract<WorkerJob, { type: 'train' }>, 'type' | 'everyEpoch'>
  | Pick<Extract<WorkerJob, { type: 'step-curve' }>, 'type' | 'parameter'>;

/** Ends with the signal; rejects with DataFileError where it can't go on. */
export type Follow = (deliver: (arrived: Arrived) => void, signal: AbortSignal) => Promise<void>;

export interface JobEvents extends WorkerEvents {
  /** Asked to stop, the worker did not answer and was ended. */
  unanswered(): void;
}

/** A slice of work takes milliseconds: a worker that is silent for so long hangs. */
const patience = 2000;

/** One job in a worker of its own. Tells nothing more once it has been closed. */
export class Job {
  readonly control: Control;
  private readonly worker: WorkerClient;
  private closed = false;
  private deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(
    startWorker: StartWorker,
    order: Order,
    { spec, dataset }: Task,
    private readonly events: JobEvents,
  ) {
    this.worker = startWorker({
      message: (message) => {
        if (this.closed) return;
        // The evaluation of the final weights may take long, and says so: only silence counts.
        if (this.deadline) this.expectAnswer();
        events.message(message);
      },
      died: (reason) => {
        if (this.closed) return;
        this.close();
        events.died(reason);
      },
    });
    const send = (control: ControlMemory): void => {
      if (!this.closed) this.worker.post({ type: 'orders', control });
    };
    this.control = new Control(this.worker.apart ? send : undefined);
    this.worker.post({ ...order, spec, dataset: plain(dataset), control: this.control.memory });
  }

  /** Rows that have come. */
  add(rows: Rows): void {
    if (this.closed || rows.count === 0) return;
    this.worker.post({ type: 'rows', rows });
    this.control.wake();
  }

  /** Asks the worker to stop; it answers with its last message. Asked again, does not wait for that. */
  stop(): void {
    if (this.closed) return;
    if (this.deadline) return this.giveUp();
    this.control.stop();
    this.expectAnswer();
  }

  /** Ends the worker, wherever it is. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.deadline);
    this.worker.terminate();
  }

  private expectAnswer(): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.giveUp(), patience);
  }

  private giveUp(): void {
    this.close();
    this.events.unanswered();
  }
}

function plain({ inputNames, outputNames, classes, scaler, training, validation }: Dataset): WorkerJob['dataset'] {
  return {
    inputNames: [...inputNames],
    outputNames: [...outputNames],
    classes: classes && [...classes],
    scaler,
    training,
    validation,
  };
}
