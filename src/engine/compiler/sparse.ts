import {
  hasPanels,
  panelWidth,
  type LayerRegions,
  type Part,
  type Plan,
  type Region,
  type SparseInputs,
} from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Address, Expr, Local } from './encoding.ts';
import { i32, numbers } from './scalars.ts';
import { destination, type Share } from './layers.ts';
import { copyPanel, paysToCopy } from './panels.ts';
import type { Extent, Product } from './product.ts';
import { each, panelOf, place, type Scope } from './scope.ts';
import { width } from './vectors.ts';

/**
 * The first layer where most inputs are 0, as in images: products with zeros are left out. Inputs
 * of 784-128-10 of which four in five are 0 train three times as fast.
 */

/** Sums at a time: enough to hide an addition's latency, few enough for the registers. */
const mostVectors = panelWidth / width;

const words = (index: Expr<'i32'>): Expr<'i32'> => i32.shiftLeft(index, i32.constant(2));

/** Where the list of a row of the chunk, or of an input, begins and ends. */
type Bounds = (index: Expr<'i32'>) => { readonly from: Address; readonly to: Address };

const ofRow =
  ({ f }: Scope, { lists }: SparseInputs): Bounds =>
  (row) => {
    const at = place(f.keep(i32.shiftLeft(row, i32.constant(3))), lists);
    return { from: at, to: { ...at, offset: at.offset + 4 } };
  };

const ofColumn =
  ({ f }: Scope, { columnStarts }: SparseInputs): Bounds =>
  (column) => {
    const at = place(f.keep(words(column)), columnStarts);
    return { from: at, to: { ...at, offset: at.offset + 4 } };
  };

/** Notes for each row of the chunk where its list is, from the row's number in the part. */
export function findLists(
  f: FunctionBuilder,
  { sparse, trainingRows }: Pick<Plan, 'sparse' | 'trainingRows'>,
  part: Part,
  rowAt: (row: Expr<'i32'>) => Expr<'i32'>,
  rows: Expr<'i32'>,
): void {
  if (!sparse) return;
  const before = part === 'training' ? 0 : trainingRows;
  f.repeat(rows, 1, (row) => {
    const start = f.keep(words(i32.add(rowAt(row), i32.constant(before))));
    const to = place(f.keep(i32.shiftLeft(row, i32.constant(3))), sparse.lists);
    for (const offset of [0, 4]) {
      const bound = i32.load({ base: start, offset: sparse.starts.offset + offset });
      f.do(i32.store({ ...to, offset: to.offset + offset }, bound));
    }
  });
}

