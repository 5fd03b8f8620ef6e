import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitScaler, normalise } from '../../../src/data/scaler.ts';
import { splitRows } from '../../../src/data/split.ts';
import { stream } from '../../../src/engine/random.ts';
import { attempt, loaded } from './loading.ts';

const split = (rows: number, share: number, classOf?: number[], seed = 1) =>
  splitRows(rows, share, classOf && Int32Array.from(classOf), stream(seed, 'split'));

describe('the split', () => {
  it('gives every row to one part, in the order of the file, and empties neither', () => {
    const classes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 60 });
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const property = fc.property(classes, share, fc.boolean(), (classOf, v, stratified) => {
      const { training, validation } = split(classOf.length, v, stratified ? classOf : undefined);
      expect([...training]).toEqual([...training].sort((a, b) => a - b));
      expect([...validation]).toEqual([...validation].sort((a, b) => a - b));
      expect([...training, ...validation].sort((a, b) => a - b)).toEqual(classOf.map((_, row) => row));
      expect(training.length).toBeGreaterThan(0);
      expect(validation.length).toBeGreaterThan(0);
    });
    fc.assert(property, { seed: 20_240_503, numRuns: 500 });
  });

  it('holds out the share, of every class alike', () => {
    const classOf = Array.from({ length: 150 }, (_, row) => Math.floor(row / 50));
    const { training, validation } = split(150, 0.2, classOf);
    expect(training.length).toBe(120);
    const held = [0, 1, 2].map((c) => [...validation].filter((row) => classOf[row] === c).length);
    expect(held).toEqual([10, 10, 10]);
    expect(split(10, 0.25).validation.length).toBe(3);
  });

  it('leaves a row of every class to training, however large the share', () => {
    const classOf = [0, 0, 1, 1, 2, 2, 2, 2, 2, 2];
    const { training } = split(10, 0.9, classOf);
    expect(new Set([...training].map((row) => classOf[row]))).toEqual(new Set([0, 1, 2]));
  });

  it('is of nothing without a share or with a single row', () => {
    expect(split(5, 0).validation.length).toBe(0);
    expect(split(1, 0.5)).toEqual({ training: Int32Array.of(0), validation: new Int32Array(0) });
  });

  it('follows the seed', () => {
    expect(split(100, 0.3, undefined, 1)).toEqual(split(100, 0.3, undefined, 1));
    expect(split(100, 0.3, undefined, 1)).not.toEqual(split(100, 0.3, undefined, 2));
  });
});

describe('the scaler', () => {
  it('has the mean and population deviation of scikit-learn’s StandardScaler', () => {
    const { offset, scale } = fitScaler('standard', Float64Array.of(1, 2, 4, 8), [true]);
    expect(offset[0]).toBe(3.75);
    // sqrt(((1 − 3.75)² + (2 − 3.75)² + (4 − 3.75)² + (8 − 3.75)²) / 4)
    expect(scale[0]).toBe(2.680951323690902);
  });

  it('is exact for small differences of large numbers', () => {
    const { scale } = fitScaler('standard', Float64Array.of(1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3), [true]);
    expect(scale[0]).toBe(Math.sqrt(1.25));
  });

  it('holds for the largest and the smallest numbers', () => {
    for (const size of [1.7e308 / 2, 1e-300, 5e-324]) {
      const values = Float64Array.of(-size, size, size, -size);
      const { offset, scale } = fitScaler('standard', values, [true]);
      expect([offset[0], scale[0]]).toEqual([0, size]);
      expect(normalise(values, { offset, scale })).toBeUndefined();
      expect([...values]).toEqual([-1, 1, 1, -1]);
    }
    // A sum of these is infinite.
    const near = fitScaler('standard', Float64Array.of(1.5e308, 1.7e308), [true]);
    expect(near.offset[0]).toBe(1.6e308);
    expect((near.scale[0] ?? NaN) / 1e307).toBeCloseTo(1, 12);
  });

  it.each([
    ['standard', '1.7e308', '-1.7e308'],
    ['min-max', '1.7e308', '-1.7e308'],
  ])('of kind %s reports values too far apart: %s and %s', async (kind, first, second) => {
    const rows = [first, second, first, first].map((x) => `{ "input": [1, ${x}], "target": 0 }`);
    const { told, dataset } = await attempt({ data: `{ "samples": [${rows.join(', ')}], "normalize": "${kind}" }` });
    expect(told).toEqual([`error number-too-large «"${kind}"» the values of “x2” are too far apart to be normalised`]);
    expect(dataset).toBeUndefined();
  });

  it('names the input of held-out rows that are too far from the training rows', () => {
    const scaler = { offset: Float64Array.of(0, 0, 0), scale: Float64Array.of(1, 1e-300, 1) };
    expect(normalise(Float64Array.of(1, 1e-300, 1, 2, 1e300, 2), scaler)).toBe(1);
    expect(normalise(Float64Array.of(1, 1e-300, 1, 2, 2e-300, 2), scaler)).toBeUndefined();
  });

  it('leaves constants and one-hot inputs at scale 1', () => {
    const inputs = Float64Array.of(0.1, 1, 0.1, 0, 0.1, 1, 0.1, 0);
    for (const kind of ['standard', 'min-max'] as const) {
      const { offset, scale } = fitScaler(kind, inputs, [true, false]);
      expect([...offset]).toEqual([0.1, 0]);
      expect([...scale]).toEqual([1, 1]);
    }
  });

  it('brings the training rows to [0, 1], fitted on them alone', async () => {
    const samples = Array.from({ length: 10 }, (_, i) => `{ "input": [${i * i}], "target": ${i} }`).join(', ');
    const data = await loaded({
      data: `{ "samples": [${samples}], "normalize": "min-max", "validation": 0.3 }`,
    });
    const rows = [...data.training.targets].map((i) => i * i);
    expect(data.scaler?.offset[0]).toBe(Math.min(...rows));
    expect(data.scaler?.scale[0]).toBe(Math.max(...rows) - Math.min(...rows));
    expect(Math.min(...data.training.inputs)).toBe(0);
    expect(Math.max(...data.training.inputs)).toBe(1);
    const held = data.validation.targets[0] ?? NaN;
    expect(data.validation.inputs[0]).toBe((held * held - Math.min(...rows)) / (Math.max(...rows) - Math.min(...rows)));
  });
});

