import type { EpochRecord } from '../engine/results.ts';
import { Snapshots, type Snapshot } from '../engine/snapshots.ts';
import type { Training } from '../engine/training.ts';
import type { Ending, Epochs } from '../protocol/run.ts';
import { buffers, columns } from './epochs.ts';
import { framesPerSecond, type Reply } from './job.ts';

/**
 * Milliseconds between frames. Their parameters are copied three times on the way to a webview,
 * possibly over a network: 100,000 of them (0.8 MB) go ten times a second, a million twice.
 */
function pauseBetweenFrames(parameters: number): number {
  return Math.min(Math.max(parameters / 1000, 1000 / framesPerSecond), 500);
}

/**
 * Epochs that are kept of a run, at most: every one of so many, then each second, each fourth and so on. The smallest
 * networks train hundreds of thousands of epochs a second, each of some 40 bytes.
 */
export const mostEpochs = 1 << 17;

/** What the host is told of a training under way: the epochs that are kept, bundled, and some snapshots. */
export class Frames {
  private records: EpochRecord[] = [];
  /** The first epoch that has not been sent yet, and those done. */
  private next = 0;
  private done = 0;
  private stride = 1;
  private last = -Infinity;
  private pending = false;
  private readonly snapshots: Snapshots;
  private lastSnapshot = -1;
  private readonly pause: number;

  constructor(
    private readonly training: Training,
    private readonly reply: Reply,
    private readonly everyEpoch: boolean,
  ) {
    this.snapshots = new Snapshots(training.network.parameters);
    this.pause = pauseBetweenFrames(training.network.parameters);
  }

  add(record: EpochRecord): void {
    this.done = record.epoch;
    if (!this.everyEpoch && record.epoch >= mostEpochs * this.stride) this.stride *= 2;
    if (record.epoch % this.stride === 0) this.records.push(record);
    if (!this.snapshots.takes(record.epoch)) return;
    this.snapshots.add({ epoch: record.epoch, parameters: this.training.parameters() });
  }

  /** After every slice. */
  sendIfDue(now: number): void {
    this.pending = true;
    if (now - this.last >= this.pause) this.flush(now);
  }

  /** Sends what has not been sent yet. */
  flush(now: number): void {
    if (!this.pending) return;
    this.pending = false;
    this.last = now;
    this.sendSnapshots();
    const epochs = this.takeEpochs();
    this.reply({ type: 'frame', epochs, parameters: this.training.parameters() }, buffers(epochs));
  }

  end(parameters: Float64Array, ending: Ending): void {
    this.sendSnapshots();
    const epochs = this.takeEpochs();
    this.reply({ type: 'ended', epochs, parameters, ending }, buffers(epochs));
  }

  private takeEpochs(): Epochs {
    const { stride, done } = this;
    const from = stride * Math.ceil(this.next / stride);
    // Those that were kept before the stride grew.
    const records = this.records.filter(({ epoch }) => epoch % stride === 0);
    this.next = from + stride * records.length;
    this.records = [];
    return columns(records, { from, stride, done });
  }

  /** Those that were taken since the last frame and not thinned out again. */
  private sendSnapshots(): void {
    const snapshots: Snapshot[] = this.snapshots.all().filter(({ epoch }) => epoch > this.lastSnapshot);
    this.lastSnapshot = snapshots.at(-1)?.epoch ?? this.lastSnapshot;
    if (snapshots.length > 0) this.reply({ type: 'snapshots', snapshots });
  }
}
