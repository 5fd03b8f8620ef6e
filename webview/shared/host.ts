import { Channel } from '../../src/protocol/channel.ts';
import type { Guard } from '../../src/protocol/guards.ts';
import { fromWire, toWire } from '../../src/protocol/wire.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

type Failure = { type: 'error'; message: string };

/** The webview's end of its channel to the extension. What fails in the webview goes to its log. */
export class Host<Incoming, Outgoing> {
  private readonly api = acquireVsCodeApi();
  private readonly channel: Channel<Incoming, Outgoing | Failure>;

  constructor(guard: Guard<Incoming>, receive: (message: Incoming) => void) {
    this.channel = new Channel<Incoming, Outgoing | Failure>(
      {
        post: (message) => this.api.postMessage(toWire(message)),
        listen: (listener) =>
          window.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(fromWire(data))),
      },
      guard,
      receive,
      (description) => this.report(description),
    );
    window.addEventListener('error', ({ message }) => this.report(message));
    window.addEventListener('unhandledrejection', ({ reason }) => this.report(describe(reason)));
  }

  post(message: Outgoing): void {
    this.channel.post(message);
  }

  report(message: string): void {
    this.channel.post({ type: 'error', message });
  }

  /** View state: it survives hiding the webview and reloading the window. */
  get state(): unknown {
    return this.api.getState();
  }

  set state(value: unknown) {
    this.api.setState(value);
  }
}

export function describe(reason: unknown): string {
  return reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
}
