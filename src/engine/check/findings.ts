import { statuses, type Comparison, type Status } from './compare.ts';

/**
 * What became of each parameter, flat as `layerPlaces` says; an object for each of a hundred
 * thousand parameters would take longer than their comparison.
 */
export class Findings {
  /** Indices into `statuses`; of those not checked none. */
  readonly status: Uint8Array;
  readonly numerical: Float64Array;
  readonly relativeError: Float64Array;
  /** Of kinks. */
  readonly slopes = new Map<number, { left: number; right: number }>();
  private count = 0;
  private readonly order: Int32Array;

  constructor(
    readonly backpropagation: Float64Array,
    most: number,
  ) {
    this.status = new Uint8Array(backpropagation.length).fill(statuses.length);
    this.numerical = new Float64Array(backpropagation.length).fill(NaN);
    this.relativeError = new Float64Array(backpropagation.length).fill(NaN);
    this.order = new Int32Array(most);
  }

  add(at: number, { status, numerical, relativeError, slopes }: Comparison): void {
    this.order[this.count++] = at;
    this.status[at] = statuses.indexOf(status);
    this.numerical[at] = numerical;
    this.relativeError[at] = relativeError;
    if (slopes) this.slopes.set(at, { ...slopes });
  }

  /** Places of the parameters checked, in the order of their check. */
  get checked(): Int32Array {
    return this.order.subarray(0, this.count);
  }

  /** Of a parameter that was checked. */
  statusOf(at: number): Status {
    return statuses[this.status[at] ?? NaN] ?? 'not-finite';
  }
}
