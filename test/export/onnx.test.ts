import { describe, expect, test } from 'vitest';
import { expectClose } from '../conformance/close.ts';
import { cases } from './cases.ts';
import { trainedExport } from './outputs.ts';
import { helper, python, runPython } from './python.ts';
import { nnLab, workspace } from './workspace.ts';

const folder = workspace();
// The runtime has no build for Macs with Intel processors.
const runtime = await import('onnxruntime-node').catch(() => undefined);

describe.skipIf(runtime === undefined)('in ONNX Runtime', () => {
  test.each(Object.keys(cases))('%s: outputs of the engine', async (name) => {
    const { file, inputs, outputs } = await trainedExport(folder, name, 'onnx', 'model.onnx');
    if (!runtime) return;
    const session = await runtime.InferenceSession.create(file);
    const shape = [inputs.length, inputs[0]?.length ?? 0];
    const result = await session.run({ inputs: new runtime.Tensor('float32', inputs.flat(), shape) });
    expect(result['outputs']?.dims).toEqual([outputs.length, outputs[0]?.length]);
    const data = result['outputs']?.data;
    expect(data).toBeInstanceOf(Float32Array);
    if (data instanceof Float32Array) expectClose(data, outputs.flat(), { relative: 1e-6, absolute: 1e-6 });
    await session.release();
  });
});

test.skipIf(python === undefined)('every model passes ONNX’s own check', async () => {
  const models: string[] = [];
  for (const [index, name] of Object.keys(cases).entries()) {
    const { file } = await trainedExport(folder, name, 'onnx', `model${index}.onnx`);
    models.push(file);
  }
  await runPython([helper('check_onnx.py'), ...models]);
  expect(models.length).toBeGreaterThan(20);
  // What is no model does not pass.
  await folder.write('spec.nn.json', cases['regression']);
  await nnLab(folder.path, 'export', 'spec.nn.json', '--to', 'safetensors', '--output', 'none.onnx');
  await expect(runPython([helper('check_onnx.py'), `${folder.path}/none.onnx`])).rejects.toThrow('python ended');
});
