import type { Spec } from '../spec/spec.ts';
import { compile } from './compiler/compile.ts';
import { view, writeParameters } from './machine.ts';
import type { Network } from './network.ts';
import { makePlan } from './makePlan.ts';

/**
 * Outputs for rows of normalised inputs, computed in the spec's precision.
 * @param parameters flat, as many as the network has.
 * @param inputs rows × inputs.
 * @returns rows × outputs.
 * @throws EngineError if the network does not fit into memory.
 */
export function predict(spec: Spec, network: Network, parameters: Float64Array, inputs: Float64Array): Float64Array {
  const rows = inputs.length / network.inputs;
  const plan = makePlan({
    network,
    task: 'regression',
    precision: spec.training.precision,
    batch: Math.max(rows, 1),
    trainingRows: 0,
    validationRows: 0,
  });
  const machine = compile(plan);
  writeParameters(machine, parameters);
  const chunkInputs = view(machine, plan.inputs);
  const last = plan.layers.at(-1);
  const outputs = new Float64Array(rows * network.outputs);
  for (let from = 0; from < rows && last; from += plan.chunk) {
    const count = Math.min(plan.chunk, rows - from);
    chunkInputs.set(inputs.subarray(from * network.inputs, (from + count) * network.inputs));
    machine.forward(count);
    const chunk = view(machine, last.outputs);
    outputs.set(chunk.subarray(0, count * network.outputs), from * network.outputs);
  }
  return outputs;
}
