import type { Part, Plan, Region } from './plan.ts';
import { rounding } from './rounding.ts';

/** What runs a plan: the WebAssembly module emitted for it, or the scalar reference. */
export interface Machine {
  readonly plan: Plan;
  readonly memory: ArrayBufferLike;
  /**
   * Trains from row `cursor` of the epoch's order, for at most `chunks` chunks or to the end of
   * the epoch, and adds to the tally. Returns the row to go on from.
   * @param cursor a row that a chunk starts at: 0, or what the last call returned.
   */
  train(cursor: number, chunks: number, learningRate: number): number;
  /** Runs rows `from` … `from + rows` of a part in file order, at most a chunk, and adds to the tally. */
  evaluate(part: Part, from: number, rows: number): void;
  /**
   * Forward and backward for one chunk in the epoch's order. Stores the gradient if `first`, else
   * adds to it. `batch` is the number of rows that the loss is the mean of.
   */
  accumulate(from: number, rows: number, batch: number, first: boolean): void;
  /** Adds `rows` times l1 Σ|W| + l2/2 ΣW² to the tally's loss. */
  penalize(rows: number): void;
  /** Changes the parameters as the optimizer makes it of the gradient region: the end of a training step. */
  step(learningRate: number): void;
  /** Runs the first `rows` of the chunk's inputs, at most a chunk. */
  forward(rows: number): void;
  /** Brings the rows' order into a new one: `shuffle` of the stream whose state `plan.random` holds. */
  shuffle(): void;
  /** Lets threads go that help. The machine works on without them. */
  release(): void;
}

/** A region's elements, by its type and the plan's precision. */
export type Cells = Float32Array | Float64Array | Int32Array;

/** The elements of a region, as a view that writes through. */
export function view(machine: Pick<Machine, 'plan' | 'memory'>, region: Region): Cells {
  const { offset, length, type } = region;
  if (type === 'i32') return new Int32Array(machine.memory, offset, length);
  const single = type === 'real' && machine.plan.precision === 'float32';
  return single ? new Float32Array(machine.memory, offset, length) : new Float64Array(machine.memory, offset, length);
}

/** A copy of the parameters, flat, as `layerPlaces` says: how they lie in the arena is the machine's affair. */
export function readParameters(machine: Machine): Float64Array {
  return turned(machine.plan, view(machine, machine.plan.parameters), 'row by row');
}

export function writeParameters(machine: Machine, parameters: ArrayLike<number>): void {
  view(machine, machine.plan.parameters).set(turned(machine.plan, parameters, 'transposed'));
}

/** Brings in both parts' inputs, row by row: as they are, or as lists of those that are not 0. */
export function writeInputs(machine: Machine, inputs: Readonly<Record<Part, Float64Array>>): void {
  const { data, sparse, network, precision } = machine.plan;
  if (!sparse) {
    for (const part of ['training', 'validation'] as const) view(machine, data[part].inputs).set(inputs[part]);
    return;
  }
  const [starts, columns, values] = [sparse.starts, sparse.columns, sparse.values].map((region) =>
    view(machine, region),
  );
  if (!starts || !columns || !values) return;
  const round = rounding(precision);
  let [row, next] = [0, 0];
  for (const part of [inputs.training, inputs.validation]) {
    for (let index = 0; index < part.length; index++) {
      const column = index % network.inputs;
      if (column === 0) starts[row++] = next;
      const value = round(part[index] ?? NaN);
      if (value === 0) continue;
      columns[next] = column;
      values[next++] = value;
    }
  }
  starts[row] = next;
}

/** A copy of the gradient that `accumulate` left, laid out as the parameters. */
export function readGradient(machine: Machine): Float64Array {
  return turned(machine.plan, view(machine, machine.plan.gradient), 'row by row');
}

/** Puts another gradient in the place of the one that `accumulate` left. */
export function writeGradient(machine: Machine, gradient: ArrayLike<number>): void {
  view(machine, machine.plan.gradient).set(turned(machine.plan, gradient, 'transposed'));
}

/** A copy with every layer's weights transposed. */
function turned({ layers }: Plan, values: ArrayLike<number>, to: 'row by row' | 'transposed'): Float64Array {
  const copy = Float64Array.from(values);
  for (const { shape, weights } of layers) {
    const { inputs, units } = shape;
    for (let unit = 0; unit < units; unit++) {
      for (let input = 0; input < inputs; input++) {
        const rowByRow = weights + unit * inputs + input;
        const transposed = weights + input * units + unit;
        if (to === 'transposed') copy[transposed] = values[rowByRow] ?? NaN;
        else copy[rowByRow] = values[transposed] ?? NaN;
      }
    }
  }
  return copy;
}
