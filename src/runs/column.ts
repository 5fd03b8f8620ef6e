/** A column of numbers that grows at its end; an append costs its own length, over time. */
export class Column {
  private store = new Float64Array(256);
  private used = 0;

  get length(): number {
    return this.used;
  }

  /** NaN when empty. */
  get last(): number {
    return this.store[this.used - 1] ?? NaN;
  }

  append(values: Float64Array): void {
    const needed = this.used + values.length;
    if (needed > this.store.length) {
      const larger = new Float64Array(Math.max(needed, 2 * this.store.length));
      larger.set(this.store.subarray(0, this.used));
      this.store = larger;
    }
    this.store.set(values, this.used);
    this.used = needed;
  }

  /** Keeps the first and every `factor`-th after it. */
  thin(factor: number): void {
    const kept = Math.ceil(this.used / factor);
    for (let index = 0; index < kept; index++) this.store[index] = this.store[index * factor] ?? NaN;
    this.used = kept;
  }

  /** A view, valid until the next append. */
  get view(): Float64Array {
    return this.store.subarray(0, this.used);
  }

  /** A copy of those from `from` on. */
  values(from: number): Float64Array {
    return this.store.slice(from, Math.max(from, this.used));
  }
}
