import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { expectClose } from '../conformance/close.ts';
import { cases } from './cases.ts';
import { trainedExport } from './outputs.ts';
import { workspace } from './workspace.ts';

const folder = workspace();

// Not a word about faster packages.
tf.env().set('IS_TEST', true);

/** As from a web server, but for the server. */
async function fetchFunc(url: unknown): Promise<Response> {
  return new Response(await readFile(join(folder.path, new URL(String(url)).pathname)));
}

test.each(Object.keys(cases))('%s: outputs of the engine', async (name) => {
  const { inputs, outputs } = await trainedExport(folder, name, 'tfjs', 'model.json');
  const model = await tf.loadLayersModel(tf.io.http('https://model.invalid/model.json', { fetchFunc }));
  const result = model.predict(tf.tensor2d(inputs.flat(), [inputs.length, inputs[0]?.length ?? 0]));
  expect(result).toBeInstanceOf(tf.Tensor);
  if (!(result instanceof tf.Tensor)) return;
  expect(result.shape).toEqual([outputs.length, outputs[0]?.length]);
  expectClose(await result.data(), outputs.flat(), { relative: 1e-6, absolute: 1e-6 });
});
