// Synaptic, which trains row by row and has no softmax: sigmoid outputs, each with cross-entropy.
import synaptic from 'synaptic';
import { batches, layersOf, rowsOf, serve, targetsOf } from './peer.mjs';

await serve({
  version: '1.1.4',
  train: (workload, shuffle) => {
    const shape = layersOf(workload);
    const layers = [workload.inputs, ...workload.units].map((units) => new synaptic.Layer(units));
    layers.slice(1).forEach((layer, index) => {
      const { inputs, weights, activation } = shape[index] ?? {};
      layers[index]?.project(layer);
      const squash = activation === 'tanh' ? 'TANH' : activation === 'relu' ? 'RELU' : 'LOGISTIC';
      layer.set({ squash: synaptic.Neuron.squash[squash], bias: 0 });
      layer.list.forEach(({ connections }, unit) =>
        Object.values(connections.inputs).forEach((connection, input) => {
          connection.weight = weights?.[unit * (inputs ?? NaN) + input] ?? NaN;
        }),
      );
    });
    const network = new synaptic.Network({
      input: layers[0],
      hidden: layers.slice(1, -1),
      output: layers.at(-1),
    });
    const rows = rowsOf(workload).map((row) => [...row]);
    const targets = targetsOf(workload);
    return batches(workload, shuffle, (indices) => {
      let loss = 0;
      for (const row of indices) {
        const target = targets[row] ?? [];
        const outputs = network.activate(rows[row] ?? []);
        network.propagate(workload.learningRate, target);
        target.forEach((wanted, index) => {
          const output = outputs[index] ?? NaN;
          loss -= Math.log(wanted === 1 ? output : 1 - output);
        });
      }
      return loss;
    });
  },
});