describe('missing values', () => {
  const csv = 'x,colour,y\n1,red,10\n,blue,20\n3,NA,30\n8,red,\nNaN,red,50\n';
  const data = (missing: string, inputs = '["x", "colour"]', more = '') =>
    `{ "file": "a.csv", "missing": "${missing}", "inputs": ${inputs}${more} }`;

  it('drop their rows, and with them labels that no other row has', async () => {
    const { inputNames, training } = await loaded({ data: data('drop-row') }, { 'a.csv': csv });
    expect(inputNames).toEqual(['x', 'colour=red']);
    expect([...training.inputs]).toEqual([1, 1]);
    expect([...training.targets]).toEqual([10]);
    const numbers = await loaded({ data: data('drop-row', '["x"]') }, { 'a.csv': csv });
    expect([...numbers.training.targets]).toEqual([10, 30]);
  });

  it('of texts may come before any text', async () => {
    const { inputNames, training } = await loaded(
      { data: data('drop-row', '["colour"]') },
      { 'a.csv': 'colour,y\n,1\nNA,2\nred,3\nblue,4\n' },
    );
    expect(inputNames).toEqual(['colour=blue', 'colour=red']);
    expect([...training.targets]).toEqual([3, 4]);
  });

  it('drop the rows of classes too', async () => {
    const layers = '[{ "units": 2, "activation": "softmax" }]';
    const classes = await loaded({ data: data('drop-row', '["x"]'), layers }, { 'a.csv': 'x,y\n1,b\n,c\n2,\n3,a\n' });
    expect(classes.classes).toEqual(['a', 'b']);
    expect([...classes.training.inputs]).toEqual([1, 3]);
  });

  it('become the mean of the training rows, before they are normalised', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 4 === 0 ? '' : i * i},${i}`).join('\n');
    const more = ', "validation": 0.25';
    const { training, validation } = await loaded({ data: data('mean', '["x"]', more) }, { 'a.csv': `x,y\n${rows}` });
    const isGap = (i: number) => i % 4 === 0;
    const known = [...training.targets].filter((i) => !isGap(i)).map((i) => i * i);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    for (const part of [training, validation]) {
      expect(part.targets.some(isGap)).toBe(true);
      part.targets.forEach((i, row) => expect(part.inputs[row]).toBeCloseTo(isGap(i) ? mean : i * i, 10));
    }
    const scaled = await loaded(
      { data: data('mean', '["x"]', ', "normalize": "standard"') },
      { 'a.csv': 'x,y\n1,1\n,2\n3,3\n' },
    );
    expect([...scaled.training.inputs].map((x) => Math.round(x * 1e12) / 1e12)).toEqual([
      -1.224744871392, 0, 1.224744871392,
    ]);
  });

  it('of numbers may come before any number', async () => {
    const { training } = await loaded({ data: data('mean', '["x"]') }, { 'a.csv': 'x,y\n,1\nNA,2\n4,3\n8,4\n' });
    expect([...training.inputs]).toEqual([6, 6, 4, 8]);
  });

  it.each([
    ['mean', 'x,y\n1,2\n,\n', 'error missing-value «"a.csv"» a.csv, line 3, column 2 (“y”): no value; expected one'],
    [
      'mean',
      'x,y\n,2\nb,2\nnull,3\n',
      'error missing-value «"a.csv"» a.csv: 2 rows have no text in column 1 (“x”), the first in line 2: texts have no mean; take “drop-row”',
    ],
    ['mean', 'x,y\n,2\n,3\n', 'error missing-value «"mean"» “x” has no value in any training row, and so no mean'],
    ['drop-row', 'x,y\n,2\n3,\n', 'error no-rows «"a.csv"» every row lacks a value: none is left'],
  ])('are a problem where %s can’t help: %j', async (missing, text, message) => {
    expect((await attempt({ data: data(missing, '["x"]') }, { 'a.csv': text })).told).toEqual([message]);
  });
});
