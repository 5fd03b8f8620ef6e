import { describe, expect, it } from 'vitest';
import { attempt, loaded, matrix } from './loading.ts';

const samples = (...targets: string[]) =>
  `{ "samples": [${targets.map((target, i) => `{ "input": [${i}], "target": ${target} }`).join(', ')}] }`;
const softmax = (units: number) => `[{ "units": ${units}, "activation": "softmax" }]`;
const sigmoid = '[{ "units": 1, "activation": "sigmoid" }]';

describe('targets under cross-entropy', () => {
  it('are labels in sorted order, one output each', async () => {
    const data = await loaded({ data: samples('"b"', '"a"', '"b"'), layers: softmax(2) });
    expect(data.classes).toEqual(['a', 'b']);
    expect(data.outputNames).toEqual(['a', 'b']);
    expect(matrix(data.training.targets, 2)).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it('are whole numbers sorted as numbers', async () => {
    expect((await loaded({ data: samples('10', '9', '-1'), layers: softmax(3) })).classes).toEqual(['-1', '9', '10']);
    const texts = await loaded(
      { data: '{ "file": "a.csv" }', layers: softmax(2) },
      { 'a.csv': 'x,y\n1,10\n2,9.0\n3,9\n' },
    );
    expect(texts.classes).toEqual(['9', '10']);
  });

  it('may be labels of which only some look like numbers', async () => {
    const data = await loaded(
      { data: '{ "file": "a.csv" }', layers: softmax(3) },
      { 'a.csv': 'x,y\n1,1\n2,2\n3,more\n' },
    );
    expect(data.classes).toEqual(['1', '2', 'more']);
  });

  it('may be probabilities', async () => {
    const data = await loaded({ data: samples('[0.1, 0.2, 0.7]', '[1, 0, 0]'), layers: softmax(3) });
    expect([...data.training.targets]).toEqual([0.1, 0.2, 0.7, 1, 0, 0]);
    expect(data.classes).toBeUndefined();
  });

  it.each([
    [samples('"a"', '"b"', '"c"'), softmax(2), 'class-count «2» 3 classes in the data, the output layer has 2 units'],
    [
      samples('0.5', '1'),
      softmax(2),
      'class-label «0.5» the target of row 1 is 0.5; cross-entropy takes class labels: texts or whole numbers',
    ],
    [samples('[1, 0]'), softmax(3), 'target-count «3» the rows have 2 targets, the output layer has 3 units'],
    [
      samples('[1, 0]', '[0.5, 0.4]'),
      softmax(2),
      'target-range «[0.5, 0.4]» the target of row 2 adds up to 0.9; probabilities add up to 1',
    ],
    [
      samples('[2, -1]'),
      softmax(2),
      'target-range «[2, -1]» the target of row 1 is 2; cross-entropy takes numbers from 0 to 1',
    ],
  ])('%s %s', async (data, layers, expected) => {
    expect((await attempt({ data, layers })).told).toEqual([`error ${expected}`]);
  });

  it('that do not fit name the file', async () => {
    const files = { 'a.csv': 'x,y\n1,a\n2,b\n3,c\n' };
    expect((await attempt({ data: '{ "file": "a.csv" }', layers: softmax(2) }, files)).told).toEqual([
      'error class-count «2» 3 classes in a.csv, the output layer has 2 units',
    ]);
  });
});

describe('targets of a single sigmoid unit', () => {
  it('are 0 and 1', async () => {
    const data = await loaded({ data: samples('0', '1', '1'), layers: sigmoid });
    expect(data.classes).toEqual(['0', '1']);
    expect([...data.training.targets]).toEqual([0, 1, 1]);
  });

  it('are two labels, the first in sorted order being 0', async () => {
    const data = await loaded({ data: samples('"yes"', '"no"'), layers: sigmoid });
    expect(data.classes).toEqual(['no', 'yes']);
    expect([...data.training.targets]).toEqual([1, 0]);
    const numbers = await loaded({ data: samples('10', '9'), layers: sigmoid });
    expect(numbers.classes).toEqual(['9', '10']);
    expect([...numbers.training.targets]).toEqual([1, 0]);
  });

  it('are probabilities, or any numbers for another loss', async () => {
    const probabilities = await loaded({ data: samples('0.2', '0.9'), layers: sigmoid });
    expect(probabilities.classes).toBeUndefined();
    expect([...probabilities.training.targets]).toEqual([0.2, 0.9]);
    const numbers = await loaded({ data: samples('3', '5'), layers: sigmoid, loss: '"mean-squared-error"' });
    expect([...numbers.training.targets]).toEqual([3, 5]);
  });

  it.each([
    [samples('"a"', '"b"', '"c"'), 'class-count «1» one sigmoid unit tells two classes apart; “y” has 3'],
    [
      samples('0', '1', '2'),
      'target-range «2» the target of row 3 is 2; binary-cross-entropy takes numbers from 0 to 1',
    ],
  ])('%s', async (data, expected) => {
    expect((await attempt({ data, layers: sigmoid })).told).toEqual([`error ${expected}`]);
  });
});

describe('other targets', () => {
  it('are numbers, one an output unit', async () => {
    const data = await loaded({ data: samples('[1, 2]', '[3, 4]'), layers: '[{ "units": 2 }]' });
    expect(data.outputNames).toEqual(['y1', 'y2']);
    expect([...data.training.targets]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [samples('1'), '[{ "units": 2 }]', 'target-count «2» the rows have 1 targets, the output layer has 2 units'],
    [
      samples('"a"'),
      '[{ "units": 1 }]',
      'class-label «"a"» “y” holds texts, such as “a”: class labels need a softmax output, or a single sigmoid unit for two classes',
    ],
  ])('%s %s', async (data, layers, expected) => {
    expect((await attempt({ data, layers })).told).toEqual([`error ${expected}`]);
  });

  it('must have inputs that fit the first layer’s weights', async () => {
    const layers = '[{ "units": 1, "weights": [[1, 2]] }]';
    expect((await attempt({ data: '{ "file": "a.csv" }', layers }, { 'a.csv': 'x,y\n1,2\n' })).told).toEqual([
      'error weights-shape «[[1, 2]]» the rows have 1 inputs, the weights of the first layer take 2',
    ]);
  });
});
