import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../../../src/export/safetensors.ts';
import { jsonLines, run, temporaryFolder, xor } from './terminal.ts';

const folder = temporaryFolder();

const diverging = {
  ...xor,
  layers: [{ units: 4, activation: 'relu' }, { units: 1 }],
  training: { ...xor.training, learningRate: 1e9 },
};

describe('train --json', () => {
  test('prints start, every epoch and end', async () => {
    const ran = await run(folder.path, ['train', await folder.write('xor.nn.json', xor), '--json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [start, ...rest] = jsonLines(ran);
    expect(start).toEqual({
      event: 'start',
      parameters: 33,
      layers: [
        { name: 'hidden 1', inputs: 2, units: 8, activation: 'tanh', parameters: 24 },
        { name: 'output', inputs: 8, units: 1, activation: 'sigmoid', parameters: 9 },
      ],
      samples: 4,
      validationSamples: 0,
    });
    const end = rest.pop();
    expect(rest.map(({ event, epoch }) => [event, epoch])).toEqual(
      Array.from({ length: 501 }, (_, epoch) => ['epoch', epoch]),
    );
    expect(rest[0]).toMatchObject({ validationLoss: null, validationMetrics: null, learningRate: 0.5 });
    expect(end).toMatchObject({ event: 'end', reason: 'completed', epochs: 500, metrics: { accuracy: 1 } });
    expect(end?.['loss']).toBeLessThan(0.05);
    expect(end?.['weightsHash']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('gives the same weights for the same file', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const hash = async (...more: string[]) =>
      jsonLines(await run(folder.path, ['train', file, '--json', ...more])).at(-1)?.['weightsHash'];
    const first = await hash();
    expect(await hash('--threads', '2')).toBe(first);
    expect(await hash('--epochs', '499')).not.toBe(first);
  });

  test('ends with 1 when it diverges, and says where', async () => {
    const ran = await run(folder.path, ['train', await folder.write('wild.nn.json', diverging), '--json']);
    expect(ran.code).toBe(1);
    expect(jsonLines(ran).at(-1)).toMatchObject({
      reason: 'diverged',
      divergence: { epoch: expect.any(Number), suggestedRate: expect.any(Number) },
    });
    expect(ran.err).toMatch(
      /^wild\.nn\.json: error: training diverged in epoch \d+: .* the last finite weights are kept; try a learning rate of [\d.e+]+\n$/,
    );
  });

  test('ends with 130 when interrupted, after the end line, and saves what is there', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const args = ['train', file, '--json', '--epochs', '1000000', '--save', 'w.safetensors'];
    const ran = await run(folder.path, args, { interruptAfter: /"epoch":3,/ });
    expect(ran).toMatchObject({ code: 130, err: '' });
    const end = jsonLines(ran).at(-1);
    expect(end).toMatchObject({ event: 'end', reason: 'stopped' });
    expect(end?.['epochs']).toBeLessThan(10);
    expect(readSafetensors(await readFile(join(folder.path, 'w.safetensors'))).tensors).toHaveLength(4);
  });
});

describe('train with classes', () => {
  const iris = {
    data: { generator: 'spiral', samples: 60, classes: 3, validation: 0.2 },
    layers: [
      { units: 8, activation: 'tanh' },
      { units: 3, activation: 'softmax' },
    ],
    training: { epochs: 40, learningRate: 0.3 },
  };

  test('tells at the end how well each is told from the others', async () => {
    const ran = await run(folder.path, ['train', await folder.write('spiral.nn.json', iris), '--json']);
    const end = jsonLines(ran).at(-1);
    expect(end).toMatchObject({
      confusion: { training: [{}, {}, {}], validation: [{}, {}, {}] },
      perClass: {
        training: [{ class: '0' }, { class: '1' }, { class: '2', support: 16 }],
        validation: [
          {},
          {},
          { class: '2', support: 4, precision: expect.any(Number), recall: expect.any(Number), f1: expect.any(Number) },
        ],
      },
    });
    expect(jsonLines(ran).filter((line) => 'confusion' in line)).toHaveLength(1);
  });

  test('prints tables for people', async () => {
    const ran = await run(folder.path, ['train', await folder.write('spiral.nn.json', iris)]);
    const tables = ran.out.slice(ran.out.indexOf('classes of the validation rows'));
    expect(tables).toMatch(
      /^classes of the validation rows\n {3}precision  recall     F1  rows\n0( {2,6}\d\.\d{3}){3} {5}4\n1.*\n2.*\n\nclass down, taken for across\n {3}0  1  2\n0( {2}\d){3}\n1( {2}\d){3}\n2( {2}\d){3}\n$/,
    );
  });

  test('has nothing of it in a regression', async () => {
    const sine = { data: { generator: 'sine' }, layers: [{ units: 1 }], training: { epochs: 1 } };
    const end = jsonLines(await run(folder.path, ['train', await folder.write('sine.nn.json', sine), '--json'])).at(-1);
    expect(end).not.toHaveProperty('confusion');
    expect(end).not.toHaveProperty('perClass');
  });
});

describe('train with early stopping', () => {
  test('ends with 0 and says which epoch the weights are of', async () => {
    const stopping = { ...xor, training: { ...xor.training, earlyStopping: { patience: 3, minDelta: 100 } } };
    const file = await folder.write('early.nn.json', stopping);
    const ran = await run(folder.path, ['train', file, '--json']);
    expect(ran.code).toBe(0);
    expect(jsonLines(ran).at(-1)).toMatchObject({ reason: 'early-stopped', epochs: 3, restoredEpoch: 0 });
    expect((await run(folder.path, ['train', file])).out).toMatch(
      /early-stopped after 3 of 500 epochs in .*\nweights of the best epoch, 0\n/,
    );
  });
});

describe('train --save and --weights', () => {
  test('write all or nothing, and start where the file ends', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const first = jsonLines(await run(folder.path, ['train', file, '--json', '--save', 'w.safetensors'])).at(-1);
    expect((await readdir(folder.path)).sort()).toEqual(['w.safetensors', 'xor.nn.json']);
    const [, zero] = jsonLines(await run(folder.path, ['train', file, '--json', '--weights', 'w.safetensors']));
    expect(zero).toMatchObject({ epoch: 0, loss: first?.['loss'] });
  });

  test('refuse weights of another shape by name', async () => {
    const file = await folder.write('xor.nn.json', xor);
    await run(folder.path, ['train', file, '--epochs', '1', '--save', 'w.safetensors']);
    const wider = { ...xor, layers: [{ units: 9, activation: 'tanh' }, xor.layers[1]] };
    const other = await folder.write('wider.nn.json', wider);
    expect(await run(folder.path, ['train', other, '--weights', 'w.safetensors'])).toEqual({
      code: 2,
      out: '',
      err: 'w.safetensors: error: Tensor “layers.0.weight” is 8 × 2, layer “hidden 1” takes 9 × 2.\n',
    });
  });

  test('say what is in the way of saving', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const ran = await run(folder.path, ['train', file, '--epochs', '1', '--save', 'nowhere/w.safetensors']);
    expect(ran.code).toBe(2);
    expect(ran.err).toBe('nowhere/w.safetensors: error: can’t be written: there is no such file or folder\n');
  });
});

describe('a spec that names its weights', () => {
  const from = (weights: string) => ({ ...xor, weights });

  test('starts from them, as it would from --weights', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const first = jsonLines(await run(folder.path, ['train', file, '--json', '--save', 'w.safetensors'])).at(-1);
    const again = await folder.write('again.nn.json', from('w.safetensors'));
    const [, zero, ...more] = jsonLines(await run(folder.path, ['train', again, '--json']));
    expect(zero).toMatchObject({ epoch: 0, loss: first?.['loss'] });
    const [, , ...others] = jsonLines(await run(folder.path, ['train', file, '--json', '--weights', 'w.safetensors']));
    expect(more.at(-1)?.['weightsHash']).toBe(others.at(-1)?.['weightsHash']);
    expect(jsonLines(await run(folder.path, ['check', again, '--json']))[0]).toMatchObject({ passed: true });
  });

  test('has a problem at their name where they do not fit, or are not there', async () => {
    const file = await folder.write('xor.nn.json', xor);
    await run(folder.path, ['train', file, '--epochs', '1', '--save', 'w.safetensors']);
    const wider = { ...from('w.safetensors'), layers: [{ units: 9, activation: 'tanh' }, xor.layers[1]] };
    const other = await folder.write('wider.nn.json', wider);
    const column = JSON.stringify(wider).indexOf('"w.safetensors"') + 1;
    expect((await run(folder.path, ['train', other])).err).toBe(
      `wider.nn.json:1:${column}: error: Tensor “layers.0.weight” is 8 × 2, layer “hidden 1” takes 9 × 2.\n`,
    );
    const none = await run(folder.path, ['validate', await folder.write('none.nn.json', from('none.safetensors'))]);
    expect(none.code).toBe(2);
    expect(none.err).toMatch(/^none\.nn\.json:1:\d+: error: There is no file “none\.safetensors”/);
    const garbled = await folder.write('garbled.safetensors', 'no weights');
    const bad = await run(folder.path, ['validate', await folder.write('bad.nn.json', from(garbled))]);
    expect(bad).toMatchObject({ code: 2, err: expect.stringMatching(/^bad\.nn\.json:1:\d+: error: /) });
  });

  test('reads nothing outside the workspace', async () => {
    const ran = await run(folder.path, ['train', await folder.write('out.nn.json', from('../w.safetensors'))]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('outside the workspace') });
  });
});

