import { describe, expect, it } from 'vitest';
import type { DataReader } from '../../../src/data/dataset.ts';
import { canGrow, followRows } from '../../../src/data/follow.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { inEnglish } from '../../../src/spec/phrase.ts';
import { specWith } from '../spec/told.ts';
import { matrix } from './loading.ts';

const classes = { layers: [{ units: 3, activation: 'softmax' }] };

interface Parts {
  readonly data?: object;
  readonly layers?: object;
}

function specOf(file: string, { data, layers }: Parts) {
  const text = specWith({
    data: JSON.stringify({ file, ...data }),
    ...(layers && { layers: JSON.stringify(layers) }),
  });
  const { spec, locate } = parseSpec(text);
  if (spec?.data.source.kind !== 'file') throw new Error('the spec of this test is broken');
  return { spec, source: spec.data.source, locate };
}

function readerOf(...pieces: readonly string[]): DataReader {
  return {
    growing: true,
    open: async () =>
      (async function* () {
        for (const piece of pieces) yield new TextEncoder().encode(piece);
      })(),
  };
}

/** Loads a file as it begins, and follows what comes to it piece by piece. */
async function followed(file: string, begins: string, comes: readonly string[], parts: Parts = {}) {
  const { spec, source, locate } = specOf(file, parts);
  const { dataset, problems } = await loadDataset(spec, locate, readerOf(begins));
  if (!dataset) throw new Error(problems.map(({ message }) => inEnglish(message)).join('\n'));
  const inputs: number[][][] = [];
  const targets: number[][][] = [];
  const faults: string[] = [];
  await followRows(spec, source, dataset, readerOf(begins, ...comes), (arrived) => {
    inputs.push(matrix(arrived.rows.inputs, dataset.inputNames.length));
    targets.push(matrix(arrived.rows.targets, dataset.outputNames.length));
    for (const { line, column, code, message } of arrived.faults) {
      faults.push(`${line}:${column} ${code}: ${inEnglish(message)}`);
    }
  });
  return { dataset, inputs: inputs.slice(1), targets: targets.slice(1), faults, first: inputs[0] };
}

