// ConvNetJS. It has no cross-entropy for a single output: there a sigmoid unit, a linear one after it
// and half the squared error.
import convnetjs from 'convnetjs';
import { batches, layersOf, rowsOf, serve } from './peer.mjs';

await serve({
  version: '0.3.0',
  train: (workload, shuffle) => {
    const { inputs, batch, learningRate, numbers } = workload;
    const layers = layersOf(workload);
    const net = new convnetjs.Net();
    net.makeLayers([
      { type: 'input', out_sx: 1, out_sy: 1, out_depth: inputs },
      ...layers.map(({ units, activation }) => {
        if (activation === 'softmax') return { type: 'softmax', num_classes: units };
        if (activation === 'sigmoid') return { type: 'regression', num_neurons: units };
        return { type: 'fc', num_neurons: units, activation };
      }),
    ]);
    const dense = net.layers.filter(({ layer_type: type }) => type === 'fc');
    dense.forEach(({ filters, biases }, index) => {
      const layer = layers[index];
      filters.forEach(({ w }, unit) =>
        w.forEach((_, input) => (w[input] = layer?.weights[unit * layer.inputs + input] ?? NaN)),
      );
      biases.w.fill(0);
    });
    const trainer = new convnetjs.Trainer(net, {
      method: 'sgd',
      learning_rate: learningRate,
      momentum: 0,
      l2_decay: 0,
      batch_size: batch,
    });
    const rows = rowsOf(workload).map((row) => Float64Array.from(row));
    const vol = new convnetjs.Vol(1, 1, inputs, 0);
    const isRegression = layers.at(-1)?.units === 1;
    return batches(workload, shuffle, (indices) => {
      let loss = 0;
      for (const row of indices) {
        vol.w = rows[row] ?? vol.w;
        const label = numbers.labels[row] ?? NaN;
        loss += trainer.train(vol, isRegression ? [label] : label).loss;
      }
      return loss;
    });
  },
});
