import type { LayerRegions, Region, SparseInputs } from '../plan.ts';
import type { Expr, Local } from './encoding.ts';
import { i32, numbers } from './scalars.ts';
import type { Share } from './layers.ts';
import { each, place, type Scope } from './scope.ts';
import { width, type Vector } from './vectors.ts';

/**
 * The first layer where most inputs are 0, as in images: products with zeros are left out. Inputs
 * of 784-128-10 of which four in five are 0 train three times as fast.
 */

/** Sums at a time: enough to hide an addition's latency, few enough for the registers. */
const mostVectors = 8;

const words = (index: Expr<'i32'>): Expr<'i32'> => i32.shiftLeft(index, i32.constant(2));

/** Lists each row's inputs that are not 0, and counts them by input. */
export function compress(scope: Scope, { starts, columns, values, counts }: SparseInputs): void {
  const { f, plan, real, rows } = scope;
  const { inputs } = plan.network;
  const { load, store, isNonzero } = numbers[real.precision];
  const zero = real.constant(0);
  each(scope, Math.ceil((4 * inputs) / width), width, (at) => f.do(real.store(place(at, counts), zero)));

  const next = f.keep(i32.constant(0));
  const take = (row: Expr<'i32'>, input: Expr<'i32'>, lane: number): void => {
    const index = f.keep(i32.add(input, i32.constant(lane)));
    const at = i32.add(row, i32.mul(index, i32.constant(real.bytes)));
    const value = f.keep(load(place(at, plan.inputs)));
    f.do(store(place(i32.mul(next, i32.constant(real.bytes)), values), value));
    f.do(i32.store(place(words(next), columns), index));
    const taken = f.keep(isNonzero(value));
    const count = place(f.keep(words(index)), counts);
    f.do(i32.store(count, i32.add(i32.load(count), taken)));
    f.set(next, i32.add(next, taken));
  };
  each(scope, rows, 1, (row) => {
    f.do(i32.store(place(words(row), starts), next));
    const start = f.keep(i32.mul(row, i32.constant(inputs * real.bytes)));
    const whole = Math.floor(inputs / real.lanes);
    if (whole > 0) {
      f.repeat(i32.constant(whole * real.lanes), real.lanes, (input) => {
        const at = i32.add(start, i32.mul(input, i32.constant(real.bytes)));
        const some = real.load(place(at, plan.inputs));
        f.if(real.not(real.bitmask(real.equal(some, zero))), () => {
          for (let lane = 0; lane < real.lanes; lane++) take(start, input, lane);
        });
      });
    }
    for (let input = whole * real.lanes; input < inputs; input++) take(start, i32.constant(input), 0);
  });
  const end = typeof rows === 'number' ? i32.constant(rows) : rows;
  f.do(i32.store(place(words(end), starts), next));
}

/** From lists by row to lists by input, rows in order: a counting sort. */
export function sortByColumn(scope: Scope, sparse: SparseInputs, units: number): void {
  const { f, plan, real, rows } = scope;
  const { load, store } = numbers[real.precision];
  const { counts, columnStarts, nextOfColumn, rowsOfColumn, valuesOfColumn } = sparse;
  const sum = f.keep(i32.constant(0));
  f.repeat(i32.constant(4 * plan.network.inputs), 4, (at) => {
    f.do(i32.store(place(at, columnStarts), sum));
    f.do(i32.store(place(at, nextOfColumn), sum));
    f.set(sum, i32.add(sum, i32.load(place(at, counts))));
  });
  f.do(i32.store(place(i32.constant(4 * plan.network.inputs), columnStarts), sum));
  each(scope, rows, 1, (row) => {
    const rowOffset = f.keep(i32.mul(row, i32.constant(units * real.bytes)));
    eachNonzero(scope, row, sparse.starts, (index) => {
      const column = i32.load(place(words(index), sparse.columns));
      const slot = place(f.keep(words(column)), nextOfColumn);
      const to = f.keep(i32.load(slot));
      f.do(i32.store(slot, i32.add(to, i32.constant(1))));
      f.do(i32.store(place(words(to), rowsOfColumn), rowOffset));
      const value = load(place(i32.mul(index, i32.constant(real.bytes)), sparse.values));
      f.do(store(place(i32.mul(to, i32.constant(real.bytes)), valuesOfColumn), value));
    });
  });
}

