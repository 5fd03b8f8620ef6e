import { dealtSums, type LayerRegions, type Region } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Local } from './encoding.ts';
import { destination, throughLayer } from './layers.ts';
import { read, write } from './row.ts';
import { i32 } from './scalars.ts';
import type { Scope } from './scope.ts';
import { width, type Real, type Vector } from './vectors.ts';

/**
 * A small layer and a single row, written out. Wᵀ and after it b are a list of whole vectors here,
 * loaded as they were stored: a vector across two that were just stored would wait until both are in
 * the cache. Rows and columns of Wᵀ are chosen from the list lane by lane.
 */

/** u = Wx + b. */
export function affineOfRow(scope: Scope, layer: LayerRegions, input: Region): void {
  const { f, real } = scope;
  const { inputs, units, bias } = layer.shape;
  const x = choices(scope, read(scope, input, inputs));
  const parameters = loaded(scope, layer);
  const sums = firstOfVectors(scope, units).map((first) => {
    const along = (row: number): Vector => real.choose(parameters, (lane) => row * units + first + lane);
    const terms = Array.from(
      { length: inputs },
      (_, i) => () =>
        real.mul(
          x(() => i),
          along(i),
        ),
    );
    return summed(f, real, bias ? [() => along(inputs), ...terms] : terms);
  });
  write(scope, layer.preActivations, sums);
}

/** ∂E/∂u = (δW) f′(u) with δ of the next layer. */
export function hiddenDeltaOfRow(scope: Scope, layer: LayerRegions, next: LayerRegions): void {
  const { f, real } = scope;
  const { units } = layer.shape;
  const following = next.shape.units;
  const delta = choices(scope, read(scope, next.deltas, following));
  const parameters = loaded(scope, next);
  const deltas = firstOfVectors(scope, units).map((first, index) => {
    const along = (k: number): Vector => real.choose(parameters, (lane) => (first + lane) * following + k);
    const terms = Array.from(
      { length: following },
      (_, k) => () =>
        real.mul(
          delta(() => k),
          along(k),
        ),
    );
    const sum = summed(f, real, terms);
    return f.keep(throughLayer(scope, layer, sum, (region) => read(scope, region, units)[index] ?? sum));
  });
  write(scope, layer.deltas, deltas);
}

/** ∂E/∂Wᵀ = xᵀδ and ∂E/∂b = δ, or w − xδ. */
export function gradientOfRow(scope: Scope, layer: LayerRegions): void {
  const { f, plan, real } = scope;
  const { lanes, bytes } = real;
  const { inputs, units } = layer.shape;
  const x = read(scope, layer.input, inputs);
  const delta = choices(scope, read(scope, layer.deltas, units));
  const { offset, finish } = destination(scope, layer.weights * bytes);
  const count = parameterCount(layer);
  /** Behind the last parameter of all is room for a whole vector. */
  const end = layer.weights + count === plan.network.parameters ? Infinity : count;
  /** x, and 1 for b. */
  const factors = choices(scope, [...x, f.keep(real.constant(1))]);
  const factorOf = (parameter: number): number =>
    parameter < inputs * units ? Math.floor(parameter / units) : x.length * lanes;
  for (let first = 0; first < count; first += lanes) {
    const along = delta((lane) => (first + lane) % units);
    const isBias = first >= inputs * units;
    const slope = isBias
      ? along
      : f.keep(
          real.mul(
            along,
            factors((lane) => factorOf(first + lane)),
          ),
        );
    const at = { base: i32.constant(0), offset: first * bytes };
    const value = f.keep(finish ? finish(slope, at) : slope);
    f.do(real.storeFirst({ ...at, offset: offset + at.offset }, value, Math.min(lanes, end - first)));
  }
}

const parameterCount = ({ shape: { inputs, units, bias } }: LayerRegions): number =>
  (bias ? inputs + 1 : inputs) * units;

/** Wᵀ and b, each vector loaded when it is first asked for: 15 registers hold no more than what is used next. */
function loaded({ f, plan, real }: Scope, layer: LayerRegions): (index: number) => Local<'v128'> | undefined {
  const offset = plan.parameters.offset + layer.weights * real.bytes;
  const vectors: Local<'v128'>[] = [];
  return (index) => {
    if (index * real.lanes >= parameterCount(layer)) return undefined;
    return (vectors[index] ??= f.keep(real.load({ base: i32.constant(0), offset: offset + index * width })));
  };
}

/** `choose` from these vectors, into a variable; what was chosen before is not chosen again. */
function choices(
  { f, real }: Scope,
  vectors: readonly Local<'v128'>[],
): (from: (lane: number) => number) => Local<'v128'> {
  const known = new Map<string, Local<'v128'>>();
  return (from) => {
    const key = Array.from({ length: real.lanes }, (_, lane) => from(lane)).join();
    const choice = known.get(key) ?? f.keep(real.choose((index) => vectors[index], from));
    known.set(key, choice);
    return choice;
  };
}

/** The first of each vector of a row of so many numbers. */
const firstOfVectors = ({ real }: Scope, count: number): number[] =>
  Array.from({ length: Math.ceil(count / real.lanes) }, (_, index) => index * real.lanes);

/** The sum of terms dealt to several sums, as `isWrittenOut` says; each term is emitted when its turn has come. */
function summed(f: FunctionBuilder, real: Real, terms: readonly (() => Vector)[]): Local<'v128'> {
  const sums: Local<'v128'>[] = [];
  for (const [index, term] of terms.entries()) {
    const sum = sums[index % dealtSums];
    if (sum) f.set(sum, real.add(sum, term()));
    else sums.push(f.keep(term()));
  }
  while (sums.length > 1) {
    const [first, second] = sums.splice(0, 2);
    if (first && second) sums.push(f.keep(real.add(first, second)));
  }
  return sums[0] ?? f.keep(real.constant(-0));
}
