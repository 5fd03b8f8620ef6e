import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../scripts/run.mjs';

/** Where the workloads are written for the peers to read, Python's among them. */
export const folder = join(root, 'build', 'bench');

/**
 * @typedef {object} Shape
 * @property {string} id
 * @property {string} title
 * @property {number} rows
 * @property {number} inputs
 * @property {readonly number[]} units of each layer, the output's last
 * @property {'tanh' | 'relu'} activation of the hidden layers; the output is a sigmoid if it is one unit, else softmax
 * @property {number} batch
 * @property {number} learningRate
 *
 * @typedef {object} Numbers
 * @property {Float32Array} inputs rows × inputs
 * @property {Float32Array} labels the class of each row; 0 or 1 for a single output
 * @property {Float32Array} parameters layer by layer: weights (units × inputs, row by row), then biases
 *
 * @typedef {Shape & { numbers: Numbers }} Workload
 */

const iris = { rows: 150, inputs: 4, units: [16, 3], activation: /** @type {const} */ ('relu') };
const images = { rows: 10_000, inputs: 784, activation: /** @type {const} */ ('relu'), batch: 64, learningRate: 0.05 };

/** @type {readonly (Shape & { draw: (random: () => number, row: Float32Array, label: number) => void })[]} */
export const workloads = [
  {
    id: 'W1',
    title: '2-8-8-1 tanh, sigmoid output, 500 points, batch 10',
    rows: 500,
    inputs: 2,
    units: [8, 8, 1],
    activation: 'tanh',
    batch: 10,
    learningRate: 0.1,
    draw: drawCluster,
  },
  {
    ...iris,
    id: 'W2',
    title: '4-16-3 ReLU, softmax, 150 rows, batch 16',
    batch: 16,
    learningRate: 0.05,
    draw: drawCluster,
  },
  {
    ...iris,
    id: 'W2-batch1',
    title: '4-16-3 ReLU, softmax, 150 rows, batch 1',
    batch: 1,
    learningRate: 0.005,
    draw: drawCluster,
  },
  {
    ...images,
    id: 'W3',
    title: '784-128-10 ReLU, softmax, 10,000 rows, batch 64, dense inputs',
    units: [128, 10],
    draw: drawDense,
  },
  {
    ...images,
    id: 'W3-images',
    title: '784-128-10 ReLU, softmax, 10,000 images, batch 64',
    units: [128, 10],
    draw: drawImage,
  },
  {
    ...images,
    id: 'W3-wide',
    title: '784-512-256-10 ReLU, softmax, 10,000 rows, batch 64, dense inputs',
    units: [512, 256, 10],
    draw: drawDense,
  },
  {
    ...images,
    id: 'W3-wide-images',
    title: '784-512-256-10 ReLU, softmax, 10,000 images, batch 64',
    units: [512, 256, 10],
    draw: drawImage,
  },
];

/**
 * Marsaglia's xorshift with 32 bits.
 * @param {number} seed not 0
 * @returns {() => number} the next number of 0 ≤ x < 1
 */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Clusters that overlap, so that no run drives its loss to 0. @type {(typeof workloads)[number]['draw']} */
function drawCluster(random, row, label) {
  row.forEach((_, index) => {
    const centre = index % 3 === label ? 1 : -0.5;
    row[index] = centre + 1.6 * (random() + random() + random() - 1.5);
  });
}

/**
 * A pen's stroke, its way given by the class, moved by up to two pixels; about 19% of the pixels
 * are not 0, as in photographs of handwritten digits.
 * @type {(typeof workloads)[number]['draw']}
 */
function drawImage(random, row, label) {
  const pen = randomFrom(1000 + label);
  const [left, top] = [4 * random() - 2, 4 * random() - 2];
  let [x, y, dx, dy] = [8 + 12 * pen(), 8 + 12 * pen(), 0, 0];
  for (let step = 0; step < 20; step++) {
    [dx, dy] = [0.6 * dx + 2 * (pen() - 0.5), 0.6 * dy + 2 * (pen() - 0.5)];
    if (x + 2 * dx < 6 || x + 2 * dx > 22) dx = -dx;
    if (y + 2 * dy < 6 || y + 2 * dy > 22) dy = -dy;
    [x, y] = [x + 2 * dx, y + 2 * dy];
    blot(row, x + left, y + top);
  }
}

/** @type {(row: Float32Array, x: number, y: number) => void} */
function blot(row, x, y) {
  const radius = 2.75;
  for (let v = Math.ceil(y - radius); v <= y + radius; v++) {
    for (let u = Math.ceil(x - radius); u <= x + radius; u++) {
      const ink = 1.2 - Math.hypot(u - x, v - y) / radius;
      if (ink > 0.2) row[28 * v + u] = Math.max(row[28 * v + u] ?? 0, Math.min(ink, 1));
    }
  }
}

/** An image under noise that leaves no pixel 0. @type {(typeof workloads)[number]['draw']} */
function drawDense(random, row, label) {
  drawImage(random, row, label);
  row.forEach((value, index) => (row[index] = 0.5 * value + 0.5 * random() - 0.25));
}

/** @param {(typeof workloads)[number]} workload */
function draw({ rows, inputs, units, draw: drawRow }) {
  const random = randomFrom(20_260_101);
  const classes = Math.max(units.at(-1) ?? 0, 2);
  const numbers = {
    inputs: new Float32Array(rows * inputs),
    labels: Float32Array.from({ length: rows }, () => Math.floor(random() * classes)),
    parameters: drawParameters(random, inputs, units),
  };
  numbers.labels.forEach((label, row) =>
    drawRow(random, numbers.inputs.subarray(row * inputs, (row + 1) * inputs), label),
  );
  return numbers;
}

/** @type {(random: () => number, inputs: number, units: readonly number[]) => Float32Array} */
function drawParameters(random, inputs, units) {
  return Float32Array.from(
    units.flatMap((count, layer) => {
      const before = units[layer - 1] ?? inputs;
      const limit = Math.sqrt(6 / (before + count));
      const weights = Array.from({ length: count * before }, () => limit * (2 * random() - 1));
      return [...weights, ...Array.from({ length: count }, () => 0)];
    }),
  );
}

/**
 * Writes a workload for the peers: `ID.json` and, as float32 one after the other, `ID.bin`.
 * @param {(typeof workloads)[number]} workload
 * @returns {Promise<{ nonzero: number }>} the share of inputs that are not 0
 */
export async function writeWorkload(workload) {
  const { inputs, labels, parameters } = draw(workload);
  const { draw: _, ...shape } = workload;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${shape.id}.json`), JSON.stringify(shape));
  await writeFile(join(folder, `${shape.id}.bin`), Buffer.from(concatenate(inputs, labels, parameters).buffer));
  return { nonzero: inputs.reduce((count, value) => count + (value === 0 ? 0 : 1), 0) / inputs.length };
}

/** @param {Float32Array[]} parts */
function concatenate(...parts) {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * @param {string} id
 * @returns {Promise<Workload>}
 */
export async function readWorkload(id) {
  /** @type {Shape} */
  const shape = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
  const { buffer } = Uint8Array.from(await readFile(join(folder, `${id}.bin`)));
  const all = new Float32Array(buffer);
  const labels = shape.rows * shape.inputs;
  const parameters = labels + shape.rows;
  return {
    ...shape,
    numbers: {
      inputs: all.subarray(0, labels),
      labels: all.subarray(labels, parameters),
      parameters: all.subarray(parameters),
    },
  };
}
