// An engine of the kind that TensorFlow Playground describes: an object a node and an object a link,
// backpropagation row by row with half the squared error, derivatives collected over a batch.
import { batches, layersOf, rowsOf, serve, targetsOf } from './peer.mjs';

/**
 * @typedef {{ value: (x: number) => number, slope: (y: number) => number }} Activation `slope` from the output
 * @type {Record<'tanh' | 'relu' | 'sigmoid', Activation>}
 */
const functions = {
  tanh: { value: Math.tanh, slope: (y) => 1 - y * y },
  relu: { value: (x) => Math.max(0, x), slope: (y) => (y > 0 ? 1 : 0) },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) },
};

class Link {
  derivatives = 0;

  /**
   * @param {Node} from
   * @param {Node} to
   * @param {number} weight
   */
  constructor(from, to, weight) {
    this.from = from;
    this.to = to;
    this.weight = weight;
    from.out.push(this);
    to.in.push(this);
  }
}

class Node {
  /** @type {Link[]} */
  in = [];
  /** @type {Link[]} */
  out = [];
  bias = 0;
  output = 0;
  /** By the node's sum. */
  derivative = 0;
  derivatives = 0;

  /** @param {Activation} activation */
  constructor(activation) {
    this.activation = activation;
  }

  activate() {
    let sum = this.bias;
    for (const { weight, from } of this.in) sum += weight * from.output;
    this.output = this.activation.value(sum);
  }

  /** @param {number} byOutput derivative of the loss by the node's output */
  collect(byOutput) {
    this.derivative = byOutput * this.activation.slope(this.output);
    this.derivatives += this.derivative;
    for (const link of this.in) link.derivatives += this.derivative * link.from.output;
  }

  backpropagate() {
    let byOutput = 0;
    for (const { weight, to } of this.out) byOutput += weight * to.derivative;
    this.collect(byOutput);
  }

  /** @param {number} rate */
  update(rate) {
    this.bias -= rate * this.derivatives;
    this.derivatives = 0;
    for (const link of this.in) {
      link.weight -= rate * link.derivatives;
      link.derivatives = 0;
    }
  }
}

await serve({
  version: 'of this benchmark',
  train: (workload, shuffle) => {
    const first = Array.from({ length: workload.inputs }, () => new Node(functions.tanh));
    const layers = [first];
    for (const { units, inputs, activation, weights } of layersOf(workload)) {
      const before = layers.at(-1) ?? first;
      const nodes = Array.from(
        { length: units },
        () => new Node(functions[activation === 'softmax' ? 'sigmoid' : activation]),
      );
      nodes.forEach((to, unit) =>
        before.forEach((from, input) => new Link(from, to, weights[unit * inputs + input] ?? 0)),
      );
      layers.push(nodes);
    }
    const rows = rowsOf(workload);
    const targets = targetsOf(workload);
    const hidden = layers.slice(1, -1).toReversed();
    const outputs = layers.at(-1) ?? [];
    return batches(workload, shuffle, (indices) => {
      let loss = 0;
      for (const row of indices) {
        first.forEach((node, index) => (node.output = rows[row]?.[index] ?? 0));
        for (const layer of layers.slice(1)) for (const node of layer) node.activate();
        outputs.forEach((node, index) => {
          const error = node.output - (targets[row]?.[index] ?? 0);
          loss += 0.5 * error * error;
          node.collect(error);
        });
        for (const layer of hidden) for (const node of layer) node.backpropagate();
      }
      const rate = workload.learningRate / indices.length;
      for (const layer of layers.slice(1)) for (const node of layer) node.update(rate);
      return loss;
    });
  },
});
