import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Failure, root, say, script } from '../../scripts/run.mjs';
import { installPackages } from '../../scripts/setup.mjs';

/** @typedef {import('./thread.ts').Report} Report */

const help = `Usage: npm run fuzz [-- OPTION …]

Feeds mutated and random input to everything that takes input from outside, and tells what was not refused as it
should be. What is tried follows from the seed alone; npm test tries a few hundred inputs of each target.

  --inputs N    in all (100000)
  --seed N      (1)
  --target T    only one
  --index N     only input number N of the target
  --help        this text
`;

/** Milliseconds after which an input has hung the program. */
const patience = 10_000;
const mostTold = 10;

/**
 * @param {string} name
 * @param {number} usual
 */
function option(name, usual) {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? usual : Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Failure(`${name} takes a whole number.\n\n${help}`);
  return value;
}

const bundle = join(root, 'build', 'fuzz', 'thread.mjs');

/** @returns {Promise<readonly string[]>} */
async function bundled() {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/fuzz/thread.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['vitest'],
    logLevel: 'warning',
  });
  /** @type {typeof import('./thread.ts')} */
  const { names } = await import(pathToFileURL(bundle).href);
  return names;
}

/**
 * Tries the inputs from `from` on until they are done, or one of them ends or hangs the thread.
 * @param {string} target
 * @param {number} seed
 * @param {number} from
 * @param {number} to
 * @param {(report: Report) => void} tell
 * @returns {Promise<number>} the input to go on with
 */
function tryInputs(target, seed, from, to, tell) {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  // As much memory as an extension host has to itself at most.
  const resourceLimits = { maxOldGenerationSizeMb: 2048 };
  const worker = new Worker(bundle, { workerData: { target, seed, from, to, progress }, resourceLimits });
  return new Promise((resolve) => {
    let next = to;
    let last = -1;
    /** @param {string} problem */
    const lost = (problem) => {
      const index = Atomics.load(at, 0);
      next = index + 1;
      tell({ kind: 'finding', index, problem, input: `--target "${target}" --index ${index}` });
    };
    const watchdog = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now === last) {
        lost(`no answer within ${patience / 1000} s`);
        void worker.terminate();
      }
      last = now;
    }, patience);
    worker.on('message', (/** @type {Report} */ report) => tell(report));
    worker.once('error', (error) => lost(String(error)));
    worker.once('exit', () => {
      clearInterval(watchdog);
      resolve(next);
    });
  });
}

await script(async () => {
  if (process.argv.includes('--help')) return say(help);
  const seed = option('--seed', 1);
  const inputs = option('--inputs', 100_000);
  const index = option('--index', -1 >>> 0);
  const only = process.argv.includes('--target') ? process.argv[process.argv.indexOf('--target') + 1] : undefined;
  await installPackages();
  const all = await bundled();
  const chosen = only === undefined ? all : all.filter((name) => name === only);
  if (chosen.length === 0) throw new Failure(`There is no target “${only}”. There are: ${all.join(', ')}.`);

  const one = process.argv.includes('--index');
  const each = Math.ceil(inputs / chosen.length);
  const [first, end] = one ? [index, index + 1] : [0, each];
  let found = 0;
  let tried = 0;
  say(`seed ${seed}`);
  for (const target of chosen) {
    const began = performance.now();
    const counts = { taken: 0, refused: 0, findings: 0 };
    for (let from = first; from < end;) {
      from = await tryInputs(target, seed, from, end, (report) => {
        if (report.kind === 'done') {
          counts.taken += report.taken;
          counts.refused += report.refused;
          return;
        }
        if (++counts.findings <= mostTold) say(`${target}, input ${report.index}: ${report.problem}\n${report.input}`);
      });
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${target}: ${end - first} inputs in ${seconds} s, ${counts.taken} taken, ${counts.findings} findings`);
    found += counts.findings;
    tried += end - first;
  }
  say(`\n${tried} inputs tried, ${found} findings`);
  return found > 0 ? 1 : 0;
});
