import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { jsonLines, run, temporaryFolder, xor } from './terminal.ts';

const folder = temporaryFolder();

describe('validate', () => {
  test('says nothing of a good file', async () => {
    const file = await folder.write('xor.nn.json', xor);
    expect(await run(folder.path, ['validate', file])).toEqual({ code: 0, out: '', err: '' });
    expect(await run(folder.path, ['validate', file, '--json'])).toEqual({ code: 0, out: '[]\n', err: '' });
  });

  test('prints a warning, and is content', async () => {
    const file = await folder.write('xor.nn.json', `{ "nmae": "XOR",${JSON.stringify(xor).slice(1)}`);
    const { code, err } = await run(folder.path, ['validate', file]);
    expect(code).toBe(0);
    expect(err).toMatch(/^xor\.nn\.json:1:3: warning: .*name/);
  });

  test('--json gives the whole range of each problem', async () => {
    const file = await folder.write('bad.nn.json', JSON.stringify({ ...xor, loss: 'hinge' }, null, 2));
    const ran = await run(folder.path, ['validate', file, '--json']);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toEqual([
      {
        severity: 'error',
        code: 'wrong-value',
        message: expect.stringContaining('hinge'),
        line: expect.any(Number),
        column: 11,
        endLine: expect.any(Number),
        endColumn: 18,
      },
    ]);
    expect(ran.err).toMatch(/^bad\.nn\.json:\d+:11: error: /);
  });
});

describe('check', () => {
  test('passes for backpropagation as it is', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const ran = await run(folder.path, ['check', file, '--json', '--gradients']);
    expect(ran.code).toBe(0);
    const [report] = jsonLines(ran);
    expect(report).toMatchObject({ passed: true, checked: 33, parameters: 33, worst: { layer: expect.any(String) } });
    expect(report?.['layers']).toHaveLength(4);
    expect(report?.['gradients']).toMatchObject([
      { weights: { length: 8, 0: { length: 2 } }, biases: { length: 8 } },
      { weights: { length: 1, 0: { length: 8 } }, biases: { length: 1 } },
    ]);
  });

  test('names the kinks of ReLU units at zero', async () => {
    const relu = { ...xor, layers: [{ units: 8, activation: 'relu' }, xor.layers[1]] };
    const ran = await run(folder.path, ['check', await folder.write('relu.nn.json', relu), '--json']);
    expect(ran.code).toBe(0);
    const [report] = jsonLines(ran);
    expect(report).toMatchObject({ passed: true });
    expect(report?.['kinks']).not.toEqual([]);
  });

  test('fails where no gradient flows', async () => {
    const step = { ...xor, layers: [{ units: 1, activation: 'step' }] };
    const ran = await run(folder.path, ['check', await folder.write('step.nn.json', step)]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/^No gradient flows/);
  });

  describe('of a network that takes a while', () => {
    const wide = { ...xor, layers: [{ units: 30_000, activation: 'tanh' }, xor.layers[1]] };
    const checked = { ...wide, gradientCheck: { maxParameters: 120_001 } };

    test('shows on a terminal how far it is, and takes that away', async () => {
      const ran = await run(folder.path, ['check', await folder.write('wide.nn.json', checked)], { terminal: true });
      expect(ran).toMatchObject({ code: 0 });
      expect(ran.err).toMatch(/^\r[█░]{24} \d+\/120001 parameters/u);
      expect(ran.err.endsWith('\r\u001b[K')).toBe(true);
      const unseen = await run(folder.path, ['check', 'wide.nn.json']);
      expect(unseen.err).toBe('');
    });

    test('ends with 130 when interrupted, without a report', async () => {
      const file = await folder.write('wide.nn.json', checked);
      const ran = await run(folder.path, ['check', file], { terminal: true, interruptAfter: /parameters/ });
      expect(ran).toMatchObject({ code: 130, out: '' });
    });
  });
});

