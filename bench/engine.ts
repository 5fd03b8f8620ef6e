/** What of the engine is measured; bundled by run.mjs, since Node 20 doesn't run TypeScript. */
export { checkGradients } from '../src/engine/check.ts';
export { compile } from '../src/engine/compiler/compile.ts';
export { Training } from '../src/engine/training.ts';
export { parseSpec } from '../src/spec/parse.ts';
export { nodeHelpers } from '../src/worker/nodeHelpers.ts';
