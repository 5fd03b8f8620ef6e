import type { Activation, Loss } from '../spec/spec.ts';
import { view, type Cells, type Machine } from './machine.ts';
import {
  dealtSums,
  isRowByRow,
  type Dropout,
  type LayerRegions,
  type Op,
  type Part,
  type Plan,
  type Region,
  type SparseInputs,
} from './plan.ts';
import { mix, Xoshiro128 } from './random.ts';
import { at } from './reference/at.ts';
import { referenceActivations } from './reference/activations.ts';
import { referenceLosses } from './reference/losses.ts';
import { referenceStep } from './reference/step.ts';
import { rounding } from './rounding.ts';

/**
 * The plan, run by plain loops: what the engine computes, to be read in one sitting, and the
 * oracle that the emitted module must equal bit for bit. `r` rounds to the plan's precision after
 * every operation, as the hardware does (for float32 this is exact: Figueroa, "When is double
 * rounding innocuous?", 1995).
 */
export function referenceMachine(plan: Plan): Machine {
  const memory = new ArrayBuffer(plan.bytes);
  const cells = (region: Region): Cells => view({ plan, memory }, region);
  const r = rounding(plan.precision);

  const parameters = cells(plan.parameters);
  const gradient = cells(plan.gradient);
  const order = cells(plan.order);
  /** The chunk's; where the plan has lists of those that are not 0, all of them once more. */
  const inputs = plan.sparse ? new Float64Array(plan.chunk * plan.network.inputs) : cells(plan.inputs);
  const targets = cells(plan.targets);
  const tally = cells(plan.tally);
  const { unitOutput, softmax, throughActivation } = referenceActivations(plan.precision);
  const { rowLoss, slope } = referenceLosses(plan.precision, targets);
  /** Where the weight from input i to a unit lies: Wᵀ, inputs × units. */
  const weight = ({ weights, shape: { units } }: LayerRegions, unit: number, i: number): number =>
    weights + i * units + unit;
  /** What sums start from: −0 + x is x for every x, −0 included. */
  const nothing = -0;

  /** Neumaier's compensated sum (ZAMM 54, 1974): `tally[2i]` the sum, `tally[2i + 1]` what it lost. */
  function add(sum: number, value: number): void {
    const before = at(tally, 2 * sum);
    const after = before + value;
    const lost = Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    tally[2 * sum] = after;
    tally[2 * sum + 1] = at(tally, 2 * sum + 1) + lost;
  }

  /** Over a layer's inputs or units: in order, or where its work is written out as `isWrittenOut` says. */
  function summed({ isWrittenOut }: LayerRegions, count: number, term: (index: number) => number): number {
    const sums = Array.from({ length: dealtSums }, () => nothing);
    for (let index = 0; index < count; index++) {
      const to = isWrittenOut ? index % dealtSums : 0;
      sums[to] = r(at(sums, to) + term(index));
    }
    return r(r(at(sums, 0) + at(sums, 1)) + r(at(sums, 2) + at(sums, 3)));
  }

  function affine(layer: LayerRegions, x: ArrayLike<number>, rows: number, skipsZeros = false): void {
    const { inputs, units, bias } = layer.shape;
    const u = cells(layer.preActivations);
    const first = bias ? 1 : 0;
    for (let row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++) {
        u[row * units + unit] = summed(layer, first + inputs, (index) => {
          if (index < first) return at(parameters, layer.biases + unit);
          const input = at(x, row * inputs + index - first);
          return skipsZeros && input === 0 ? nothing : r(at(parameters, weight(layer, unit, index - first)) * input);
        });
      }
    }
  }

  function activate(layer: LayerRegions, activation: Activation, rows: number): void {
    const { units } = layer.shape;
    const u = cells(layer.preActivations);
    const z = cells(layer.outputs);
    if (activation === 'softmax') {
      for (let row = 0; row < rows; row++) softmax(u, z, row * units, units);
      return;
    }
    for (let index = 0; index < rows * units; index++) z[index] = unitOutput(layer.shape, activation, at(u, index));
  }

  /** Which outputs are left out follows from the step and from their place, not from what was drawn before. */
  function drop(layer: LayerRegions, dropout: Dropout, from: number, rows: number): void {
    const { units } = layer.shape;
    const z = cells(layer.outputs);
    const mask = cells(dropout.mask);
    const kept = cells(dropout.kept);
    const step = mix(at(cells(plan.steps), 0) + dropout.key);
    const limit = Math.floor(dropout.rate * 0x1_0000_0000);
    for (let index = 0; index < rows * units; index++) {
      const drawn = mix(mix(from * units + index) + step) >>> 0;
      mask[index] = drawn < limit ? 0 : r(1 / (1 - dropout.rate));
      kept[index] = r(at(z, index) * at(mask, index));
    }
  }

  function addLosses(layer: LayerRegions, loss: Loss, rows: number): void {
    const { units } = layer.shape;
    const u = cells(layer.preActivations);
    const z = cells(layer.outputs);
    for (let row = 0; row < rows; row++) {
      add(0, rowLoss(loss, u, z, row * units, units));
    }
  }

  function addScores(layer: LayerRegions, rows: number): void {
    const { units } = layer.shape;
    const z = cells(layer.outputs);
    for (let row = 0; row < rows; row++) {
      const start = row * units;
      if (plan.task === 'classification') {
        add(1, hit(z, start, units) ? 1 : 0);
        continue;
      }
      for (let k = 0; k < units; k++) {
        const error = at(z, start + k) - at(targets, start + k);
        add(1 + k, error * error);
        add(1 + units + k, Math.abs(error));
      }
    }
  }

  /** Of several classes the most likely; each on its own where outputs are independent. */
  function hit(z: ArrayLike<number>, start: number, units: number): boolean {
    if (plan.layers.at(-1)?.shape.activation !== 'softmax') {
      for (let k = start; k < start + units; k++) {
        if (at(z, k) >= 0.5 !== at(targets, k) >= 0.5) return false;
      }
      return true;
    }
    let chosen = start;
    let right = start;
    for (let k = start + 1; k < start + units; k++) {
      if (at(z, k) > at(z, chosen)) chosen = k;
      if (at(targets, k) > at(targets, right)) right = k;
    }
    return chosen === right;
  }

  function outputDelta(layer: LayerRegions, loss: Loss, rows: number, batch: number): void {
    const { units } = layer.shape;
    const u = cells(layer.preActivations);
    const z = cells(layer.outputs);
    const delta = cells(layer.deltas);
    const perRow = loss === 'cross-entropy' || loss === 'half-squared-error';
    const scale = r(1 / r(perRow ? batch : r(batch * units)));
    for (let row = 0; row < rows; row++) {
      let total = 0;
      for (let k = row * units; k < (row + 1) * units; k++) total = r(total + at(targets, k));
      for (let k = row * units; k < (row + 1) * units; k++) {
        const d = at(targets, k);
        const y = at(z, k);
        switch (loss) {
          case 'cross-entropy':
            delta[k] = r(r(r(y * total) - d) * scale);
            break;
          case 'binary-cross-entropy':
            delta[k] = r(r(y - d) * scale);
            break;
          default:
            delta[k] = throughActivation(layer.shape, r(slope(loss, r(y - d)) * scale), at(u, k), y);
        }
      }
    }
  }

  function hiddenDelta(layer: LayerRegions, next: LayerRegions, rows: number): void {
    const { units } = layer.shape;
    const following = next.shape.units;
    const u = cells(layer.preActivations);
    const z = cells(layer.outputs);
    const delta = cells(layer.deltas);
    const nextDelta = cells(next.deltas);
    const mask = layer.dropout && cells(layer.dropout.mask);
    for (let row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++) {
        let sum = summed(next, following, (k) =>
          r(at(nextDelta, row * following + k) * at(parameters, weight(next, k, unit))),
        );
        const index = row * units + unit;
        if (mask) sum = r(sum * at(mask, index));
        delta[index] = throughActivation(layer.shape, sum, at(u, index), at(z, index));
      }
    }
  }

  function addGradient(
    layer: LayerRegions,
    x: ArrayLike<number>,
    rows: number,
    first: boolean,
    skipsZeros = false,
  ): void {
    const { inputs, units, bias } = layer.shape;
    const delta = cells(layer.deltas);
    const put = (index: number, sum: number): void => {
      gradient[index] = first ? sum : r(at(gradient, index) + sum);
    };
    for (let unit = 0; unit < units; unit++) {
      for (let i = 0; i < inputs; i++) {
        let sum = nothing;
        for (let row = 0; row < rows; row++) {
          if (skipsZeros && at(x, row * inputs + i) === 0) continue;
          sum = r(sum + r(at(delta, row * units + unit) * at(x, row * inputs + i)));
        }
        put(weight(layer, unit, i), sum);
      }
      if (!bias) continue;
      let sum = nothing;
      for (let row = 0; row < rows; row++) sum = r(sum + at(delta, row * units + unit));
      put(layer.biases + unit, sum);
    }
  }

  function run(op: Op, from: number, rows: number, batch: number, first: boolean): void {
    switch (op.kind) {
      case 'affine':
        return affine(op.layer, cells(op.input), rows);
      case 'activate':
        return activate(op.layer, op.activation, rows);
      case 'drop':
        return drop(op.layer, op.dropout, from, rows);
      case 'loss':
        return addLosses(op.layer, op.loss, rows);
      case 'score':
        return addScores(op.layer, rows);
      case 'mirror':
        // Here the weights are read where they lie.
        return undefined;
      case 'output-delta':
        return outputDelta(op.layer, op.loss, rows, batch);
      case 'hidden-delta':
        return hiddenDelta(op.layer, op.next, rows);
      case 'bias-gradient':
        // Biases are part of the gradient.
        return undefined;
      case 'sparse-affine':
        return affine(op.layer, inputs, rows, true);
      case 'gradient':
        return addGradient(op.layer, cells(op.layer.input), rows, first);
      case 'sparse-gradient':
        return addGradient(op.layer, inputs, rows, first, true);
    }
  }

  /** Copies rows of a part into the chunk. */
  function gather(part: Part, from: number, rows: number, ordered: boolean): void {
    const copy = (source: Region, target: typeof inputs, width: number, row: number, index: number): void => {
      const numbers = cells(source);
      for (let i = 0; i < width; i++) target[row * width + i] = at(numbers, index * width + i);
    };
    for (let row = 0; row < rows; row++) {
      const index = ordered ? at(order, from + row) : from + row;
      copy(plan.data[part].targets, targets, plan.network.outputs, row, index);
      if (plan.sparse) unlist(plan.sparse, part === 'training' ? index : plan.trainingRows + index, row);
      else copy(plan.data[part].inputs, inputs, plan.network.inputs, row, index);
    }
  }

  function unlist({ starts, columns, values }: SparseInputs, list: number, row: number): void {
    const start = row * plan.network.inputs;
    inputs.fill(0, start, start + plan.network.inputs);
    for (let index = at(cells(starts), list); index < at(cells(starts), list + 1); index++) {
      inputs[start + at(cells(columns), index)] = at(cells(values), index);
    }
  }

  function forward(rows: number): void {
    for (const op of plan.forward) run(op, 0, rows, rows, true);
  }

  function accumulate(from: number, rows: number, batch: number, first: boolean): void {
    gather('training', from, rows, true);
    for (const op of [...plan.trainingForward, ...plan.score, ...plan.backward]) run(op, from, rows, batch, first);
  }

  const { penalty, step, descend } = referenceStep(plan, cells, r);
  const endStep = isRowByRow(plan) ? descend : step;
  const penalize = (rows: number): void => {
    if (plan.rule.l1 > 0 || plan.rule.l2 > 0) add(0, rows * penalty());
  };

  return {
    plan,
    memory,
    forward,
    accumulate,
    penalize,
    step,
    release: () => undefined,
    shuffle() {
      const random = cells(plan.random);
      const generator = new Xoshiro128(at(random, 0), at(random, 1), at(random, 2), at(random, 3));
      if (order instanceof Int32Array) generator.shuffle(order);
      random.set(generator.state());
    },
    evaluate(part, from, rows) {
      gather(part, from, rows, false);
      forward(rows);
      for (const op of plan.score) run(op, from, rows, rows, true);
      penalize(rows);
    },
    train(cursor, chunks, learningRate) {
      let next = cursor;
      for (let done = 0; done < chunks && next < plan.trainingRows; done++) {
        const start = next - (next % plan.batch);
        const end = Math.min(start + plan.batch, plan.trainingRows);
        const rows = Math.min(plan.chunk, end - next);
        accumulate(next, rows, end - start, next === start);
        penalize(rows);
        next += rows;
        if (next === end) endStep(learningRate);
      }
      return next;
    },
  };
}