/** u = b + Σ x·(column of W) over the inputs that are not 0. */
export function sparseAffine(
  scope: Scope,
  { shape, preActivations, ...layer }: LayerRegions,
  sparse: SparseInputs,
): void {
  const { plan, real, rows } = scope;
  const { units, bias } = shape;
  const { offset } = plan.parameters;
  each(scope, rows, 1, (row) => {
    sumOfRows(scope, {
      list: row,
      starts: sparse.starts,
      values: sparse.values,
      rowAt: (index) => i32.mul(i32.load(place(words(index), sparse.columns)), i32.constant(units * real.bytes)),
      matrix: offset + layer.weights * real.bytes,
      start: bias ? offset + layer.biases * real.bytes : null,
      target: { base: i32.mul(row, i32.constant(units * real.bytes)), offset: preActivations.offset },
      units,
      finish: (sum) => sum,
    });
  });
}

/** ∂E/∂Wᵀ, input by input: the sum of x·δ over the rows in which that input is not 0. */
export function sparseGradient(
  scope: Scope,
  { shape: { inputs, units }, ...layer }: LayerRegions,
  sparse: SparseInputs,
  share: Share = { from: 0, to: inputs },
): void {
  const { f, plan, real, first } = scope;
  const weights = plan.gradient.offset + layer.weights * real.bytes;
  const isLater = first === true ? null : f.keep(real.splatInt32(i32.sub(first, i32.constant(1))));
  f.repeat(i32.constant(share.to - share.from), 1, (index) => {
    const input = f.keep(i32.add(index, i32.constant(share.from)));
    sumOfRows(scope, {
      list: input,
      starts: sparse.columnStarts,
      values: sparse.valuesOfColumn,
      rowAt: (index) => i32.load(place(words(index), sparse.rowsOfColumn)),
      matrix: layer.deltas.offset,
      start: null,
      target: { base: i32.mul(input, i32.constant(units * real.bytes)), offset: weights },
      units,
      finish: (sum, before) => (isLater ? real.add(real.select(isLater, before, real.constant(-0)), sum) : sum),
    });
  });
}

/** Runs through the list number `row` of those that begin at `starts`. */
function eachNonzero({ f }: Scope, row: Expr<'i32'>, starts: Region, body: (index: Local<'i32'>) => void): void {
  const start = f.keep(words(row));
  const index = f.keep(i32.load(place(start, starts)));
  const end = f.keep(i32.load({ base: start, offset: starts.offset + 4 }));
  f.while(i32.less(index, end), () => {
    body(index);
    f.advance(index, 1);
  });
}

interface SumOfRows {
  /** The list that says which rows of the matrix are summed, with which factors. */
  readonly list: Expr<'i32'>;
  readonly starts: Region;
  readonly values: Region;
  /** Byte offset of a row. */
  readonly rowAt: (index: Expr<'i32'>) => Expr<'i32'>;
  readonly matrix: number;
  /** Where the sums start from. */
  readonly start: number | null;
  readonly target: { readonly base: Expr<'i32'>; readonly offset: number };
  readonly units: number;
  readonly finish: (sum: Vector, before: Vector) => Vector;
}

function sumOfRows(
  scope: Scope,
  { list, starts, values, rowAt, matrix, start, target, units, finish }: SumOfRows,
): void {
  const { f, real } = scope;
  const vectors = Math.ceil(units / real.lanes);
  const base = f.keep(target.base);
  for (let first = 0; first < vectors; first += mostVectors) {
    const panel = Array.from({ length: Math.min(mostVectors, vectors - first) }, (_, index) => {
      const offset = (first + index) * width;
      const from = start === null ? real.constant(-0) : real.load({ base: i32.constant(0), offset: start + offset });
      return { offset, sum: f.keep(from) };
    });
    eachNonzero(scope, list, starts, (index) => {
      const x = f.keep(real.loadSplat(place(i32.mul(index, i32.constant(real.bytes)), values)));
      const row = f.keep(rowAt(index));
      for (const { offset, sum } of panel) {
        f.set(sum, real.add(sum, real.mul(x, real.load({ base: row, offset: matrix + offset }))));
      }
    });
    for (const { offset, sum } of panel) {
      const at = { base, offset: target.offset + offset };
      const count = Math.min(real.lanes, units - (offset / width) * real.lanes);
      f.do(real.storeFirst(at, f.keep(finish(sum, real.load(at))), count));
    }
  }
}
