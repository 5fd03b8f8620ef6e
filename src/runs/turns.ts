/** Starts things in order, as many at a time as there is room for. */
export class Turns {
  private next = 0;
  private under = 0;
  private stopped = false;

  /** @param start begins the thing of an index, and calls `done` once it is over. */
  constructor(
    private readonly count: number,
    private readonly room: number,
    private readonly start: (index: number, done: () => void) => void,
  ) {}

  /** Fills the room. */
  go(): void {
    while (!this.stopped && this.under < this.room && this.next < this.count) {
      const index = this.next++;
      this.under++;
      this.start(index, () => {
        this.under--;
        this.go();
      });
    }
  }

  /** Starts no more. */
  stop(): void {
    this.stopped = true;
  }

  /** Whether nothing is under way, and nothing will be. */
  get over(): boolean {
    return this.under === 0 && (this.stopped || this.next === this.count);
  }
}