describe('predict', () => {
  const csv = 'x,y,class\n0,10,low\n1,11,low\n5,20,high\n6,21,high\n';
  const classes = {
    data: { file: 'points.csv', normalize: 'standard' },
    layers: [{ units: 2, activation: 'softmax' }],
    training: { epochs: 200, learningRate: 0.5 },
  };

  async function trained(): Promise<string> {
    await folder.write('points.csv', csv);
    const file = await folder.write('points.nn.json', classes);
    expect((await run(folder.path, ['train', file, '--save', 'w.safetensors'])).code).toBe(0);
    return file;
  }

  test('takes raw inputs, and normalises them as in training', async () => {
    const file = await trained();
    const ran = await run(folder.path, [
      ...['predict', file, '--weights', 'w.safetensors', '--json'],
      ...['--input', '[[0, 10], [6, 21]]'],
    ]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [{ outputs, classes: named } = {}] = jsonLines(ran);
    expect(named).toEqual(['low', 'high']);
    expect(outputs).toMatchObject([{ length: 2 }, { length: 2 }]);
  });

  test('finds the columns of a file by name, and needs no target', async () => {
    const file = await trained();
    await folder.write('new.csv', 'y;comment;x\n20;fine;5\n10;;0\n');
    const ran = await run(folder.path, ['predict', file, '--weights', 'w.safetensors', '--data', 'new.csv', '--json']);
    expect(jsonLines(ran)).toMatchObject([{ classes: ['high', 'low'] }]);
  });

  test('reads rows from a file of any kind', async () => {
    const file = await trained();
    const rows = [
      [5, 20],
      [0, 10],
      [6, 21],
    ];
    const records = rows.map(([x, y]) => ({ y, x }));
    const idx = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, ...rows.flat());
    const files: Record<string, string | Uint8Array> = {
      'new.csv': `x,y\n${rows.join('\n')}`,
      'new.json': JSON.stringify(records),
      'new.jsonl': records.map((record) => JSON.stringify(record)).join('\n'),
      'new.csv.gz': gzipSync(`x\ty\n${rows.map((row) => row.join('\t')).join('\n')}`),
      'new-idx2-ubyte': idx,
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder.path, name), content);
      const ran = await run(folder.path, ['predict', file, '--weights', 'w.safetensors', '--data', name, '--json']);
      expect(jsonLines(ran), name).toMatchObject([{ classes: ['high', 'low', 'high'] }]);
    }
  });

  test('codes text columns as in training', async () => {
    await folder.write('points.csv', 'x,colour,class\n0,red,low\n1,blue,low\n5,red,high\n6,blue,high\n');
    const file = await folder.write('points.nn.json', classes);
    await run(folder.path, ['train', file, '--save', 'w.safetensors']);
    const args = ['predict', file, '--weights', 'w.safetensors', '--data', 'new.csv', '--json'];
    await folder.write('new.csv', 'colour,x\nred,6\nblue,0\n');
    expect(jsonLines(await run(folder.path, args))).toMatchObject([{ classes: ['high', 'low'] }]);
    await folder.write('new.csv', 'colour,x\nred,6\ngreen,0\n');
    expect((await run(folder.path, args)).err).toBe(
      'new.csv: error: row 2: column “colour” has “green”, which the network was not trained with\n',
    );
  });

  test.each([
    [['--input', '[1]'], 'row 1 of --input has 1 inputs, the network takes 2'],
    [['--input', '[[1, 2], [1, 2, 3]]'], 'row 2 of --input has 3 inputs, the network takes 2'],
    [['--input', '["a", 2]'], '--input takes an array of numbers'],
    [['--input', '[1, 2'], '--input is not JSON'],
    [['--data', 'new.csv'], 'new.csv:3:2: error: new.csv, line 3, column 2 (“y”): expected a number, got “?”'],
    [['--data', 'short.csv'], 'short.csv:2:1: error: short.csv, line 2: 1 columns, the header has 2'],
    [['--data', 'other.csv'], 'other.csv: error: there is no column “x”, an input of the network'],
    [['--data', 'none.csv'], 'none.csv: error: there is no such file or folder'],
  ])('%j is bad input', async (how, message) => {
    const file = await trained();
    await folder.write('new.csv', 'x,y\n1,2\n1,?\n');
    await folder.write('short.csv', 'x,y\n1\n');
    await folder.write('other.csv', 'a,y\n1,2\n');
    const ran = await run(folder.path, ['predict', file, '--weights', 'w.safetensors', ...how]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(message);
  });

  test('refuses what is no safetensors file', async () => {
    const file = await folder.write('xor.nn.json', xor);
    const ran = await run(folder.path, ['predict', file, '--weights', file, '--input', '[0, 1]']);
    expect(ran).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^xor\.nn\.json: error: This is not a safetensors/),
    });
  });
});
