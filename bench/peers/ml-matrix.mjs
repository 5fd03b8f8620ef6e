// A network by hand on ml-matrix.
import { Matrix } from 'ml-matrix';
import { batches, layersOf, rowsOf, serve, targetsOf } from './peer.mjs';

/** @type {(value: number) => number} */
const relu = (value) => Math.max(value, 0);

/** @type {(value: number) => number} */
const sigmoid = (value) => 1 / (1 + Math.exp(-value));

await serve({
  version: '6.15.1',
  train: (workload, shuffle) => {
    const all = new Matrix(rowsOf(workload).map((row) => [...row]));
    const targets = new Matrix(targetsOf(workload));
    const layers = layersOf(workload).map(({ units, inputs, activation, weights, biases }) => ({
      activation,
      weights: Matrix.from1DArray(units, inputs, weights).transpose(),
      biases: Matrix.rowVector(biases),
    }));
    return batches(workload, shuffle, (indices) => {
      const rows = [...indices];
      const values = [all.subMatrixRow(rows)];
      for (const { activation, weights, biases } of layers) {
        const sums = values[values.length - 1]?.mmul(weights).addRowVector(biases);
        if (!sums) break;
        if (activation === 'softmax') softmaxInPlace(sums);
        else each(sums, { tanh: Math.tanh, relu, sigmoid }[activation]);
        values.push(sums);
      }
      const target = targets.subMatrixRow(rows);
      const output = values.at(-1) ?? target;
      const loss = crossEntropy(output, target);
      let delta = output.clone().sub(target);
      for (const [index, { weights, biases }] of [...layers.entries()].toReversed()) {
        const before = values[index];
        if (!before) break;
        const gradient = before.transpose().mmul(delta);
        const biasGradient = Matrix.rowVector(delta.sum('column'));
        if (index > 0) {
          const slope = layers[index - 1]?.activation === 'tanh' ? tanhSlope : reluSlope;
          delta = delta.mmul(weights.transpose()).mul(each(before.clone(), slope));
        }
        const rate = workload.learningRate / rows.length;
        weights.sub(gradient.mul(rate));
        biases.sub(biasGradient.mul(rate));
      }
      return loss;
    });
  },
});

/** @param {number} output */
function tanhSlope(output) {
  return 1 - output * output;
}

/** @param {number} output */
function reluSlope(output) {
  return output > 0 ? 1 : 0;
}

/** @type {(matrix: Matrix, of: (value: number) => number) => Matrix} */
function each(matrix, of) {
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) matrix.set(row, column, of(matrix.get(row, column)));
  }
  return matrix;
}

/** @param {Matrix} matrix */
function softmaxInPlace(matrix) {
  for (let row = 0; row < matrix.rows; row++) {
    const max = matrix.maxRow(row);
    let sum = 0;
    for (let column = 0; column < matrix.columns; column++) {
      const value = Math.exp(matrix.get(row, column) - max);
      matrix.set(row, column, value);
      sum += value;
    }
    matrix.mulRow(row, 1 / sum);
  }
}

/** @type {(output: Matrix, target: Matrix) => number} */
function crossEntropy(output, target) {
  let loss = 0;
  for (let row = 0; row < output.rows; row++) {
    for (let column = 0; column < output.columns; column++) {
      const wanted = target.get(row, column);
      if (wanted === 1) loss -= Math.log(output.get(row, column));
      else if (output.columns === 1) loss -= Math.log(1 - output.get(row, column));
    }
  }
  return loss;
}
