/** What of NN Lab is measured; bundled by engine.mjs, since Node 20 doesn't run TypeScript. */
export { loadDataset } from '../src/data/load.ts';
export { checkGradients } from '../src/engine/check.ts';
export { compile } from '../src/engine/compiler/compile.ts';
export { Training } from '../src/engine/training.ts';
export { fileReader } from '../src/runs/fileReader.ts';
export { parseSpec } from '../src/spec/parse.ts';
export { nodeHelpers } from '../src/worker/nodeHelpers.ts';
