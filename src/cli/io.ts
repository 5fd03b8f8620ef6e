import type { Helpers } from '../engine/compiler/compile.ts';
import type { StartWorker } from '../runs/worker.ts';

/** What the command line has of the outside world; a test brings its own. */
export interface Io {
  /** Folder that relative paths start from; absolute. */
  readonly cwd: string;
  /** Whether a person sees standard error. */
  readonly terminal: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Calls back when the user wants an end of it (Ctrl-C); returns what takes that back. */
  onInterrupt(stop: () => void): () => void;
  /** Threads that a sweep may keep busy. */
  readonly cores: number;
  readonly startWorker: StartWorker;
  /** Threads that help to train; absent: none. */
  readonly helpers?: Helpers;
  /** Lets the outside world have a word between two slices of work. */
  breathe(): Promise<void>;
}

export const exitCodes = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Wrong use of the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Input that nothing can be done with; the message is lines for standard error. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

export function outJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value)}\n`);
}
