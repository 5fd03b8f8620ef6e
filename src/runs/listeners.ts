export type Listener<Event> = (event: Event) => void;

export class Listeners<Event> {
  private readonly listeners = new Set<Listener<Event>>();

  /** Returns what ends the subscription. */
  add(listener: Listener<Event>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  clear(): void {
    this.listeners.clear();
  }
}
