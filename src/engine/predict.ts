import type { Spec } from '../spec/spec.ts';
import { compile } from './compiler/compile.ts';
import { view, writeParameters, type Machine } from './machine.ts';
import { makePlan } from './makePlan.ts';
import type { Network } from './network.ts';

/** A network's forward pass alone: compiled once, for weights that change. */
export class Predictor {
  private readonly machine: Machine;

  /**
   * @param rows how many are predicted at a time, roughly.
   * @throws EngineError if the network does not fit into memory.
   */
  constructor(
    { training: { precision } }: Spec,
    private readonly network: Network,
    rows: number,
  ) {
    const sizes = { batch: Math.max(rows, 1), trainingRows: 0, validationRows: 0 };
    this.machine = compile(makePlan({ network, task: 'regression', precision, ...sizes }));
  }

  /** @param parameters flat, as many as the network has. */
  use(parameters: Float64Array): void {
    writeParameters(this.machine, parameters);
  }

  /**
   * Computed in the spec's precision.
   * @param inputs normalised, rows × inputs.
   * @returns rows × outputs.
   */
  outputs(inputs: Float64Array): Float64Array {
    const { machine, network } = this;
    const { plan } = machine;
    const rows = inputs.length / network.inputs;
    const outputs = new Float64Array(rows * network.outputs);
    const last = plan.layers.at(-1);
    const given = view(machine, plan.inputs);
    const computed = last && view(machine, last.outputs);
    for (let from = 0; from < rows && computed; from += plan.chunk) {
      const count = Math.min(plan.chunk, rows - from);
      given.set(inputs.subarray(from * network.inputs, (from + count) * network.inputs));
      machine.forward(count);
      outputs.set(computed.subarray(0, count * network.outputs), from * network.outputs);
    }
    return outputs;
  }
}

/**
 * Outputs for rows of normalised inputs, computed in the spec's precision.
 * @param parameters flat, as many as the network has.
 * @param inputs rows × inputs.
 * @returns rows × outputs.
 * @throws EngineError if the network does not fit into memory.
 */
export function predict(spec: Spec, network: Network, parameters: Float64Array, inputs: Float64Array): Float64Array {
  const predictor = new Predictor(spec, network, inputs.length / network.inputs);
  predictor.use(parameters);
  return predictor.outputs(inputs);
}
