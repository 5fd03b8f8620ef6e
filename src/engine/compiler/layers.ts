import type { LayerRegions, Region } from '../plan.ts';
import type { Address, Expr } from './encoding.ts';
import { isCostly, throughActivation } from './activations.ts';
import { emitProduct, type Product } from './product.ts';
import { i32 } from './scalars.ts';
import { each, eachRows, eachVector, matrix, panelOf, place, type Scope } from './scope.ts';
import { width, type Vector } from './vectors.ts';

/** The products that a layer consists of. Each has its twin in `engine/reference.ts`. */

export function affine(scope: Scope, whole: LayerRegions, input: Region): void {
  const { shape, preActivations, ...layer } = whole;
  const { f, plan, real, rows } = scope;
  const { inputs, units, bias } = shape;
  if (units === 1 && rows !== 1) return affineOfUnit(scope, whole, input);
  const { offset } = plan.parameters;
  emitProduct(f, real, {
    panel: panelOf(scope),
    m: rows,
    n: units,
    k: inputs,
    a: { ...matrix(scope, input, inputs), columnStride: real.bytes },
    b: { offset: offset + layer.weights * real.bytes, rowStride: units * real.bytes },
    c: matrix(scope, preActivations, units),
    isPadded: rows === 1,
    bias: bias ? offset + layer.biases * real.bytes : undefined,
  });
}

/** Of a single unit: rows fill the lanes, else all but one lane of every sum would be empty. */
function affineOfUnit(scope: Scope, { shape, preActivations, ...layer }: LayerRegions, input: Region): void {
  const { f, plan, real } = scope;
  const { lanes, bytes } = real;
  const { inputs, bias } = shape;
  const { offset } = plan.parameters;
  const rowBytes = inputs * bytes;
  const blocks = Math.floor(inputs / lanes);
  eachRows(scope, (row) => {
    const from = f.keep(i32.mul(row, i32.constant(rowBytes)));
    const biasAt = { base: i32.constant(0), offset: offset + layer.biases * bytes };
    const sum = f.keep(bias ? real.loadSplat(biasAt) : real.constant(-0));
    const add = (x: Vector, index: Expr<'i32'>): void => {
      const weight = real.loadSplat({ base: index, offset: offset + layer.weights * bytes });
      f.set(sum, real.add(sum, real.mul(weight, x)));
    };
    each(scope, blocks, width, (at) => {
      const start = f.keep(i32.add(from, at));
      const rows = Array.from({ length: lanes }, (_, index) =>
        f.keep(real.load({ base: start, offset: input.offset + index * rowBytes })),
      );
      for (const [index, column] of real.transpose(rows, (value) => f.keep(value)).entries()) {
        add(column, i32.add(at, i32.constant(index * bytes)));
      }
    });
    for (let index = blocks * lanes; index < inputs; index++) {
      add(real.gather({ base: from, offset: input.offset + index * bytes }, rowBytes), i32.constant(index * bytes));
    }
    f.do(real.store(place(i32.mul(row, i32.constant(bytes)), preActivations), sum));
  });
}

/** Inputs from … to − 1 of a layer; `from` is a multiple of a vector's lanes. */
export interface Share {
  readonly from: number;
  readonly to: number;
}

/** A cache line's units at a time: more, and what is written of their rows of W would not stay in the L1 cache. */
const mirroredVectors = 4;

/** Wᵀ to W, block by block of as many inputs and units as a vector has lanes. */
export function mirror(
  scope: Scope,
  { shape: { inputs, units }, weights }: LayerRegions,
  target: Region,
  share: Share = { from: 0, to: inputs },
): void {
  const { f, plan, real, first } = scope;
  const { lanes, bytes } = real;
  const source = plan.parameters.offset + weights * bytes;
  const block = (from: Address, to: Address, inputsOfBlock: number, unitsOfBlock: number): void => {
    const rows = Array.from({ length: lanes }, (_, input) => {
      const row = Math.min(input, inputsOfBlock - 1);
      return f.keep(real.load({ ...from, offset: from.offset + row * units * bytes }));
    });
    const columns = real.transpose(rows, (value) => f.keep(value)).slice(0, unitsOfBlock);
    for (const [unit, column] of columns.entries()) {
      f.do(real.storeFirst({ ...to, offset: to.offset + unit * inputs * bytes }, column, inputsOfBlock));
    }
  };
  /** All inputs of so many units, the first of which lies `unit` bytes behind unit 0. */
  const unitsFrom = (unit: Expr<'i32'>, count: number): void => {
    const rowOfUnit = f.keep(i32.mul(unit, i32.constant(inputs)));
    const inputsAt = (input: Expr<'i32'>, inputsOfBlock: number): void => {
      const from = f.keep(i32.add(i32.mul(input, i32.constant(units)), unit));
      const to = f.keep(i32.add(rowOfUnit, input));
      for (let done = 0; done < count; done += lanes) {
        const at = { base: from, offset: source + done * bytes };
        const toUnit = { base: to, offset: target.offset + done * inputs * bytes };
        block(at, toUnit, inputsOfBlock, Math.min(lanes, count - done));
      }
    };
    const whole = Math.floor((share.to - share.from) / lanes);
    each(scope, whole, width, (input) => inputsAt(i32.add(input, i32.constant(share.from * bytes)), lanes));
    const end = share.from + whole * lanes;
    if (share.to > end) inputsAt(i32.constant(end * bytes), share.to - end);
  };
  const turn = (): void => {
    const size = mirroredVectors * lanes;
    const whole = Math.floor(units / size);
    each(scope, whole, size * bytes, (unit) => unitsFrom(unit, size));
    if (units > whole * size) unitsFrom(i32.constant(whole * size * bytes), units - whole * size);
  };
  if (first === true) turn();
  else f.if(first, turn);
}

