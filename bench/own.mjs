// What only NN Lab's engine is measured at, in a process of its own; prints JSON.
import { importEngine, subjectOf } from './engine.mjs';
import { readWorkload } from './workloads.mjs';

const { checkGradients, Training, parseSpec } = await importEngine();

/** Rows of the gradient check, and of the networks that are made ready. */
const few = 64;
/** Seconds after which the gradient check is given up. */
const patience = 10;

/** @param {() => void} work */
function milliseconds(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * The milliseconds that a network takes to be planned, compiled and filled with few rows: the
 * first time in a process, and once more.
 * @param {string} id
 */
async function readiness(id) {
  const workload = { ...(await readWorkload(id)), rows: few };
  const { spec, dataset, parameters } = subjectOf(workload, parseSpec, {});
  const makeReady = () => void new Training(spec, dataset, parameters).run().next();
  return { id, first: milliseconds(makeReady), again: milliseconds(makeReady) };
}

/** @param {string} id */
async function gradientCheck(id) {
  const { spec, dataset, parameters } = subjectOf({ ...(await readWorkload(id)), rows: few }, parseSpec, {});
  const start = performance.now();
  const slices = checkGradients(spec, dataset, parameters);
  for (;;) {
    const slice = slices.next();
    const seconds = (performance.now() - start) / 1000;
    if (slice.done) return { seconds, checked: parameters.length, of: parameters.length };
    if (seconds > patience) return { seconds, checked: slice.value.done, of: slice.value.of };
  }
}

const networks = ['W1', 'W2', 'W3', 'W3-wide'];
const ready = [];
for (const id of networks) ready.push(await readiness(id));
process.stdout.write(JSON.stringify({ ready, gradientCheck: await gradientCheck('W3') }));
