// TensorFlow.js, its core by hand: `fit` of its layers is slower. The argument: cpu or wasm.
import '@tensorflow/tfjs-backend-wasm';
import { batches, layersOf, serve, targetsOf } from './peer.mjs';

const { default: tf } = await import('@tensorflow/tfjs');
await tf.setBackend(process.argv[2] ?? 'cpu');
await tf.ready();

await serve({
  version: tf.version_core,
  train: (workload, shuffle) => {
    const { rows, inputs, learningRate } = workload;
    const all = tf.tensor2d(workload.numbers.inputs.subarray(0, rows * inputs), [rows, inputs]);
    const targets = tf.tensor2d(targetsOf(workload));
    const layers = layersOf(workload).map((layer) => ({
      activation: layer.activation,
      weights: tf.variable(tf.tensor2d(layer.weights, [layer.units, layer.inputs]).transpose()),
      biases: tf.variable(tf.tensor1d(layer.biases)),
    }));
    const optimizer = tf.train.sgd(learningRate);
    return batches(workload, shuffle, (indices) =>
      tf.tidy(() => {
        const [x, y] = [tf.gather(all, indices), tf.gather(targets, indices)];
        const loss = optimizer.minimize(() => {
          let values = x;
          for (const { activation, weights, biases } of layers) {
            const sums = tf.add(tf.matMul(values, weights), biases);
            if (activation === 'sigmoid') return tf.losses.sigmoidCrossEntropy(y, sums);
            if (activation === 'softmax') return tf.losses.softmaxCrossEntropy(y, sums);
            values = activation === 'tanh' ? tf.tanh(sums) : tf.relu(sums);
          }
          throw new Error('There is no output layer.');
        }, true);
        return (loss?.dataSync()[0] ?? NaN) * indices.length;
      }),
    );
  },
});
