import type { Rows } from '../../data/dataset.ts';
import { layerPlaces, type LayerPlace, type Network } from '../network.ts';
import { outputChange, type Curve } from './activation.ts';
import { cornersOf, isCrossed, type Corners } from './corners.ts';
import { forward, transposed, type LayerValues } from './forward.ts';
import { lossChange, outputOf, rowLosses, type Output } from './loss.ts';
import { crossesCorner, noPenalty, penaltyChange, penaltyOf, type Penalty } from './penalty.ts';
import { compensatedMean } from './sum.ts';
import { tensorsOf } from './tensors.ts';

/** What moving one parameter to either side does. */
export interface Probe {
  /** L⁺ − L, the change of the loss. */
  readonly right: number;
  /** L⁻ − L. */
  readonly left: number;
  /** Some pre-activation or error lies on different sides of a corner at the two ends. */
  readonly crossed: boolean;
}

/** A parameter: weight [unit, input], or bias [unit] where `input` is null. */
export interface Parameter {
  readonly layer: number;
  readonly unit: number;
  readonly input: number | null;
}

interface ProbedLayer extends LayerValues {
  readonly curve: Curve;
  readonly units: number;
  readonly corners: Corners | null;
  /** Changes at the two ends, unit by unit as `u` and `z`, but of the active rows only, packed: of u, then of z. */
  readonly ahead: Float64Array;
  readonly behind: Float64Array;
}

/** Bytes that a `Prober` takes. */
export function bytesOfProber({ layers, inputs, outputs }: Network, rows: number): number {
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  return 8 * rows * (4 * units + inputs + outputs);
}

/**
 * Losses for moved parameters. One weight moves one pre-activation of its layer, by h·x, and what
 * is followed from there on is changes alone: of that unit's output, of the next layer's
 * pre-activations (a column of its weights times that change), and so on to the loss. A row is
 * left out where nothing changes: at an input of 0, at a unit of ReLU that stays at 0.
 * Whole passes for each parameter of 784-128-10 take half an hour, this less than a second.
 */
export class Prober {
  /** The loss as it is, penalties included. */
  readonly loss: number;
  private readonly rows: number;
  private readonly inputs: Float64Array;
  private readonly targets: Float64Array;
  private readonly layers: readonly ProbedLayer[];
  private readonly places: readonly LayerPlace[];
  private readonly output: Output;
  /** The rows on which something changes, and how many there are. */
  private readonly active: Int32Array;
  private count = 0;

  constructor(
    private readonly network: Network,
    private readonly parameters: Float64Array,
    { count, inputs, targets }: Rows,
    private readonly penalty: Penalty = noPenalty,
  ) {
    this.rows = count;
    this.inputs = transposed(inputs, count, network.inputs);
    this.targets = transposed(targets, count, network.outputs);
    this.places = layerPlaces(network);
    const values = forward(network, parameters, this.inputs, count);
    this.layers = values.map((layer, index) => ({
      ...layer,
      curve: network.layers[index] ?? { activation: 'identity', alpha: 0 },
      units: network.layers[index]?.units ?? 0,
      corners: cornersOf(network, index),
      ahead: new Float64Array(layer.u.length),
      behind: new Float64Array(layer.u.length),
    }));
    this.output = outputOf(network, values, this.targets, count);
    this.active = new Int32Array(count);
    this.loss = compensatedMean(rowLosses(this.output)) + this.penaltyAt(parameters);
  }

  /** Multiply-adds, or about as much, that `probe` takes for a parameter of `layer` at most. */
  work(layer: number): number {
    const { layers, outputs } = this.network;
    const first = layers[layer + 1]?.units ?? 0;
    const rest = layers.slice(layer + 2).reduce((sum, { units, inputs }) => sum + units * inputs, 0);
    return this.rows * (16 + first + rest + 8 * outputs);
  }

  /** Moves one parameter by `up` (> 0) and by `down` (< 0). */
  probe(parameter: Parameter, up: number, down: number): Probe {
    const ofRows = this.probeRows(parameter, up, down);
    const { layer, unit, input } = parameter;
    if (input === null) return ofRows;
    const place = (this.places[layer]?.weights ?? NaN) + unit * (this.network.layers[layer]?.inputs ?? NaN) + input;
    const w = this.parameters[place] ?? NaN;
    return {
      right: ofRows.right + penaltyChange(this.penalty, w, up),
      left: ofRows.left + penaltyChange(this.penalty, w, down),
      crossed: ofRows.crossed || crossesCorner(this.penalty, w + up, w + down),
    };
  }

  private probeRows({ layer, unit, input }: Parameter, up: number, down: number): Probe {
    const { layers, output, rows, active } = this;
    const moved = layers[layer];
    if (moved) this.start(moved, layer, unit, input, up, down);
    let from = unit;
    let to = unit + 1;
    let crossed = false;
    for (let index = layer; ; index++) {
      const here = layers[index];
      const next = layers[index + 1];
      if (!here) return { right: NaN, left: NaN, crossed };
      crossed ||= here.corners !== null && this.crosses(here, here.corners, from, to);
      if (!next) {
        const changes = (du: Float64Array): number => lossChange(output, { from, to, count: this.count, active, du });
        return { right: changes(here.ahead) / rows, left: changes(here.behind) / rows, crossed };
      }
      this.bend(here, here.ahead, from, to);
      this.bend(here, here.behind, from, to);
      if (index === layer) this.pack(here, unit);
      this.spread(here.ahead, next.ahead, index + 1, from, to);
      this.spread(here.behind, next.behind, index + 1, from, to);
      from = 0;
      to = next.units;
    }
  }

