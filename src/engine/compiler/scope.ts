import type { Plan, Region } from '../plan.ts';
import type { FunctionBuilder, ModuleBuilder } from './builder.ts';
import type { Address, Expr, Local } from './encoding.ts';
import type { ConstantPool } from './pool.ts';
import type { Extent, Rows } from './product.ts';
import { i32 } from './scalars.ts';
import { width, type Real } from './vectors.ts';

/** What all emitted functions share. */
export interface Emission {
  readonly module: ModuleBuilder;
  readonly plan: Plan;
  readonly real: Real;
  readonly pool: ConstantPool;
}

/** What an op is emitted into: a function, and what that knows of the chunk. */
export interface Scope extends Omit<Emission, 'module'> {
  readonly f: FunctionBuilder;
  /** Which thread runs it; absent: there is but one. */
  readonly thread?: number;
  /** Rows of the chunk. */
  readonly rows: Extent;
  /** The chunk's first row in the epoch's order. */
  readonly from: Expr<'i32'>;
  /** Rows of the batch. */
  readonly batch: Extent;
  /** Whether the chunk is the batch's first: `true`, or 0 or 1. */
  readonly first: true | Local<'i32'>;
  /** Of a single row, the regions whose numbers are in variables, too; see `row`. */
  readonly held?: Map<Region, readonly Local<'v128'>[]>;
  /** Whether gradients are not kept but taken from the parameters: the deltas hold εδ. */
  readonly descends?: boolean;
}

export const place = (base: Expr<'i32'>, { offset }: Region): Address => ({ base, offset });

/** Where the thread may copy a panel to. */
export function panelOf({ plan, thread = 0 }: Scope): Region {
  const panel = plan.panels[thread];
  if (!panel) throw new RangeError(`the plan has no room for thread ${thread}`);
  return panel;
}

/** A region as a matrix with rows of so many numbers. */
export const matrix = ({ real }: Scope, { offset }: Region, columns: number): Rows => ({
  offset,
  rowStride: columns * real.bytes,
});

/** Iterations written out rather than looped over. */
const writtenOut = 4;

/** `body` for i = 0, step, 2·step, … below `count`·step, in bytes. */
export function each({ f }: Scope, count: Extent, step: number, body: (i: Expr<'i32'>) => void): void {
  if (typeof count === 'number' && count <= writtenOut) {
    for (let index = 0; index < count; index++) body(i32.constant(index * step));
    return;
  }
  f.repeat(typeof count === 'number' ? i32.constant(count * step) : i32.mul(count, i32.constant(step)), step, body);
}

/** Goes through the first `rows` rows of a chunk's region, a vector at a time, and up to 12 bytes on. */
export function eachVector(scope: Scope, units: number, body: (at: Expr<'i32'>) => void): void {
  const { rows, real } = scope;
  each(
    scope,
    vectorsOf(scope, typeof rows === 'number' ? rows * units : i32.mul(rows, i32.constant(units))),
    width,
    body,
  );
  function vectorsOf({ f }: Scope, numbers: number | Expr<'i32'>): Extent {
    if (typeof numbers === 'number') return Math.ceil(numbers / real.lanes);
    const rounded = i32.add(numbers, i32.constant(real.lanes - 1));
    return f.keep(i32.shiftRight(rounded, i32.constant(Math.log2(real.lanes))));
  }
}

/**
 * Goes through a chunk with as many rows at a time as a vector has lanes: what sums over a row's
 * units is then a plain loop. The last of them may be beyond `rows`.
 */
export function eachRows(scope: Scope, body: (row: Expr<'i32'>) => void): void {
  const { f, rows, real } = scope;
  if (typeof rows === 'number') each(scope, Math.ceil(rows / real.lanes), real.lanes, body);
  else f.repeat(rows, real.lanes, body);
}