describe('rows that come to a file', () => {
  it('are those behind the rows that the run began with', async () => {
    const { first, inputs, targets } = await followed('a.csv', 'x,y\n1,2\n3,4\n', ['5,6\n', '', '7,8\n9,10\n']);
    expect(first).toEqual([]);
    expect(inputs).toEqual([[[5]], [], [[7], [9]]]);
    expect(targets).toEqual([[[6]], [], [[8], [10]]]);
  });

  it('wait for their line break, also where the run begins', async () => {
    const { dataset, inputs } = await followed('a.csv', 'x,y\n1,2\n3,4', ['5\n5,', '6\r', '\n7,8\r\n']);
    expect(dataset.training.count).toBe(1);
    // The line was “3,45” after all.
    expect(inputs).toEqual([[[3]], [], [[5], [7]]]);
  });

  it('may have line breaks in quotes', async () => {
    const parts = { ...classes, data: { target: 'c' } };
    const begins = 'x,"c"\n1,a\n2,b\n3,"c\nd"\n';
    const { targets, faults } = await followed('a.csv', begins, ['4,"c', '\nd"\n5,"', 'a"\n'], parts);
    expect(targets).toEqual([[], [[0, 0, 1]], [[1, 0, 0]]]);
    expect(faults).toEqual([]);
  });

  it('are records of JSON, each from its last brace on', async () => {
    const { inputs } = await followed('a.jsonl', '{"x":1,"y":2}\n', ['{"x":3,', '"y":4}\n{"y":6,"x":5}']);
    expect(inputs).toEqual([[], [[3], [5]]]);
  });

  it('are normalised as the rows that were there', async () => {
    const data = { normalize: 'standard' };
    const { dataset, inputs } = await followed('a.csv', 'x,y\n0,1\n4,2\n', ['10,3\n'], { data });
    expect([...dataset.training.inputs]).toEqual([-1, 1]);
    expect(inputs).toEqual([[[4]]]);
  });

  it('have texts among their inputs one-hot, and classes in the order known', async () => {
    const begins = 'colour,size,c\nred,1,b\nblue,2,a\nred,3,c\n';
    const { dataset, inputs, targets } = await followed('a.csv', begins, ['blue,5,c\nred,6,b\n'], classes);
    expect(dataset.inputNames).toEqual(['colour=blue', 'colour=red', 'size']);
    expect(inputs).toEqual([
      [
        [1, 0, 5],
        [0, 1, 6],
      ],
    ]);
    expect(targets).toEqual([
      [
        [0, 0, 1],
        [0, 1, 0],
      ],
    ]);
  });

  it('have one of two labels at a single output', async () => {
    const parts = { layers: [{ units: 1, activation: 'sigmoid' }] };
    const { targets } = await followed('a.csv', 'x,c\n1,no\n2,yes\n', ['3,yes\n4,no\n'], parts);
    expect(targets).toEqual([[[1], [0]]]);
  });

  it('have classes written as other numbers', async () => {
    const { targets } = await followed('a.csv', 'x,c\n1,0\n2,1\n3,2\n', ['4,1.0\n'], classes);
    expect(targets).toEqual([[[0, 1, 0]]]);
  });

  it('are left out where they do not fit, and told of by line and column', async () => {
    const begins = 'x,c\n1,a\n2,b\n3,c\n';
    const come = ['4\n5,a,1\nfive,a\n1e999,a\n,b\n6,d\n7,c\n'];
    const { inputs, faults } = await followed('a.csv', begins, come, classes);
    expect(inputs).toEqual([[[7]]]);
    expect(faults).toEqual([
      '5:1 row-length: a.csv, line 5: 1 columns, the header has 2',
      '6:3 row-length: a.csv, line 6: 3 columns, the header has 2',
      '7:1 not-a-number: a.csv, line 7, column 1 (“x”): expected a number, got “five”',
      '8:1 number-too-large: a.csv, line 8, column 1 (“x”): 1e999 is larger than any number a computer can hold',
      '9:1 missing-value: a.csv, line 9, column 1 (“x”): no value; expected one',
      '10:2 new-label: a.csv, line 10, column 2 (“c”): “d” is none of what the run has begun with: a, b, c',
    ]);
  });

  it('have targets that the loss can take', async () => {
    const parts = { layers: [{ units: 1, activation: 'sigmoid' }] };
    const { faults } = await followed('a.csv', 'x,y\n1,0.5\n2,1\n', ['3,2\n4,0.25\n'], parts);
    expect(faults).toEqual([
      '4:2 target-range: a.csv, line 4: the target is 2; binary-cross-entropy takes numbers from 0 to 1',
    ]);
  });

  it('lack values as the spec says', async () => {
    const begins = 'x,y\n1,1\nNA,2\n5,3\n';
    const dropped = await followed('a.csv', begins, ['NA,4\n7,NA\n9,5\n'], { data: { missing: 'drop-row' } });
    expect(dropped).toMatchObject({ inputs: [[[9]]], faults: [] });
    const filled = await followed('a.csv', begins, ['NA,4\n9,5\n7,NA\n'], { data: { missing: 'mean' } });
    expect(filled.inputs).toEqual([[[3], [9]]]);
    expect(filled.faults).toEqual(['7:2 missing-value: a.csv, line 7, column 2 (“y”): no value; expected one']);
  });
});

describe('a file that is no longer the one the run began with', () => {
  const follow = async (begins: string, now: string): Promise<void> => {
    const { spec, source, locate } = specOf('a.csv', {});
    const { dataset } = await loadDataset(spec, locate, readerOf(begins));
    if (dataset) await followRows(spec, source, dataset, readerOf(now), () => {});
  };

  it('is noticed by its rows', async () => {
    await expect(follow('x,y\n1,2\n3,4\n', 'x,y\n1,2\n3,5\n')).rejects.toThrow(
      'a.csv, line 3: not the row that the run has begun with: the file was replaced',
    );
  });

  it('is noticed by its columns', async () => {
    await expect(follow('x,y\n1,2\n', 'x,z,y\n1,1,2\n')).rejects.toThrow('not the columns that the run has begun with');
  });
});

it('only text that is not packed can grow', () => {
  const files = ['a.csv', 'A.CSV', 'a.tsv', 'a.jsonl', 'a.json', 'a.csv.gz', 'a.npz'];
  expect(files.filter(canGrow)).toEqual(['a.csv', 'A.CSV', 'a.tsv', 'a.jsonl']);
});
