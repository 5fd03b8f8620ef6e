/** Milliseconds from an answer to the next request: VS Code lays the line out anew each time. */
const rest = 250;
/** Milliseconds without an answer after which a request is repeated; twice as many each time. */
const patience = { first: 1000, last: 16_000 };

/**
 * Has VS Code ask for the lenses of a file again, by an event. It waits for at least 250 ms after each event, for longer
 * where extensions are slow to answer, and begins to wait anew with every event that comes meanwhile: if they come
 * evenly, it may never ask. Hence there is no other event until VS Code has asked. And it forgets the event if the text
 * loses the focus meanwhile: hence the event is repeated if VS Code hasn't asked in a long time.
 */
export class LensRefresh {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: 'idle' | 'resting' | 'requested' = 'idle';
  private wanted = false;

  constructor(private readonly request: () => void) {}

  /** The lenses are others. */
  want(): void {
    this.wanted = true;
    if (this.state === 'idle') this.ask(patience.first);
  }

  /** VS Code has asked for the lenses. */
  answered(): void {
    this.wanted = false;
    this.wait('resting', rest, () => {
      this.state = 'idle';
      if (this.wanted) this.ask(patience.first);
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private ask(time: number): void {
    this.wait('requested', time, () => {
      // Nobody asks while no such file is shown.
      if (time < patience.last) this.ask(2 * time);
      else this.state = 'idle';
    });
    this.request();
  }

  private wait(state: 'resting' | 'requested', time: number, then: () => void): void {
    clearTimeout(this.timer);
    this.state = state;
    this.timer = setTimeout(then, time);
  }
}
