import type { Guard } from './guards.ts';

/** One end of a message channel: a worker's port, a webview, or a test's stand-in. */
export interface Port {
  post(message: unknown, transfer?: ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
}

/**
 * A typed end of a channel. What does not pass the guard is dropped and told to `drop`,
 * as a text that names the message's type and no more of it.
 */
export class Channel<Incoming, Outgoing> {
  constructor(
    private readonly port: Port,
    guard: Guard<Incoming>,
    receive: (message: Incoming) => void,
    drop: (description: string) => void,
  ) {
    port.listen((message) => {
      if (guard(message)) receive(message);
      else drop(`message dropped: ${describe(message)}`);
    });
  }

  post(message: Outgoing, transfer?: ArrayBuffer[]): void {
    this.port.post(message, transfer);
  }
}

function describe(message: unknown): string {
  if (typeof message !== 'object' || message === null) return typeof message;
  const type: unknown = Reflect.get(message, 'type');
  return typeof type === 'string' ? `malformed “${type.slice(0, 40)}”` : 'an object without a type';
}
