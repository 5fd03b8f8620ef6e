import type { Optimizer } from '../../spec/spec.ts';
import type { Cells } from '../machine.ts';
import { trainedParameters, weightsOf, type Plan, type Region, type Stretch } from '../plan.ts';
import { at } from './at.ts';

/** A parameter's new value, from its index, its value and the slope there. */
type Update = (index: number, w: number, g: number) => number;

/**
 * The second half of the reference: penalties, clipping, and the optimizers by the formulas of
 * torch.optim. Numbers of a step are computed in float64 and rounded once, those of a parameter
 * rounded by `r` after every operation.
 */
export function referenceStep(
  plan: Plan,
  cells: (region: Region) => Cells,
  r: (x: number) => number,
): { penalty(): number; step(learningRate: number): void; descend(learningRate: number): void } {
  const { l1, l2, clipNorm, optimizer } = plan.rule;
  const parameters = cells(plan.parameters);
  const gradient = cells(plan.gradient);
  const steps = cells(plan.steps);
  const corrections = cells(plan.corrections);
  const [first, second] = plan.state.map(cells);
  const trained = trainedParameters(plan);

  /** A sum in float64, in four parts, as vectors add it. */
  function sumOver(stretches: readonly Stretch[], value: (index: number, penalised: boolean) => number): number {
    const parts: [number, number, number, number] = [0, 0, 0, 0];
    for (const { from, to, penalised } of stretches) {
      for (let index = from; index < to; index++) {
        const part = (index - from) % 4;
        parts[part] = at(parts, part) + value(index, penalised);
      }
    }
    return parts[0] + parts[1] + (parts[2] + parts[3]);
  }

  /** l1 Σ|W| + l2/2 ΣW². */
  function penalty(): number {
    const absolute = sumOver(weightsOf(plan), (index) => Math.abs(at(parameters, index)));
    const squares = sumOver(weightsOf(plan), (index) => at(parameters, index) * at(parameters, index));
    return l1 * absolute + (l2 / 2) * squares;
  }

  /** ∂E/∂w, penalties included. */
  function slope(index: number, penalised: boolean): number {
    const w = at(parameters, index);
    let g = at(gradient, index);
    if (penalised && l2 > 0) g = r(g + r(r(l2) * w));
    if (penalised && l1 > 0) g = r(g + (w > 0 ? r(l1) : w < 0 ? -r(l1) : 0));
    return g;
  }

  /** As `torch.nn.utils.clip_grad_norm_`; frozen layers have no gradient. */
  function clipping(norm: number): number {
    const squares = sumOver(trained, (index, penalised) => slope(index, penalised) * slope(index, penalised));
    return r(Math.min(norm / (Math.sqrt(squares) + 1e-6), 1));
  }

  function step(learningRate: number): void {
    const factor = clipNorm === undefined ? 1 : clipping(clipNorm);
    steps[0] = at(steps, 0) + 1;
    const update = updateOf(optimizer, learningRate);
    for (const { from, to, penalised } of trained) {
      for (let index = from; index < to; index++) {
        parameters[index] = update(index, at(parameters, index), r(slope(index, penalised) * factor));
      }
    }
  }

  /** The step of a single row by plain descent; see `isRowByRow`. */
  function descend(learningRate: number): void {
    steps[0] = at(steps, 0) + 1;
    for (const { shape, weights, biases, ...layer } of plan.layers) {
      const { inputs, units, bias, frozen } = shape;
      if (frozen) continue;
      const x = cells(layer.input);
      const delta = cells(layer.deltas);
      const subtract = (index: number, slope: number): void => {
        parameters[index] = r(at(parameters, index) - slope);
      };
      for (let unit = 0; unit < units; unit++) {
        const towards = r(r(learningRate) * at(delta, unit));
        for (let i = 0; i < inputs; i++) subtract(weights + i * units + unit, r(towards * at(x, i)));
        if (bias) subtract(biases + unit, towards);
      }
    }
  }

  /** s ← f(s) of one of the optimizer's numbers for a parameter. */
  function keep(state: Cells | undefined, index: number, change: (before: number) => number): number {
    const after = change(state?.[index] ?? NaN);
    if (state) state[index] = after;
    return after;
  }

  function updateOf(rule: Optimizer, learningRate: number): Update {
    const rate = r(learningRate);
    switch (rule.type) {
      case 'gradient-descent':
        return (_, w, g) => r(w - r(rate * g));
      case 'momentum':
      case 'nesterov': {
        const momentum = r(rule.momentum);
        return (index, w, g) => {
          const velocity = keep(first, index, (before) => r(r(momentum * before) + g));
          return r(w - r(rate * (rule.type === 'momentum' ? velocity : r(g + r(momentum * velocity)))));
        };
      }
      case 'adagrad':
        return (index, w, g) => {
          const squares = keep(first, index, (before) => r(before + r(g * g)));
          return r(w - r(r(rate * g) / r(r(Math.sqrt(squares)) + r(rule.eps))));
        };
      case 'rmsprop': {
        const [decay, rest] = [r(rule.alpha), r(1 - rule.alpha)];
        return (index, w, g) => {
          const squares = keep(first, index, (before) => r(r(decay * before) + r(rest * r(g * g))));
          const root = r(r(Math.sqrt(squares)) + r(rule.eps));
          if (rule.momentum === 0) return r(w - r(r(rate * g) / root));
          const velocity = keep(second, index, (before) => r(r(r(rule.momentum) * before) + r(g / root)));
          return r(w - r(rate * velocity));
        };
      }
      case 'adam':
      case 'adamw': {
        const [beta1, beta2] = rule.betas;
        // 1 − βᵗ, from 1 − βᵗ⁻¹.
        corrections[0] = beta1 * at(corrections, 0) + (1 - beta1);
        corrections[1] = beta2 * at(corrections, 1) + (1 - beta2);
        const stepSize = r(learningRate / at(corrections, 0));
        const scale = r(1 / Math.sqrt(at(corrections, 1)));
        const shrink = rule.type === 'adamw' ? r(1 - learningRate * rule.weightDecay) : 1;
        return (index, w, g) => {
          const mean = keep(first, index, (before) => r(r(r(beta1) * before) + r(r(1 - beta1) * g)));
          const squares = keep(second, index, (before) => r(r(r(beta2) * before) + r(r(1 - beta2) * r(g * g))));
          const root = r(r(r(Math.sqrt(squares)) * scale) + r(rule.eps));
          return r(r(w * shrink) - r(r(stepSize * mean) / root));
        };
      }
    }
  }

  return { penalty, step, descend };
}
