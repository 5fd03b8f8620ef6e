import { createInterface } from 'node:readline';
import { readWorkload } from '../workloads.mjs';

/**
 * What every peer in JavaScript shares; peer.py is the same for Python.
 *
 * @typedef {import('../workloads.mjs').Workload} Workload
 * @typedef {{ rows: number, loss: number }} Step rows trained since the last step, and the sum of their losses
 * @typedef {(workload: Workload, shuffle: boolean) => Iterator<Step, unknown, void>} Train trains without end
 * @typedef {{ workload: string, check?: number, warmUp?: number, seconds?: number }} Command
 */

/** Rows that a step has at least, so that batches of one row don't measure the clock. */
const rowsOfStep = 64;

/**
 * Answers each line of standard input, a Command, with a line: with `check`, the mean loss of the
 * first so many rows, trained once in their order; else how many rows were trained in how many seconds.
 * @param {{ version: string, train: Train }} peer
 */
export async function serve({ version, train }) {
  reply({ version });
  for await (const line of createInterface({ input: process.stdin })) {
    /** @type {Command} */
    const { workload: id, check, warmUp = 0, seconds = 0 } = JSON.parse(line);
    const workload = await readWorkload(id);
    if (check !== undefined) {
      const { rows, loss } = goOn(train({ ...workload, rows: check }, false), (done) => done >= check);
      reply({ loss: loss / rows });
    } else {
      const steps = train(workload, true);
      goOn(steps, (_, past) => past >= warmUp);
      const { rows, past } = goOn(steps, (_, now) => now >= seconds);
      steps.return?.();
      reply({ rows, seconds: past });
    }
  }
}

/** @param {object} answer */
function reply(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/**
 * @param {Iterator<Step, unknown, void>} steps
 * @param {(rows: number, seconds: number) => boolean} isEnough
 */
function goOn(steps, isEnough) {
  const start = performance.now();
  let [rows, loss, past] = [0, 0, 0];
  do {
    const step = steps.next();
    if (step.done) throw new Error('The training ended.');
    rows += step.value.rows;
    loss += step.value.loss;
    past = (performance.now() - start) / 1000;
  } while (!isEnough(rows, past));
  return { rows, loss, past };
}

/**
 * Epoch after epoch of batches, for a peer that trains one batch at a call.
 * @param {Workload} workload
 * @param {boolean} shuffle
 * @param {(indices: Int32Array) => number} trainBatch resolves row numbers to the sum of their losses
 * @returns {Generator<Step, never, void>}
 */
export function* batches({ rows, batch }, shuffle, trainBatch) {
  const order = Int32Array.from({ length: rows }, (_, index) => index);
  for (;;) {
    if (shuffle) shuffleInPlace(order);
    const step = { rows: 0, loss: 0 };
    for (let from = 0; from < rows; from += batch) {
      const indices = order.subarray(from, from + batch);
      step.loss += trainBatch(indices);
      step.rows += indices.length;
      if (step.rows < rowsOfStep && from + batch < rows) continue;
      yield { ...step };
      step.rows = 0;
      step.loss = 0;
    }
  }
}

/** @param {Int32Array} order */
function shuffleInPlace(order) {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    const value = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = value;
  }
}

/**
 * The parameters, layer by layer.
 * @param {Workload} workload
 */
export function layersOf({ inputs, units, activation, numbers: { parameters } }) {
  let at = 0;
  return units.map((count, index) => {
    const before = units[index - 1] ?? inputs;
    const weights = parameters.subarray(at, at + count * before);
    const biases = parameters.subarray(at + count * before, at + count * before + count);
    at += count * before + count;
    const isOutput = index === units.length - 1;
    return { inputs: before, units: count, activation: isOutput ? outputOf(count) : activation, weights, biases };
  });
}

/** @param {number} units */
function outputOf(units) {
  return units === 1 ? /** @type {const} */ ('sigmoid') : /** @type {const} */ ('softmax');
}

/**
 * The targets of each row: 0 or 1 for a single output, else one-hot.
 * @param {Workload} workload
 * @returns {number[][]}
 */
export function targetsOf({ rows, units, numbers: { labels } }) {
  const outputs = units.at(-1) ?? 0;
  return Array.from(labels.subarray(0, rows), (label) =>
    outputs === 1 ? [label] : Array.from({ length: outputs }, (_, index) => (index === label ? 1 : 0)),
  );
}

/**
 * The inputs of each row, without copying.
 * @param {Workload} workload
 * @returns {Float32Array[]}
 */
export function rowsOf({ rows, inputs, numbers }) {
  return Array.from({ length: rows }, (_, row) => numbers.inputs.subarray(row * inputs, (row + 1) * inputs));
}
