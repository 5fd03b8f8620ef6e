/** Does something soon, and not more often than every so many milliseconds. */
export class Throttle {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => void,
  ) {}

  soon(): void {
    this.timer ??= setTimeout(() => this.now(), this.milliseconds);
  }

  now(): void {
    this.dispose();
    this.action();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
