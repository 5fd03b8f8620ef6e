/**
 * Sends frames, each outdated by the next, one at a time: while one is on its way the next waits, and is not made
 * before that. Otherwise large frames would pile up before a slow window, and a click on Stop behind them.
 */
export class Frames<Frame> {
  private underway = false;
  private next: (() => Frame | undefined) | undefined;

  /** @param send resolves when the frame has arrived */
  constructor(private readonly send: (frame: Frame) => PromiseLike<unknown>) {}

  /** Of several that are offered while one is on its way, only the last is made. */
  offer(make: () => Frame | undefined): void {
    this.next = make;
    if (!this.underway) this.sendNext();
  }

  /** Nobody is there any more: nothing waits, and whether the last frame arrives does not matter. */
  clear(): void {
    this.next = undefined;
    this.underway = false;
  }

  private sendNext(): void {
    const frame = this.next?.();
    this.next = undefined;
    if (frame === undefined) return;
    this.underway = true;
    const arrived = () => {
      this.underway = false;
      this.sendNext();
    };
    this.send(frame).then(arrived, arrived);
  }
}