/** From lists by row to lists by input, rows in order: a counting sort. */
export function sortByColumn(scope: Scope, sparse: SparseInputs, units: number): void {
  const { f, plan, real, rows } = scope;
  const { load, store } = numbers[real.precision];
  const { columnStarts, nextOfColumn, rowsOfColumn, valuesOfColumn } = sparse;
  const { inputs } = plan.network;
  const slotOf = (index: Expr<'i32'>): Address =>
    place(f.keep(words(i32.load(place(words(index), sparse.columns)))), nextOfColumn);
  const bounds = ofRow(scope, sparse);
  each(scope, Math.ceil((4 * inputs) / width), width, (at) =>
    f.do(real.store(place(at, nextOfColumn), real.constant(0))),
  );
  each(scope, rows, 1, (row) => {
    eachNonzero(scope, bounds(row), (index) => {
      const count = slotOf(index);
      f.do(i32.store(count, i32.add(i32.load(count), i32.constant(1))));
    });
  });
  const sum = f.keep(i32.constant(0));
  f.repeat(i32.constant(4 * inputs), 4, (at) => {
    const count = f.keep(i32.load(place(at, nextOfColumn)));
    f.do(i32.store(place(at, columnStarts), sum));
    f.do(i32.store(place(at, nextOfColumn), sum));
    f.set(sum, i32.add(sum, count));
  });
  f.do(i32.store(place(i32.constant(4 * inputs), columnStarts), sum));
  each(scope, rows, 1, (row) => {
    const rowOffset = f.keep(i32.mul(row, i32.constant(panelStride(scope, units))));
    eachNonzero(scope, bounds(row), (index) => {
      const slot = slotOf(index);
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
  const { inputs, units, bias } = shape;
  const { offset } = plan.parameters;
  const copies = paysToCopy(rows);
  const stride = i32.constant(copies ? panelStride(scope, units) : units * real.bytes);
  sumsOfRows(scope, {
    lists: { from: 0, count: rows },
    bounds: ofRow(scope, sparse),
    values: sparse.values,
    rowAt: (index) => i32.mul(i32.load(place(words(index), sparse.columns)), stride),
    matrix: offset + layer.weights * real.bytes,
    copied: copies ? inputs : null,
    start: bias ? offset + layer.biases * real.bytes : null,
    target: preActivations.offset,
    units,
  });
}

/** ∂E/∂Wᵀ, input by input: the sum of x·δ over the rows in which that input is not 0. */
export function sparseGradient(
  scope: Scope,
  { shape: { inputs, units }, ...layer }: LayerRegions,
  sparse: SparseInputs,
  share: Share = { from: 0, to: inputs },
): void {
  const { real, rows } = scope;
  const { offset, finish } = destination(scope, layer.weights * real.bytes);
  sumsOfRows(scope, {
    lists: { from: share.from, count: share.to - share.from },
    bounds: ofColumn(scope, sparse),
    values: sparse.valuesOfColumn,
    rowAt: (index) => i32.load(place(words(index), sparse.rowsOfColumn)),
    matrix: layer.deltas.offset,
    copied: rows,
    start: null,
    target: offset,
    units,
    finish,
  });
}

/** Runs through a list. */
function eachNonzero({ f }: Scope, { from, to }: ReturnType<Bounds>, body: (index: Local<'i32'>) => void): void {
  const index = f.keep(i32.load(from));
  const end = f.keep(i32.load(to));
  f.while(i32.less(index, end), () => {
    body(index);
    f.advance(index, 1);
  });
}

/** Vectors of a panel, and how many of such panels. */
function panelsOf({ real }: Scope, units: number): { vectors: number; count: number; first: number }[] {
  const vectors = Math.ceil(units / real.lanes);
  const whole = Math.floor(vectors / mostVectors);
  const rest = vectors - whole * mostVectors;
  return [
    { vectors: mostVectors, count: whole, first: 0 },
    { vectors: rest, count: 1, first: whole * mostVectors },
  ].filter(({ vectors: some, count }) => some > 0 && count > 0);
}

/** Bytes from row to row of the matrix that is summed: a panel's copy has no more than its own columns. */
function panelStride({ real }: Pick<Scope, 'real'>, units: number): number {
  return hasPanels(units, real.bytes) ? panelWidth : units * real.bytes;
}

interface SumsOfRows {
  /** Each list says which rows of the matrix are summed, with which factors. */
  readonly lists: { readonly from: number; readonly count: Extent };
  readonly bounds: Bounds;
  readonly values: Region;
  /** Byte offset of a row. */
  readonly rowAt: (index: Expr<'i32'>) => Expr<'i32'>;
  readonly matrix: number;
  /** Rows of the matrix to be copied panel by panel; null: none. */
  readonly copied: Extent | null;
  /** Where the sums start from. */
  readonly start: number | null;
  /** Of the list number 0. */
  readonly target: number;
  readonly units: number;
  readonly finish?: Product['finish'];
}

function sumsOfRows(scope: Scope, { lists, matrix, copied, units, ...sums }: SumsOfRows): void {
  const { f, real } = scope;
  const rowBytes = units * real.bytes;
  const copy = { base: i32.constant(0), offset: panelOf(scope).offset, stride: panelWidth };
  const copies = copied !== null && hasPanels(units, real.bytes);
  for (const { vectors, count, first } of panelsOf(scope, units)) {
    each(scope, count, panelWidth, (column) => {
      const columns = f.keep(i32.add(column, i32.constant(first * width)));
      const from = { base: columns, offset: matrix, stride: rowBytes };
      if (copies) copyPanel(f, real, from, copy, copied, vectors);
      const rows = copies ? copy : from;
      each(scope, lists.count, 1, (index) => {
        const list = f.keep(i32.add(index, i32.constant(lists.from)));
        const to = f.keep(i32.add(i32.mul(list, i32.constant(rowBytes)), columns));
        sumPanel(scope, { ...sums, list, rows, columns, to, vectors, units, first });
      });
    });
  }
}

interface SumPanel extends Pick<SumsOfRows, 'bounds' | 'values' | 'rowAt' | 'start' | 'target' | 'units' | 'finish'> {
  readonly list: Expr<'i32'>;
  /** The panel's part of row 0. */
  readonly rows: Address;
  /** The panel's first column, in bytes. */
  readonly columns: Expr<'i32'>;
  readonly to: Expr<'i32'>;
  readonly first: number;
  readonly vectors: number;
}

function sumPanel(scope: Scope, { list, rows, columns, to, first, vectors, units, ...sums }: SumPanel): void {
  const { f, real } = scope;
  const panel = Array.from({ length: vectors }, (_, index) => {
    const offset = index * width;
    const start = sums.start === null ? real.constant(-0) : real.load({ base: columns, offset: sums.start + offset });
    return { index, offset, sum: f.keep(start) };
  });
  eachNonzero(scope, sums.bounds(list), (index) => {
    const x = f.keep(real.loadSplat(place(i32.mul(index, i32.constant(real.bytes)), sums.values)));
    const row = f.keep(i32.add(rows.base, sums.rowAt(index)));
    for (const { offset, sum } of panel) {
      f.set(sum, real.add(sum, real.mul(x, real.load({ base: row, offset: rows.offset + offset }))));
    }
  });
  for (const { index, offset, sum } of panel) {
    const count = Math.min(real.lanes, units - (first + index) * real.lanes);
    if (sums.finish) f.set(sum, sums.finish(sum, { base: to, offset }));
    f.do(real.storeFirst({ base: to, offset: sums.target + offset }, sum, count));
  }
}