/** ∂E/∂u = (δW) f′(u) with δ of the next layer. */
export function hiddenDelta(scope: Scope, layer: LayerRegions, next: LayerRegions, weights: Region): void {
  const { f, real, rows } = scope;
  const { shape, deltas } = layer;
  const { units, activation } = shape;
  /** Of the numbers that lie `at` bytes into the layer's regions. */
  const through = (sums: Vector, at: Address): Vector =>
    throughLayer(scope, layer, sums, (region) => real.load({ ...at, offset: at.offset + region.offset }));
  emitProduct(f, real, {
    panel: panelOf(scope),
    m: rows,
    n: units,
    k: next.shape.units,
    a: { ...matrix(scope, next.deltas, next.shape.units), columnStride: real.bytes },
    b: matrix(scope, weights, units),
    c: matrix(scope, deltas, units),
    isPadded: rows === 1,
    finish: isCostly(activation) ? undefined : through,
  });
  if (!isCostly(activation)) return;
  eachVector(scope, units, (base) => {
    const delta = f.keep(real.load(place(base, deltas)));
    f.do(real.store(place(base, deltas), through(delta, { base, offset: 0 })));
  });
}

/** ∂E/∂u of a layer from `slopes`, ∂E/∂ of what it hands on. */
export function throughLayer(
  scope: Scope,
  { shape, dropout, preActivations, outputs }: LayerRegions,
  slopes: Vector,
  load: (region: Region) => Vector,
): Vector {
  const masked = dropout ? scope.real.mul(slopes, load(dropout.mask)) : slopes;
  return throughActivation(
    scope,
    shape,
    masked,
    () => load(preActivations),
    () => load(outputs),
  );
}

/** ∂E/∂Wᵀ = xᵀδ over the chunk's rows, added to those of the batch's chunks before. */
export function weightGradient(
  scope: Scope,
  { shape, input, deltas, ...layer }: LayerRegions,
  share: Share = { from: 0, to: shape.inputs },
): void {
  const { f, real, rows } = scope;
  const { inputs, units } = shape;
  const { bytes } = real;
  const { offset, finish } = destination(scope, (layer.weights + share.from * units) * bytes);
  const count = share.to - share.from;
  // A single unit's weights lie alike as W and Wᵀ: then the inputs are neighbours.
  const whole = matrix(scope, input, inputs);
  const x = { ...whole, offset: whole.offset + share.from * bytes };
  const delta = matrix(scope, deltas, units);
  const [left, right, m, n] = units === 1 ? [delta, x, 1, count] : [x, delta, count, units];
  emitProduct(f, real, {
    panel: panelOf(scope),
    m,
    n,
    k: rows,
    a: { offset: left.offset, rowStride: bytes, columnStride: left.rowStride },
    b: right,
    c: { offset, rowStride: n * bytes },
    finish,
  });
}

/** ∂E/∂b = Σδ likewise. */
export function biasGradient(scope: Scope, { shape, deltas, biases }: LayerRegions): void {
  const { f, real, rows } = scope;
  const { offset, finish } = destination(scope, biases * real.bytes);
  emitProduct(f, real, {
    panel: panelOf(scope),
    m: 1,
    n: shape.units,
    k: rows,
    a: 'ones',
    b: matrix(scope, deltas, shape.units),
    c: { offset, rowStride: 0 },
    finish,
  });
}

/**
 * Where sums for the parameters `at` bytes behind the first go: into the gradient, where of a
 * batch's first chunk they are stored, of the others added to what is there; or they are taken from
 * the parameters.
 */
export function destination(
  { f, plan, real, first, descends }: Scope,
  at: number,
): Pick<Product, 'finish'> & { offset: number } {
  if (descends === true) {
    const { offset } = plan.parameters;
    return {
      offset: offset + at,
      finish: (sums, { base, offset: from }) => real.sub(real.load({ base, offset: from + offset + at }), sums),
    };
  }
  const offset = plan.gradient.offset + at;
  if (first === true) return { offset };
  // −0 is what adds nothing, whatever the sign of the other zero.
  const isLater = f.keep(real.splatInt32(i32.sub(first, i32.constant(1))));
  return {
    offset,
    finish: (sums, { base, offset: from }) =>
      real.add(real.select(isLater, real.load({ base, offset: from + offset }), real.constant(-0)), sums),
  };
}
