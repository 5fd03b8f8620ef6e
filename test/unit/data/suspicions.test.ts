import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/data/load.ts';
import { dataSuspicions } from '../../../src/data/suspicions.ts';
import { fileReader } from '../../../src/runs/fileReader.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { lineOf, specWith } from '../spec/told.ts';

const examples = resolve(import.meta.dirname, '../../../examples');

async function suspected(text: string): Promise<string[]> {
  const { spec, locate, problems } = parseSpec(text);
  if (!spec) return problems.map((problem) => lineOf(text, problem));
  const { dataset, problems: ofData } = await loadDataset(spec, locate, fileReader(examples, examples));
  const all = [...problems, ...ofData, ...(dataset ? dataSuspicions(spec, dataset, locate) : [])];
  return all.map((problem) => lineOf(text, problem));
}

const rows = (...samples: [input: number[], target: number][]) =>
  `{ "samples": ${JSON.stringify(samples.map(([input, target]) => ({ input, target })))} }`;

describe('examples', () => {
  const names = readdirSync(examples).filter((name) => name.endsWith('.nn.json'));
  it.each(names)('%s raises no suspicion', async (name) => {
    expect(await suspected(readFileSync(join(examples, name), 'utf8'))).toEqual([]);
  });
});

describe('targets', () => {
  const outputs = '[{ "units": 1, "activation": "tanh" }]';
  it('beyond what the output can reach', async () => {
    expect(await suspected(specWith({ data: rows([[1], -1.5], [[2], 1]), layers: outputs }))).toEqual([
      'warning target-beyond-output «"tanh"» the targets go from -1.5 to 1, tanh from -1 to 1: take identity',
    ]);
    expect(await suspected(specWith({ data: rows([[1], -1], [[2], 1]), layers: outputs }))).toEqual([]);
  });
});

describe('the loss', () => {
  it('for numbers, after sigmoid, of targets that are all 0 or 1', async () => {
    const network = { layers: '[{ "units": 1, "activation": "sigmoid" }]', loss: '"mean-squared-error"' };
    expect(await suspected(specWith({ ...network, data: rows([[1], 0], [[2], 1]) }))).toEqual([
      'warning loss-for-numbers «"mean-squared-error"» the targets are 0 and 1, which mean-squared-error after sigmoid learns slowly: take binary-cross-entropy',
    ]);
    expect(await suspected(specWith({ ...network, data: rows([[1], 0.1], [[2], 1]) }))).toEqual([]);
    expect(
      await suspected(specWith({ ...network, loss: '"binary-cross-entropy"', data: rows([[1], 0], [[2], 1]) })),
    ).toEqual([]);
  });
});

describe('inputs', () => {
  const layers = '[{ "units": 2, "activation": "sigmoid" }, { "units": 1 }]';
  it('that saturate the first layer', async () => {
    const [line, ...others] = await suspected(specWith({ data: rows([[0, 9], 1], [[-1234.56, 1], 2]), layers }));
    expect(line).toBe(
      'warning inputs-not-normalized «{» “x1” has values like -1235, which saturate sigmoid: normalize the inputs',
    );
    expect(others).toEqual([]);
    expect(await suspected(specWith({ data: rows([[0, 10], 1], [[-10, 1], 2]), layers }))).toEqual([]);
    const relu = layers.replace('sigmoid', 'relu');
    expect(await suspected(specWith({ data: rows([[0, 9], 1], [[-1234.56, 1], 2]), layers: relu }))).toEqual([]);
  });
});

describe('a batch', () => {
  it('larger than the data, if it was asked for', async () => {
    const data = rows([[1], 1], [[2], 2]);
    expect(await suspected(specWith({ data, training: '{ "batchSize": 3 }' }))).toEqual([
      'warning batch-above-rows «3» a batch of 3, and only 2 rows to train on: every step takes all',
    ]);
    expect(await suspected(specWith({ data, training: '{ "batchSize": 2 }' }))).toEqual([]);
    expect(await suspected(specWith({ data, training: '{ "epochs": 3 }' }))).toEqual([]);
    expect(await suspected(specWith({ data }))).toEqual([]);
  });
});

describe('the network', () => {
  it('with relu at its end', async () => {
    expect(await suspected(specWith({ layers: '[{ "units": 1, "activation": "relu" }]' }))).toEqual([
      'warning relu-output «"relu"» a relu output is never negative, and where it is 0 nothing is learned: take identity',
    ]);
  });

  it('whose units stay copies of each other', async () => {
    const layers = (units: number, next: string) =>
      `[{ "units": ${units}, "initializer": "ones" }, { "units": 1, "initializer": "${next}" }]`;
    expect(await suspected(specWith({ layers: layers(2, 'zeros') }))).toEqual([
      'warning units-alike «"ones"» all weights of this layer and the next start alike: its 2 units stay alike',
    ]);
    expect(await suspected(specWith({ layers: layers(2, 'normal') }))).toEqual([]);
    expect(await suspected(specWith({ layers: layers(1, 'zeros') }))).toEqual([]);
  });

  it('of which nothing is trained', async () => {
    expect(await suspected(specWith({ layers: '[{ "units": 1, "frozen": true }]' }))).toEqual([
      'warning nothing-trained «true» every layer is frozen: training changes nothing',
    ]);
    expect(await suspected(specWith({ training: '{ "learningRate": 0 }' }))).toEqual([
      'warning nothing-trained «0» with a learning rate of 0 training changes nothing',
    ]);
  });
});

describe('the split', () => {
  const data = (validation: number, ...targets: (string | number)[]) =>
    JSON.stringify({ samples: targets.map((target, x) => ({ input: [x], target })), validation });

  it('without any row held out', async () => {
    expect(await suspected(specWith({ data: data(0.5, 1) }))).toEqual([
      'warning empty-split «0.5» there is only one row, and none is held out',
    ]);
    expect(await suspected(specWith({ data: data(0.5, 1, 2) }))).toEqual([]);
  });

  it.each([
    ['one output each', '[{ "units": 3, "activation": "softmax" }]', ['a', 'b', 'c']],
    ['a single output', '[{ "units": 1, "activation": "sigmoid" }]', ['a', 'b']],
  ])('that holds out all rows of a class, with %s', async (_, layers, classes) => {
    const [line, ...others] = await suspected(specWith({ data: data(0.3, ...classes), layers }));
    expect(line).toMatch(
      /^warning unseen-class «0\.3» all rows of class “[abc]” are held out: the network can’t learn it$/,
    );
    expect(others).toEqual([]);
    expect(await suspected(specWith({ data: data(0.3, ...classes, ...classes), layers }))).toEqual([]);
  });
});
