import type { Dataset, Rows } from '../data/dataset.ts';
import type { Helpers } from '../engine/compiler/compile.ts';
import { EngineError } from '../engine/results.ts';
import type { Phrase } from '../protocol/run.ts';
import type { FromWorker, WorkerJob } from '../protocol/worker.ts';
import { isSpec } from '../spec/guard.ts';
import { phrase } from '../spec/phrase.ts';
import type { Spec } from '../spec/spec.ts';

export type Reply = (message: FromWorker, transfer?: ArrayBuffer[]) => void;

/** A job, slice by slice: after each, whether it goes on or there is nothing to do until an order or rows come. */
export type Work = Generator<'working' | 'waiting', void>;

/** What the platform gives and a test replaces. */
export interface Platform {
  /** Milliseconds from any fixed moment. */
  now(): number;
  /** As 64 hexadecimal digits. */
  sha256(bytes: Uint8Array): string;
  /** Rows that the host has sent since the last call; does not wait for any. */
  arrivals(): Rows[];
  /** Absent: a network is trained by one thread. */
  readonly helpers?: Helpers;
}

/** Most frames a second that anyone can see. */
export const framesPerSecond = 30;

/** The spec and the data of a job. Throws EngineError where they can't be what the host meant to send. */
export function unpack({ spec, dataset }: WorkerJob): { spec: Spec; dataset: Dataset } {
  if (!isSpec(spec)) throw new EngineError(phrase('The network did not reach the engine whole.'));
  const { inputNames, outputNames, classes, scaler, training, validation } = dataset;
  for (const rows of [training, validation]) checkSize(rows, inputNames.length, outputNames.length);
  return {
    spec,
    dataset: {
      inputNames,
      outputNames,
      training,
      validation,
      ...(classes && { classes }),
      ...(scaler && { scaler }),
    },
  };
}

function checkSize({ count, inputs, targets }: Rows, inputCount: number, outputCount: number): void {
  if (inputs.length === count * inputCount && targets.length === count * outputCount) return;
  throw new EngineError(phrase('The data did not reach the engine whole.'));
}

/** What to tell the user of an error: never a stack. */
export function explanation(error: unknown): Phrase {
  if (error instanceof EngineError) return { text: error.phrase.text, args: [...error.phrase.args] };
  const message = error instanceof Error ? error.message : String(error);
  return phrase('The engine failed unexpectedly: {0}', message);
}
