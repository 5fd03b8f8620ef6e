import { appendFile, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../../../src/export/safetensors.ts';
import { jsonLines, run, temporaryFolder } from './terminal.ts';

const folder = temporaryFolder();

/** y = wx with w = 0 at first; a step goes half of the way to the target at x = 1. */
const line = {
  data: { file: 'rows.csv' },
  layers: [{ units: 1, bias: false, weights: [[0]] }],
  training: { method: 'online', learningRate: 0.25, precision: 'float64' },
};

/** Does something each time that a line of output matches, in the order of the list. */
function inTurn(...steps: readonly (readonly [RegExp, () => unknown])[]): (text: string) => void {
  let at = 0;
  return (text) => {
    const [pattern, act] = steps[at] ?? [];
    if (pattern?.test(text) !== true) return;
    at++;
    act?.();
  };
}

const append = (text: string) => appendFile(join(folder.path, 'rows.csv'), text);

describe('online learning', () => {
  test('ends after the rows that are there, the last with or without its line break', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n1,4');
    const ran = await run(folder.path, ['train', await folder.write('a.nn.json', line), '--json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [start, before, block, end, ...others] = jsonLines(ran);
    expect(others).toEqual([]);
    expect(start).toMatchObject({ event: 'start', samples: 2 });
    expect(before).toMatchObject({ event: 'epoch', epoch: 0, loss: 10, samples: 0 });
    // 2² and then, the weight being 1, 3².
    expect(block).toMatchObject({ event: 'epoch', epoch: 1, loss: 6.5, samples: 2, learningRate: 0.25 });
    expect(end).toMatchObject({ event: 'end', reason: 'completed', epochs: 1, loss: 1.25, samples: 2 });
  });

  test('says in words how many rows it took', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n1,4\n');
    const { out } = await run(folder.path, ['train', await folder.write('a.nn.json', line)]);
    expect(out).toMatch(/^completed after 2 rows in /m);
  });

  test('takes rows of the file itself too', async () => {
    const samples = [{ input: [1], target: 2 }];
    const file = await folder.write('a.nn.json', { ...line, data: { samples } });
    expect(jsonLines(await run(folder.path, ['train', file, '--json'])).at(-1)).toMatchObject({ samples: 1, loss: 1 });
  });
});

describe('train --follow', () => {
  test('trains on rows as they are appended, until Ctrl-C, and saves what is there', async () => {
    // The half-written row waits for its line break: it is a 4, and not a 40.
    await folder.write('rows.csv', 'x,y\n1,2\n1,4');
    const file = await folder.write('a.nn.json', line);
    const ran = await run(folder.path, ['train', file, '--json', '--follow', '--save', 'w.safetensors'], {
      onOutput: inTurn([/"epoch":1,/, () => append('0\n1,4')], [/"epoch":2,/, () => append('\n1,7\n')]),
      interruptAfter: /"samples":4\}/,
    });
    expect(ran).toMatchObject({ code: 130, err: '' });
    const events = jsonLines(ran);
    expect(events[0]).toMatchObject({ samples: 1 });
    expect(events.slice(1, -1).map(({ epoch, loss, samples }) => [epoch, loss, samples])).toEqual([
      [0, 4, 0],
      [1, 4, 1],
      // The weight is 1, then halfway to 40, to 4 and to 7.
      [2, 39 ** 2, 2],
      [3, (16.5 ** 2 + 5.25 ** 2) / 2, 4],
    ]);
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'stopped', epochs: 3, samples: 4 });
    const { tensors } = readSafetensors(await readFile(join(folder.path, 'w.safetensors')));
    expect(tensors.map(({ values }) => [...values])).toEqual([[9.625]]);
  });

  test('leaves out rows that do not fit, and says which', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n');
    const ran = await run(folder.path, ['train', await folder.write('a.nn.json', line), '--json', '--follow'], {
      onOutput: inTurn([/"epoch":1,/, () => append('one,2\n1\n1,2\n')]),
      interruptAfter: /"samples":2\}/,
    });
    expect(ran.code).toBe(130);
    expect(ran.err).toBe(
      'rows.csv:3:1: warning: left out: rows.csv, line 3, column 1 (“x”): expected a number, got “one”\n' +
        'rows.csv:4:1: warning: left out: rows.csv, line 4: 1 columns, the header has 2\n',
    );
  });

  test('tells of the first rows that do not fit, and how many they are', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n');
    const ran = await run(folder.path, ['train', await folder.write('a.nn.json', line), '--json', '--follow'], {
      onOutput: inTurn([/"epoch":1,/, () => append(`${'?,2\n'.repeat(30)}1,2\n`)]),
      interruptAfter: /"samples":2\}/,
    });
    const told = ran.err.trimEnd().split('\n');
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('rows.csv: warning: 30 rows were left out');
  });

  test('ends with 2 when the file is cut short, and saves what is there', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n');
    const file = await folder.write('a.nn.json', line);
    const ran = await run(folder.path, ['train', file, '--json', '--follow', '--save', 'w.safetensors'], {
      onOutput: inTurn(
        [/"epoch":1,/, () => append('1,3\n')],
        [/"epoch":2,/, () => truncate(join(folder.path, 'rows.csv'), 4)],
      ),
    });
    expect(ran.code).toBe(2);
    expect(ran.err).toBe(
      'rows.csv: error: rows.csv was cut short during the run: 4 bytes, of which 12 had been read; the run ends here\n',
    );
    expect(jsonLines(ran).at(-1)).toMatchObject({ event: 'end', reason: 'stopped', samples: 2 });
    expect(readSafetensors(await readFile(join(folder.path, 'w.safetensors'))).tensors).toHaveLength(1);
  });

  test('ends with 1 when a row makes it diverge', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n');
    const ran = await run(folder.path, ['train', await folder.write('a.nn.json', line), '--json', '--follow'], {
      onOutput: inTurn([/"epoch":1,/, () => append('1e200,0\n')]),
    });
    expect(ran.code).toBe(1);
    expect(jsonLines(ran).at(-1)).toMatchObject({ reason: 'diverged' });
  });

  test.each([
    [{ ...line, training: { method: 'stochastic' } }, '--follow is for "method": "online", not "stochastic"'],
    [{ ...line, data: { generator: 'sine' } }, '--follow needs a data file that rows are appended to'],
    [
      { ...line, data: { file: 'rows.json' } },
      'needs a .csv, .tsv or .jsonl file that rows are appended to, not “rows.json”',
    ],
  ])('says why it can’t: %#', async (spec, reason) => {
    await folder.write('rows.csv', 'x,y\n1,2\n');
    await folder.write('rows.json', [{ x: 1, y: 2 }]);
    const ran = await run(folder.path, ['train', await folder.write('a.nn.json', spec), '--follow']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(reason);
  });

  test('has no use for a number of epochs', async () => {
    await folder.write('rows.csv', 'x,y\n1,2\n');
    const file = await folder.write('a.nn.json', line);
    const { code, out, err } = await run(folder.path, ['train', file, '--epochs', '3']);
    expect([code, err]).toEqual([
      0,
      'nn-lab: warning: --epochs has no effect on online learning, which takes each row once\n',
    ]);
    expect(out).toContain('completed after 1 rows');
  });
});
