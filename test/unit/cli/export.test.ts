import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/export/safetensors.ts';
import { jsonLines, run, temporaryFolder, xor } from './terminal.ts';

const folder = temporaryFolder();

async function contents(name: string): Promise<string> {
  return readFile(join(folder.path, name), 'utf8');
}

const csv = 'x,y,class\n0,10,low\n1,11,low\n5,20,high\n6,21,high\n';
const classes = {
  data: { file: 'data/points.csv', normalize: 'standard' },
  layers: [{ units: 2, activation: 'softmax' }],
  training: { epochs: 20, learningRate: 0.5 },
};

async function trained(): Promise<string> {
  await mkdir(join(folder.path, 'data'));
  await folder.write('data/points.csv', csv);
  const file = await folder.write('points.nn.json', classes);
  expect((await run(folder.path, ['train', file, '--save', 'w.safetensors'])).code).toBe(0);
  return file;
}

test('says which files it wrote', async () => {
  const file = await folder.write('xor.nn.json', xor);
  const ran = await run(folder.path, ['export', file, '--to', 'tfjs', '--output', 'model.json']);
  expect(ran).toEqual({ code: 0, out: 'model.json\nmodel.weights.bin\n', err: '' });
  const again = await run(folder.path, ['export', file, '--to', 'tfjs', '--output', 'model.json', '--json']);
  expect(jsonLines(again)).toEqual([{ files: ['model.json', 'model.weights.bin'] }]);
});

test('puts all files into the folder of the first', async () => {
  const file = await folder.write('xor.nn.json', xor);
  await mkdir(join(folder.path, 'web'));
  await run(folder.path, ['export', file, '--to', 'tfjs', '--output', 'web/model.json']);
  expect(await readdir(join(folder.path, 'web'))).toEqual(['model.json', 'model.weights.bin']);
});

test('safetensors: the weights that training starts from, or those of a file', async () => {
  const file = await trained();
  await run(folder.path, ['export', file, '--to', 'safetensors', '--output', 'start.safetensors']);
  await run(folder.path, ['train', file, '--save', 'again.safetensors', '--weights', 'start.safetensors']);
  const bytes = async (name: string) => readSafetensors(await readFile(join(folder.path, name)));
  const [first, second] = [await bytes('w.safetensors'), await bytes('again.safetensors')];
  expect(second.tensors).toEqual(first.tensors);
  expect((await bytes('start.safetensors')).metadata).toEqual({ ...first.metadata, epoch: '0' });

  await run(folder.path, ['export', file, '--to', 'safetensors', '--output', 'copy', '--weights', 'w.safetensors']);
  expect(await bytes('copy')).toEqual(first);
});

test('needs no data for weights that say what they were trained with', async () => {
  await trained();
  const moved = await folder.write('moved.nn.json', { ...classes, data: { ...classes.data, file: 'gone.csv' } });
  const args = ['export', moved, '--to', 'onnx', '--output', 'm.onnx', '--weights'];
  expect(await run(folder.path, [...args, 'w.safetensors'])).toEqual({ code: 0, out: 'm.onnx\n', err: '' });
  // Another program's file does not.
  const { tensors } = readSafetensors(await readFile(join(folder.path, 'w.safetensors')));
  await writeFile(join(folder.path, 'bare.safetensors'), writeSafetensors({ tensors, metadata: {} }));
  expect((await run(folder.path, [...args, 'bare.safetensors'])).err).toContain('gone.csv');
});

test('mermaid: bare, or in a fence for Markdown', async () => {
  const file = await folder.write('xor.nn.json', xor);
  await run(folder.path, ['export', file, '--to', 'mermaid', '--output', 'xor.mmd']);
  await run(folder.path, ['export', file, '--to', 'mermaid', '--output', 'xor.md']);
  const bare = await contents('xor.mmd');
  expect(bare).toContain('\nflowchart LR\n');
  expect(await contents('xor.md')).toBe(`\`\`\`mermaid\n${bare}\`\`\`\n`);
});

test('pytorch: finds the data from where the script lies', async () => {
  const file = await trained();
  await mkdir(join(folder.path, 'scripts'));
  const ran = await run(folder.path, ['export', file, '--to', 'pytorch', '--output', 'scripts/points.py']);
  expect(ran).toMatchObject({ code: 0, out: `${join('scripts', 'points.py')}\n`, err: '' });
  expect(await contents('scripts/points.py')).toContain('DATA = HERE / "../data/points.csv"');
});

describe('refuses', () => {
  test.each([
    [['--to', 'onnx'], '“export” needs --output'],
    [['--output', 'a'], '“export” needs --to'],
    [['--to', 'keras', '--output', 'a'], '--to takes pytorch, onnx, tfjs, safetensors, mermaid, not “keras”'],
    [['--to', 'onnx', '--output', 'a', '--epochs', '3'], 'unknown option '],
  ])('%j', async (args, message) => {
    const { code, err } = await run(folder.path, ['export', 'xor.nn.json', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(`nn-lab: ${message}`);
  });

  test.each(['points.nn.json', './w.safetensors', 'data/../data/points.csv'])('to write over %s', async (output) => {
    const file = await trained();
    const before = await contents(output);
    const args = ['export', file, '--to', 'onnx', '--weights', 'w.safetensors', '--output', output];
    const { code, err } = await run(folder.path, args);
    expect(code).toBe(2);
    expect(err).toMatch(/: error: the export is made of it, so it is not written over\n$/);
    expect(await contents(output)).toBe(before);
  });

  test('weights of another network, by tensor and shape', async () => {
    await trained();
    const other = await folder.write('xor.nn.json', xor);
    const args = ['export', other, '--to', 'onnx', '--weights', 'w.safetensors', '--output', 'm.onnx'];
    expect((await run(folder.path, args)).err).toBe(
      'w.safetensors: error: Tensor “layers.0.weight” is 2 × 2, layer “hidden 1” takes 8 × 2.\n',
    );
  });

  test('a folder that does not exist', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const ran = await run(folder.path, ['export', file, '--to', 'onnx', '--output', 'none/m.onnx']);
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining('there is no such file or folder') });
  });
});
