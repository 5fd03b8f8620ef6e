import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/run.mjs';
import { layersOf, targetsOf } from './peers/peer.mjs';
import { folder } from './workloads.mjs';

/** @typedef {import('./peers/peer.mjs').Workload} Workload */

/** @typedef {'exact' | 'relaxed'} Kind as it is, or as `relaxed.mjs` changes it */

const bundle = (/** @type {Kind} */ kind) => join(folder, `engine-${kind}.mjs`);

/**
 * Bundles engine.ts: Node 20 doesn't run TypeScript.
 * @param {Kind} [kind]
 */
export async function bundleEngine(kind = 'exact') {
  // Imported here: the peers, which import this file, do without packages.
  const { build } = await import('esbuild');
  const { relaxed } = await import('./relaxed.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/engine.ts'],
    outfile: bundle(kind),
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    plugins: kind === 'relaxed' ? [relaxed] : [],
  });
}

/**
 * @param {Kind} [kind]
 * @returns {Promise<typeof import('./engine.ts')>}
 */
export async function importEngine(kind = 'exact') {
  return await import(pathToFileURL(bundle(kind)).href);
}

/**
 * A spec without a fault.
 * @param {typeof import('../src/spec/parse.ts').parseSpec} parseSpec
 * @param {object} json
 * @throws {Error} with its problems, where there are any
 */
export function specOf(parseSpec, json) {
  const { spec, locate, problems } = parseSpec(JSON.stringify(json));
  if (!spec) throw new Error(problems.map(({ message }) => message).join('\n'));
  return { spec, locate };
}

/**
 * A workload as the engine takes it.
 * @param {Workload} workload
 * @param {typeof import('../src/spec/parse.ts').parseSpec} parseSpec
 * @param {object} training keys of the spec's section that differ
 */
export function subjectOf(workload, parseSpec, training) {
  const { rows, inputs, units, batch, learningRate, numbers } = workload;
  const targets = targetsOf(workload);
  const layers = layersOf(workload).map((layer) => ({ units: layer.units, activation: layer.activation }));
  const sample = { input: Array.from({ length: inputs }, () => 0), target: targets[0] };
  const { spec } = specOf(parseSpec, {
    data: { samples: [sample] },
    layers,
    training: { method: 'mini-batch', batchSize: batch, epochs: 1e9, learningRate, ...training },
    gradientCheck: { samples: rows, maxParameters: 1e9 },
  });
  const outputs = units.at(-1) ?? 0;
  const name = (/** @type {unknown} */ _, /** @type {number} */ index) => `${index + 1}`;
  /** @type {import('../src/data/dataset.ts').Dataset} */
  const dataset = {
    inputNames: Array.from({ length: inputs }, name),
    outputNames: Array.from({ length: outputs }, name),
    classes: Array.from({ length: Math.max(outputs, 2) }, name),
    training: {
      count: rows,
      inputs: Float64Array.from(numbers.inputs.subarray(0, rows * inputs)),
      targets: Float64Array.from(targets.flat()),
    },
    validation: { count: 0, inputs: new Float64Array(), targets: new Float64Array() },
  };
  return { spec, dataset, parameters: Float64Array.from(numbers.parameters) };
}
