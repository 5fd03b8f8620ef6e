import type { Phrase } from '../protocol/run.ts';
import type { FromWorker, ToWorker } from '../protocol/worker.ts';

/** A worker that does one job. */
export interface WorkerClient {
  /** No memory can be shared with it. */
  readonly apart?: true;
  post(job: ToWorker): void;
  /** Ends it at once, wherever it is. */
  terminate(): void;
}

export interface WorkerEvents {
  message(message: FromWorker): void;
  /** It is gone, by a fault or of itself; also told after the last message. */
  died(reason: Phrase): void;
}

export type StartWorker = (events: WorkerEvents) => WorkerClient;