  /** Moves all parameters by `step` times `direction`, to either side, in whole passes. */
  probeDirection(direction: Float64Array, step: number): Probe {
    const { network, parameters, inputs, targets, rows } = this;
    const moved = (by: number): Float64Array => parameters.map((w, at) => w + by * (direction[at] ?? 0));
    const [up, down] = [moved(step), moved(-step)];
    const [ahead, behind] = [forward(network, up, inputs, rows), forward(network, down, inputs, rows)];
    const change = (moved: Float64Array, values: readonly LayerValues[]): number =>
      compensatedMean(rowLosses(outputOf(network, values, targets, rows))) + this.penaltyAt(moved) - this.loss;
    const weights = tensorsOf(network).filter(({ kind }) => kind === 'weights');
    const crossed =
      weights.some(({ start, size }) =>
        up.subarray(start, start + size).some((w, at) => crossesCorner(this.penalty, w, down[start + at] ?? NaN)),
      ) ||
      this.layers.some(({ corners }, index) =>
        ahead[index]?.u.some(
          (a, at) => corners && isCrossed(corners, a, behind[index]?.u[at] ?? NaN, targets[at] ?? NaN),
        ),
      );
    return { right: change(up, ahead), left: change(down, behind), crossed };
  }

  private penaltyAt(parameters: Float64Array): number {
    return penaltyOf(this.penalty, tensorsOf(this.network), parameters);
  }

  /** What the parameter's own pre-activation changes by: the step times the input, on rows where that is not 0. */
  private start(
    { ahead, behind }: ProbedLayer,
    layer: number,
    unit: number,
    input: number | null,
    up: number,
    down: number,
  ): void {
    const { rows, active } = this;
    const x = input === null ? null : layer === 0 ? this.inputs : (this.layers[layer - 1]?.z ?? null);
    const first = (input ?? 0) * rows;
    let to = unit * rows;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const by = x ? (x[first + row] ?? NaN) : 1;
      if (by === 0) continue;
      ahead[to] = up * by;
      behind[to++] = down * by;
      active[count++] = row;
    }
    this.count = count;
  }

  private crosses({ u, ahead, behind }: ProbedLayer, corners: Corners, from: number, to: number): boolean {
    const { rows, active, count, targets } = this;
    for (let k = from; k < to; k++) {
      for (let i = 0; i < count; i++) {
        const at = k * rows + (active[i] ?? 0);
        const a = (u[at] ?? NaN) + (ahead[k * rows + i] ?? NaN);
        const b = (u[at] ?? NaN) + (behind[k * rows + i] ?? NaN);
        if (isCrossed(corners, a, b, targets[at] ?? NaN)) return true;
      }
    }
    return false;
  }

  /** From changes of u to changes of z = f(u). */
  private bend({ curve, u, z }: ProbedLayer, changes: Float64Array, from: number, to: number): void {
    const { rows, active, count } = this;
    for (let k = from; k < to; k++) {
      for (let i = 0; i < count; i++) {
        const at = k * rows + (active[i] ?? 0);
        changes[k * rows + i] = outputChange(curve, u[at] ?? NaN, z[at] ?? NaN, changes[k * rows + i] ?? NaN);
      }
    }
  }

  /** Leaves out the rows on which the one unit that changes so far turned out not to. */
  private pack({ ahead, behind }: ProbedLayer, unit: number): void {
    const { active } = this;
    const first = unit * this.rows;
    let count = 0;
    for (let i = 0; i < this.count; i++) {
      const a = ahead[first + i] ?? NaN;
      const b = behind[first + i] ?? NaN;
      if (a === 0 && b === 0) continue;
      ahead[first + count] = a;
      behind[first + count] = b;
      active[count++] = active[i] ?? 0;
    }
    this.count = count;
  }

  /** Changes of the pre-activations of layer `index` from those of its inputs from ≤ k < to. */
  private spread(dz: Float64Array, du: Float64Array, index: number, from: number, to: number): void {
    const { rows, parameters, count } = this;
    const { units, inputs } = this.network.layers[index] ?? { units: 0, inputs: 0 };
    const weights = this.places[index]?.weights ?? NaN;
    for (let unit = 0; unit < units; unit++) {
      const sums = unit * rows;
      for (let k = from; k < to; k++) {
        const w = parameters[weights + unit * inputs + k] ?? NaN;
        const changes = k * rows;
        if (k === from) for (let i = 0; i < count; i++) du[sums + i] = w * (dz[changes + i] ?? NaN);
        else for (let i = 0; i < count; i++) du[sums + i] = (du[sums + i] ?? NaN) + w * (dz[changes + i] ?? NaN);
      }
    }
  }
}
