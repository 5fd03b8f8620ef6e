import type { Io } from './io.ts';

const width = 24;
/** Milliseconds between two drawings. */
const pause = 100;

/** A bar on the terminal's last line; nothing where there is no terminal. */
export class ProgressBar {
  private last = -Infinity;

  constructor(private readonly io: Io) {}

  /** @param text what stands beside the bar */
  show(done: number, of: number, text: string): void {
    const now = performance.now();
    if (!this.io.terminal || now - this.last < pause) return;
    this.last = now;
    const filled = Math.round((width * done) / of);
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    this.io.err(`\r${bar} ${text}\u001b[K`);
  }

  /** Takes the bar off the screen. */
  clear(): void {
    if (this.last > 0) this.io.err('\r\u001b[K');
    this.last = -Infinity;
  }
}
