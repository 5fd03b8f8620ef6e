import type { Optimizer } from '../../spec/spec.ts';
import { trainedParameters, weightsOf, type Region, type Stretch } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Address, Expr } from './encoding.ts';
import { f64, i32 } from './scalars.ts';
import { place, type Emission } from './scope.ts';
import { emitSum } from './sums.ts';
import { compensated } from './tally.ts';
import { realOf, width, type Vector } from './vectors.ts';

/** The end of a training step; its twin is `reference/step.ts`. */

const parameterAt = (region: Region, base: Expr<'i32'>, offset: number): Address => ({
  base,
  offset: region.offset + offset,
});

/** (rows): adds `rows` times l1 Σ|W| + l2/2 ΣW² to the tally's loss. */
export function emitPenalize({ module, plan, real, pool }: Emission): FunctionBuilder {
  const f = module.function(['i32']);
  const { l1, l2 } = plan.rule;
  if (l1 === 0 && l2 === 0) return f;
  const weights = (base: Expr<'i32'>, offset: number): Vector => real.load(parameterAt(plan.parameters, base, offset));
  const double = (sumOf: (value: Vector) => Vector): Expr<'f64'> =>
    f.keep(emitSum(f, real, pool, weightsOf(plan), weights, sumOf));
  const { abs, mul } = realOf('float64', pool);
  const absolute = f64.mul(f64.constant(l1), double(abs));
  const squares = f64.mul(
    f64.constant(l2 / 2),
    double((w) => mul(w, w)),
  );
  const sum = compensated(f, plan.tally, i32.constant(0));
  sum.add(f64.mul(f64.fromInt32(f.parameter('i32', 0)), f64.add(absolute, squares)));
  sum.store();
  return f;
}

/**
 * (learningRate): the optimizer's step. It has two parts, what is computed once and what is done to
 * each parameter, which threads can share.
 */
export function emitStep(emission: Emission): FunctionBuilder {
  const f = emission.module.function(['f64']);
  prepareInto(emission, f, f.parameter('f64', 0));
  updateInto(emission, f, trainedParameters(emission.plan));
  return f;
}

/** (learningRate): counts the step and computes its numbers. */
export function emitPrepare(emission: Emission): FunctionBuilder {
  const f = emission.module.function(['f64']);
  prepareInto(emission, f, f.parameter('f64', 0));
  return f;
}

/** () → nothing: changes these parameters. */
export function emitUpdate(emission: Emission, stretches: readonly Stretch[]): FunctionBuilder {
  const f = emission.module.function([]);
  updateInto(emission, f, stretches);
  return f;
}

/** The numbers of a step, float64s in the plan's `stepNumbers`. */
const stepNumbers = ['rate', 'factor', 'stepSize', 'scale', 'shrink'] as const;
type StepNumber = (typeof stepNumbers)[number];

const numberAt = ({ plan }: Emission, name: StepNumber): Address => ({
  base: i32.constant(0),
  offset: plan.stepNumbers.offset + 8 * stepNumbers.indexOf(name),
});

function prepareInto(emission: Emission, f: FunctionBuilder, learningRate: Expr<'f64'>): void {
  const { plan } = emission;
  const put = (name: StepNumber, value: Expr<'f64'>): void => f.do(f64.store(numberAt(emission, name), value));
  const factor = clipping(emission, f);
  if (factor) put('factor', factor);
  const stepsAt = place(i32.constant(0), plan.steps);
  f.do(i32.store(stepsAt, i32.add(i32.load(stepsAt), i32.constant(1))));
  put('rate', learningRate);
  const { optimizer } = plan.rule;
  if (optimizer.type !== 'adam' && optimizer.type !== 'adamw') return;
  const [mean, square] = optimizer.betas.map((beta, index) => {
    const at = { base: i32.constant(0), offset: plan.corrections.offset + 8 * index };
    const value = f.keep(f64.add(f64.mul(f64.constant(beta), f64.load(at)), f64.constant(1 - beta)));
    f.do(f64.store(at, value));
    return value;
  });
  if (mean) put('stepSize', f64.div(learningRate, mean));
  if (square) put('scale', f64.div(f64.constant(1), f64.sqrt(square)));
  if (optimizer.type === 'adamw') {
    put('shrink', f64.sub(f64.constant(1), f64.mul(learningRate, f64.constant(optimizer.weightDecay))));
  }
}

