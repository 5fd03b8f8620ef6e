import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readSafetensors } from '../../src/export/safetensors.ts';
import * as is from '../../src/protocol/guards.ts';
import { expectClose } from '../conformance/close.ts';
import { tableOf } from '../conformance/fixtures.ts';
import { jsonLines, run } from '../unit/cli/terminal.ts';
import { cases, dataFiles } from './cases.ts';
import { helper, python, runPython } from './python.ts';
import { nnLab, workspace } from './workspace.ts';

// Importing PyTorch takes seconds, and half a minute on a busy machine.
vi.setConfig({ testTimeout: 200_000, hookTimeout: 200_000 });

const folder = workspace();
const tolerance = { relative: 1e-9, absolute: 1e-9 };
const names = Object.keys(cases);
const files = names.map((_, index) => ({ spec: `case${index}.nn.json`, script: `case${index}.py` }));

/** In float64 and without PyTorch's random numbers, where engine and script must agree. */
function exactly(spec: object): object {
  const training: unknown = Reflect.get(spec, 'training');
  return { ...spec, training: { ...Object(training), precision: 'float64', shuffle: false } };
}

/** Of every printed epoch, training and validation loss. */
function printedLosses(text: string): number[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('epoch '));
  return lines.map((line) => [...line.matchAll(/loss ([^,]+)/g)].map(([, loss]) => Number(loss)));
}

/** The same of the engine. */
async function engineLosses(spec: string, save: string): Promise<number[][]> {
  const ran = await run(folder.path, ['train', spec, '--json', '--save', save]);
  const epochs = jsonLines(ran).filter(({ event }) => event === 'epoch');
  return epochs.map(({ loss, validationLoss }) => [loss, validationLoss].filter(is.number));
}

describe.skipIf(python === undefined)('the script', () => {
  let printed: Record<string, string> = {};

  beforeAll(async () => {
    for (const [name, content] of Object.entries(dataFiles)) await folder.write(name, content);
    for (const [index, name] of names.entries()) {
      const { spec, script } = files[index] ?? { spec: '', script: '' };
      await folder.write(spec, exactly(cases[name] ?? {}));
      await nnLab(folder.path, 'export', spec, '--to', 'pytorch', '--output', script);
    }
    const scripts = files.map(({ script }) => join(folder.path, script));
    const output: unknown = JSON.parse(await runPython([helper('run_scripts.py'), ...scripts]));
    if (!tableOf(is.text)(output)) throw new Error('run_scripts.py put out something else than texts');
    printed = output;
  });

  test.each(names.map((name, index) => [name, index] as const))(
    '%s: losses and weights of the engine',
    async (_, index) => {
      const { spec, script } = files[index] ?? { spec: '', script: '' };
      const expected = await engineLosses(spec, 'engine.safetensors');
      const losses = printedLosses(printed[join(folder.path, script)] ?? '');
      expect(losses.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
      expect(losses.length).toBeGreaterThan(0);
      expectClose(losses.flat(), expected.flat(), tolerance);

      // What it saves is a file of ours, with the same weights.
      const saved = readSafetensors(await readFile(join(folder.path, `${script}.out`)));
      const own = readSafetensors(await readFile(join(folder.path, 'engine.safetensors')));
      expect(saved.metadata).toMatchObject({ epoch: own.metadata['epoch'], spec: own.metadata['spec'] });
      for (const tensor of own.tensors) {
        const other = saved.tensors.find(({ name }) => name === tensor.name);
        expect(other).toMatchObject({ dtype: 'F64', shape: tensor.shape });
        expectClose(other?.values ?? [], tensor.values, tolerance);
      }
      await nnLab(folder.path, 'train', spec, '--weights', `${script}.out`, '--epochs', '1');
    },
  );
});

test.skipIf(python === undefined)('dropout is on in training and off where the loss is only looked at', async () => {
  const [first, ...others] = [{ units: 4, activation: 'tanh' }, { units: 2 }];
  const scripts = [0, 0.5].map(async (dropout, index) => {
    const spec = exactly({ ...cases['regression'], layers: [{ ...first, dropout }, ...others] });
    await folder.write(`dropout${index}.nn.json`, spec);
    await nnLab(folder.path, 'export', `dropout${index}.nn.json`, '--to', 'pytorch', '--output', `dropout${index}.py`);
    return join(folder.path, `dropout${index}.py`);
  });
  const paths = await Promise.all(scripts);
  const output: unknown = JSON.parse(await runPython([helper('run_scripts.py'), ...paths]));
  if (!tableOf(is.text)(output)) throw new Error('run_scripts.py put out something else than texts');
  const [plain = [], dropped = []] = paths.map((path) => printedLosses(output[path] ?? ''));
  expect(dropped).toHaveLength(21);
  expect(dropped[0]).toEqual(plain[0]);
  expect(Math.abs((dropped[1]?.[0] ?? 0) - (plain[1]?.[0] ?? 0))).toBeGreaterThan(1e-3);
});

describe.skipIf(python === undefined)('two processes', () => {
  /** A port that was free a moment ago. */
  function freePort(): Promise<number> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
  }

  async function together(script: string): Promise<string[]> {
    const port = String(await freePort());
    const group = { WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: port };
    const path = join(folder.path, script);
    return Promise.all(['0', '1'].map((rank) => runPython([path, '--save', `${path}.out`], { ...group, RANK: rank })));
  }

  // Batches of 3 rows and a last one of 1: one process has more rows, then one has none.
  test.each(['standardised, validated', 'l1, l2 and clipping', 'frozen layer', 'all frozen'])(
    '%s: come to the losses of one, and the first tells',
    async (name) => {
      await folder.write('together.nn.json', exactly(cases[name] ?? {}));
      await nnLab(folder.path, 'export', 'together.nn.json', '--to', 'pytorch', '--output', 'together.py');
      const [first = '', second] = await together('together.py');
      const expected = await engineLosses('together.nn.json', 'together.safetensors');
      expect(expected.length).toBeGreaterThan(1);
      expectClose(printedLosses(first).flat(), expected.flat(), tolerance);
      expect(second).toBe('');
      await nnLab(folder.path, 'train', 'together.nn.json', '--weights', 'together.py.out', '--epochs', '1');
    },
  );

  test('shuffle alike', async () => {
    await folder.write('shuffled.nn.json', cases['regression']);
    await nnLab(folder.path, 'export', 'shuffled.nn.json', '--to', 'pytorch', '--output', 'shuffled.py');
    const [first = ''] = await together('shuffled.py');
    const alone = await runPython([join(folder.path, 'shuffled.py')]);
    expect(printedLosses(alone)).toHaveLength(21);
    expectClose(printedLosses(first).flat(), printedLosses(alone).flat(), { relative: 1e-5, absolute: 0 });
  });
});
