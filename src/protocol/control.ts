/**
 * What the host wants of a job, in memory that is looked at between two slices of work. Threads that can share it do: a
 * message would wait for the job's end. Few pages of a browser let them; elsewhere the worker has memory of its own,
 * pauses for messages now and then, and copies what they bring.
 */

/** Indices of 32-bit cells. All but `mode` are counters. */
const cell = {
  /** Goes up with every change of another; a worker that waits is woken by it. */
  changes: 0,
  mode: 1,
  /** Epochs and steps to train although paused. */
  epochs: 2,
  steps: 3,
  /** Times to start again from the initial parameters. */
  resets: 4,
} as const;
/** Index of a 64-bit cell: the learning rate. */
const rateCell = 3;
const bytes = 32;

const mode = { run: 0, pause: 1, stop: 2 } as const;

export type ControlMemory = SharedArrayBuffer | ArrayBuffer;

export function isControlMemory(value: unknown): value is ControlMemory {
  // Where memory can't be shared there is no such class.
  const isShared = typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
  return (isShared || value instanceof ArrayBuffer) && value.byteLength === bytes;
}

/** The host's end. */
export class Control {
  readonly memory: ControlMemory;
  private readonly cells: Int32Array;
  private readonly rate: BigUint64Array;

  /** @param send brings the worker what is in the memory now; absent where both share it. */
  constructor(private readonly send?: (memory: ControlMemory) => void) {
    this.memory = send ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
    this.cells = new Int32Array(this.memory);
    this.rate = new BigUint64Array(this.memory);
    Atomics.store(this.rate, rateCell, bitsOf(NaN));
  }

  run(): void {
    this.set(cell.mode, mode.run);
  }

  /** At the end of the slice, within an epoch if it so happens. */
  pause(): void {
    this.set(cell.mode, mode.pause);
  }

  /** For good. */
  stop(): void {
    this.set(cell.mode, mode.stop);
  }

  /** Trains to the end of an epoch, then pauses. */
  epoch(): void {
    this.add(cell.epochs);
  }

  /** Trains one batch, then pauses. */
  step(): void {
    this.add(cell.steps);
  }

  /** Starts again from the initial parameters, and pauses there. */
  reset(): void {
    this.add(cell.resets);
  }

  /** @param rate undefined: the spec's own. */
  setLearningRate(rate: number | undefined): void {
    Atomics.store(this.rate, rateCell, bitsOf(rate ?? NaN));
    this.wake();
  }

  private add(counter: number): void {
    Atomics.add(this.cells, counter, 1);
    this.pause();
  }

  private set(index: number, value: number): void {
    Atomics.store(this.cells, index, value);
    this.wake();
  }

  /** Has the worker look, also at messages. */
  wake(): void {
    Atomics.add(this.cells, cell.changes, 1);
    if (this.send) this.send(this.memory);
    else Atomics.notify(this.cells, cell.changes);
  }
}

/** The worker's end. */
export class Orders {
  private readonly cells: Int32Array;
  private readonly rateBits: BigUint64Array;
  private seen = -1;
  private readonly taken: Record<'epochs' | 'steps' | 'resets', number> = { epochs: 0, steps: 0, resets: 0 };
  paused = false;
  stopped = false;
  /** Undefined: the spec's own. */
  learningRate: number | undefined;

  constructor(private readonly memory: ControlMemory) {
    this.cells = new Int32Array(memory);
    this.rateBits = new BigUint64Array(memory);
  }

  /** Takes note of what has changed: one read of memory if nothing has. */
  look(): void {
    const changes = Atomics.load(this.cells, cell.changes);
    if (changes === this.seen) return;
    this.seen = changes;
    const now = Atomics.load(this.cells, cell.mode);
    this.paused = now === mode.pause;
    this.stopped = now === mode.stop;
    const rate = numberOf(Atomics.load(this.rateBits, rateCell));
    this.learningRate = Number.isNaN(rate) ? undefined : rate;
  }

  /** Whether there is an order of this kind that has not been taken yet, which it then is. */
  take(order: 'epochs' | 'steps' | 'resets'): boolean {
    if (Atomics.load(this.cells, cell[order]) === this.taken[order]) return false;
    this.taken[order]++;
    return true;
  }

  /** Copies what the host sent of its memory, which this is not shared with. */
  receive(memory: ControlMemory): void {
    new Uint8Array(this.memory).set(new Uint8Array(memory));
  }

  /** Blocks the thread until something changes in shared memory. */
  wait(): void {
    Atomics.wait(this.cells, cell.changes, this.seen);
  }
}

function bitsOf(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
}

function numberOf(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] ?? NaN;
}
