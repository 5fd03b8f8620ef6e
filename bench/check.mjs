// How long the gradient check takes on 784-128-10 and 64 rows, every parameter checked: `node bench/check.mjs`.
import { bundleEngine, importEngine, specOf } from './engine.mjs';
import { uniform } from './uniform.mjs';

const rows = 64;
const inputs = 784;
const classes = 10;

const activations = ['relu', 'tanh', 'sigmoid'];
/** Shares of inputs that are 0. */
const kinds = { dense: 0, 'as in images, 4 of 5 inputs 0': 0.8 };

/** @param {number} zeros */
function samples(zeros) {
  const random = uniform();
  return Array.from({ length: rows }, (_, row) => ({
    input: Array.from({ length: inputs }, () => (random() < zeros ? 0 : random())),
    target: row % classes,
  }));
}

/** Seconds of processor time: other programs don't count. */
function processorSeconds(/** @type {() => void} */ work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

await bundleEngine();
const { parseSpec, loadDataset, checkGradients, fileReader } = await importEngine();
process.stdout.write('| hidden units | inputs | parameters | seconds |\n| --- | --- | --- | --- |\n');
for (const activation of activations) {
  for (const [kind, zeros] of Object.entries(kinds)) {
    const { spec, locate } = specOf(parseSpec, {
      data: { samples: samples(zeros) },
      layers: [
        { units: 128, activation },
        { units: classes, activation: 'softmax' },
      ],
      gradientCheck: { samples: rows, maxParameters: 1_000_000 },
    });
    const { dataset } = await loadDataset(spec, locate, fileReader('.', '.'));
    if (!dataset) throw new Error('The rows can’t be read.');
    let checked = 0;
    const seconds = Array.from({ length: 5 }, () =>
      processorSeconds(() => {
        const steps = checkGradients(spec, dataset);
        let step = steps.next();
        while (!step.done) step = steps.next();
        checked = step.value.checked;
      }),
    ).toSorted((a, b) => a - b);
    process.stdout.write(`| ${activation} | ${kind} | ${checked} | ${seconds[2]?.toFixed(2)} |\n`);
  }
}