describe('train --find-rate', () => {
  const deep = { ...xor, layers: [{ units: 8, activation: 'tanh' }, ...xor.layers] };

  test('tells a rate that trains, and trains nothing', async () => {
    const file = await folder.write('xor.nn.json', deep);
    const args = ['train', file, '--find-rate', '--save', 'w.safetensors'];
    const ran = await run(folder.path, [...args, '--json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [found, ...others] = jsonLines(ran);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rates: { length: 100 }, losses: { length: 100 } });
    const { suggestion } = found ?? {};
    expect(suggestion).toBeGreaterThan(1e-3);
    expect((await run(folder.path, args)).out).toMatch(
      /^learning rate 0\.\d+: .* of 100 rates from 1\.000e-8 to 1\.000\n$/,
    );
    expect(await readdir(folder.path)).toEqual([file]);
  });

  test('has none where no loss is a number', async () => {
    const line = { data: { samples: [{ input: [1e200], target: 1 }] }, layers: [{ units: 1, weights: [[1]] }] };
    const ran = await run(folder.path, ['train', await folder.write('wild.nn.json', line), '--find-rate', '--json']);
    expect(ran.code).toBe(1);
    expect(jsonLines(ran)).toEqual([{ suggestion: null, rates: [], losses: [] }]);
  });
});

describe('train for people', () => {
  test('prints a summary, and progress on a terminal only', async () => {
    const args = ['train', await folder.write('xor.nn.json', xor)];
    const piped = await run(folder.path, args);
    expect(piped.err).toBe('');
    expect(piped.out).toMatch(/^2 → 8 → 1 · 33 parameters · 4 samples\ncompleted after 500 of 500 epochs/);
    const watched = await run(folder.path, args, { terminal: true });
    expect(watched.err).toMatch(/epoch \d+\/500 · loss/);
    expect(watched.err.endsWith('\r\u001b[K')).toBe(true);
  });
});

describe('bad input', () => {
  test('is told with its place, all of it, and nothing is trained', async () => {
    const text = '{\n  "data": { "generator": "xor" },\n  "layers": [{ "units": 0 }],\n  "loss": "hinge"\n}\n';
    const ran = await run(folder.path, ['train', await folder.write('bad.nn.json', text)]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(/^bad\.nn\.json:3:25: error: /m);
    expect(ran.err).toMatch(/^bad\.nn\.json:4:11: error: /m);
  });

  test('in the data names the row', async () => {
    await folder.write('points.csv', 'a,b,y\n1,2,3\n4,5\n');
    const file = await folder.write('csv.nn.json', { data: { file: 'points.csv' }, layers: [{ units: 1 }] });
    const ran = await run(folder.path, ['train', file]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/^csv\.nn\.json:1:\d+: error: .*points\.csv.*3/);
  });

  test.each([
    ['missing.csv', 'missing.csv'],
    ['../outside.csv', 'outside the workspace'],
    ['/etc/hostname.csv', 'relative to this file'],
    ['.', '.'],
  ])('a data file at %s is a problem of the network', async (data, said) => {
    const file = await folder.write('csv.nn.json', { data: { file: data }, layers: [{ units: 1 }] });
    const ran = await run(folder.path, ['train', file]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(said);
    expect(ran.err).toMatch(/^csv\.nn\.json:1:17: error: /);
  });

  test.each([
    [['train', 'none.nn.json'], 'none.nn.json: error: there is no such file or folder\n'],
    [['train', '.'], '.: error: it is a folder\n'],
  ])('%j', async (args, err) => {
    expect(await run(folder.path, args)).toEqual({ code: 2, out: '', err });
  });
});