function updateInto(emission: Emission, f: FunctionBuilder, stretches: readonly Stretch[]): void {
  const { plan, real } = emission;
  const read = (name: StepNumber): Vector => f.keep(real.splatDouble(f64.load(numberAt(emission, name))));
  const factor = plan.rule.clipNorm === undefined ? null : read('factor');
  const update = updateOf(emission, plan.rule.optimizer, read);
  for (const stretch of stretches) {
    const some = (base: Expr<'i32'>, index: number, count: number): void => {
      const at = (region: Region): Address => parameterAt(region, base, (stretch.from + index) * real.bytes);
      const weightAt = at(plan.parameters);
      const w = f.keep(real.load(weightAt));
      const g = f.keep(slope(emission, stretch, w, real.load(at(plan.gradient))));
      const keep = (region: Region | undefined, change: (before: Vector) => Vector): Vector => {
        if (!region) throw new RangeError('the plan has no room for the optimizer');
        const after = f.keep(change(real.load(at(region))));
        f.do(real.storeFirst(at(region), after, count));
        return after;
      };
      f.do(real.storeFirst(weightAt, f.keep(update(w, factor ? f.keep(real.mul(g, factor)) : g, keep)), count));
    };
    const whole = Math.floor((stretch.to - stretch.from) / real.lanes);
    if (whole <= 4) for (let index = 0; index < whole; index++) some(i32.constant(0), index * real.lanes, real.lanes);
    else f.repeat(i32.constant(whole * width), width, (base) => some(base, 0, real.lanes));
    const rest = stretch.to - stretch.from - whole * real.lanes;
    if (rest > 0) some(i32.constant(0), whole * real.lanes, rest);
  }
}

/** ∂E/∂w, penalties included. */
function slope({ plan, real }: Emission, { penalised }: Stretch, w: Vector, gradient: Vector): Vector {
  const { l1, l2 } = plan.rule;
  const zero = real.constant(0);
  let g = gradient;
  if (penalised && l2 > 0) g = real.add(g, real.mul(real.constant(l2), w));
  if (penalised && l1 > 0) {
    const up = real.and(real.greater(w, zero), real.constant(l1));
    g = real.add(g, real.select(real.less(w, zero), real.constant(-l1), up));
  }
  return g;
}

/** What the gradient is multiplied by. */
function clipping(emission: Emission, f: FunctionBuilder): Expr<'f64'> | null {
  const { plan, real, pool } = emission;
  const { clipNorm } = plan.rule;
  if (clipNorm === undefined) return null;
  const value = (base: Expr<'i32'>, offset: number, stretch: Stretch): Vector => {
    const w = f.keep(real.load(parameterAt(plan.parameters, base, offset)));
    return slope(emission, stretch, w, real.load(parameterAt(plan.gradient, base, offset)));
  };
  const { mul } = realOf('float64', pool);
  const norm = f64.sqrt(emitSum(f, real, pool, trainedParameters(plan), value, (g) => mul(g, g)));
  const ratio = f64.div(f64.constant(clipNorm), f64.add(norm, f64.constant(1e-6)));
  return f64.min(ratio, f64.constant(1));
}

type Keep = (region: Region | undefined, change: (before: Vector) => Vector) => Vector;
type Update = (w: Vector, g: Vector, keep: Keep) => Vector;

function updateOf({ plan, real }: Emission, rule: Optimizer, read: (name: StepNumber) => Vector): Update {
  const { add, sub, mul, div, sqrt, constant } = real;
  const [first, second] = plan.state;
  switch (rule.type) {
    case 'gradient-descent': {
      const rate = read('rate');
      return (w, g) => sub(w, mul(rate, g));
    }
    case 'momentum':
    case 'nesterov': {
      const rate = read('rate');
      const momentum = constant(rule.momentum);
      return (w, g, keep) => {
        const velocity = keep(first, (before) => add(mul(momentum, before), g));
        return sub(w, mul(rate, rule.type === 'momentum' ? velocity : add(g, mul(momentum, velocity))));
      };
    }
    case 'adagrad': {
      const rate = read('rate');
      return (w, g, keep) => {
        const squares = keep(first, (before) => add(before, mul(g, g)));
        return sub(w, div(mul(rate, g), add(sqrt(squares), constant(rule.eps))));
      };
    }
    case 'rmsprop': {
      const rate = read('rate');
      return (w, g, keep) => {
        const [decay, rest] = [constant(rule.alpha), constant(1 - rule.alpha)];
        const squares = keep(first, (before) => add(mul(decay, before), mul(rest, mul(g, g))));
        const root = add(sqrt(squares), constant(rule.eps));
        if (rule.momentum === 0) return sub(w, div(mul(rate, g), root));
        const velocity = keep(second, (before) => add(mul(constant(rule.momentum), before), div(g, root)));
        return sub(w, mul(rate, velocity));
      };
    }
    case 'adam':
    case 'adamw': {
      const stepSize = read('stepSize');
      const scale = read('scale');
      const shrink = rule.type === 'adamw' ? read('shrink') : null;
      const average = (beta: number, before: Vector, value: Vector): Vector =>
        add(mul(constant(beta), before), mul(constant(1 - beta), value));
      return (w, g, keep) => {
        const mean = keep(first, (before) => average(rule.betas[0], before, g));
        const squares = keep(second, (before) => average(rule.betas[1], before, mul(g, g)));
        const root = add(mul(sqrt(squares), scale), constant(rule.eps));
        return sub(shrink ? mul(w, shrink) : w, div(mul(stepSize, mean), root));
      };
    }
  }
}
