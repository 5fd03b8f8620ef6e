export interface Snapshot {
  readonly epoch: number;
  /** All parameters at the end of the epoch, flat; never written to. */
  readonly parameters: Float64Array;
}

/** Enough for a slider, whose pixels are not many more. */
const most = 256;
/** What the snapshots of one run may take, in bytes. */
const mostBytes = 1 << 26;

/**
 * The parameters of a run over time, in bounded memory: of every epoch at first, and each time that
 * there are too many, of every second of those. Epochs come in rising order.
 */
export class Snapshots {
  private kept: Snapshot[] = [];
  private stride = 1;
  private readonly limit: number;

  /** @param parameters how many the network has */
  constructor(parameters: number) {
    this.limit = Math.max(2, Math.min(most, Math.floor(mostBytes / (8 * parameters))));
  }

  /** Whether the epoch would be kept: asked before its parameters are copied. */
  takes(epoch: number): boolean {
    return epoch % this.stride === 0;
  }

  add(snapshot: Snapshot): void {
    if (!this.takes(snapshot.epoch)) return;
    this.kept.push(snapshot);
    while (this.kept.length > this.limit) {
      this.stride *= 2;
      this.kept = this.kept.filter(({ epoch }) => this.takes(epoch));
    }
  }

  /** In the order of the epochs. */
  all(): readonly Snapshot[] {
    return this.kept;
  }

  /** The last one at the epoch or before it. */
  at(epoch: number): Snapshot | undefined {
    return this.kept.findLast((snapshot) => snapshot.epoch <= epoch);
  }
}
