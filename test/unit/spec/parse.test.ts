import { describe, expect, it } from 'vitest';
import { isSpec } from '../../../src/spec/guard.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import type { Spec } from '../../../src/spec/spec.ts';
import { specWith, told } from './told.ts';

function parsed(text: string): Spec {
  const { spec, problems } = parseSpec(text);
  expect(problems).toEqual([]);
  expect(isSpec(spec)).toBe(true);
  if (spec === undefined) throw new Error('no spec, no problem');
  return spec;
}

describe('a good spec', () => {
  it('gets every default', () => {
    const { data, layers, loss, training, gradientCheck } = parsed(
      specWith({ layers: '[{ "units": 3, "activation": "relu" }, { "units": 4 }, { "units": 1 }]' }),
    );
    expect(data).toMatchObject({ normalize: 'none', validation: 0 });
    expect(layers.map(({ name }) => name)).toEqual(['hidden 1', 'hidden 2', 'output']);
    expect(layers.map(({ activation }) => activation)).toEqual(['relu', 'identity', 'identity']);
    expect(layers.map(({ initializer }) => initializer)).toEqual([
      { type: 'he-uniform', scale: 1 },
      { type: 'glorot-uniform', scale: 1 },
      { type: 'glorot-uniform', scale: 1 },
    ]);
    expect(layers[0]).toMatchObject({ bias: true, frozen: false, weights: undefined, biases: undefined });
    expect(loss).toBe('mean-squared-error');
    expect(training).toEqual({
      method: 'mini-batch',
      batchSize: 32,
      epochs: 100,
      learningRate: { schedule: 'constant', initial: 0.01 },
      optimizer: { type: 'gradient-descent' },
      gradient: 'backpropagation',
      l1: 0,
      l2: 0,
      clipNorm: undefined,
      shuffle: true,
      seed: 0,
      precision: 'float32',
      threads: 1,
      earlyStopping: undefined,
    });
    expect(gradientCheck).toEqual({ samples: 10, step: 'auto', maxParameters: 5000 });
  });

  it.each([
    ['[{ "units": 2, "activation": "softmax" }]', 'cross-entropy'],
    ['[{ "units": 1, "activation": "sigmoid" }]', 'binary-cross-entropy'],
    ['[{ "units": 2, "activation": "softmax" }, { "units": 1, "activation": "tanh" }]', undefined],
    ['[{ "units": 1, "activation": "tanh" }]', 'mean-squared-error'],
  ])('takes the loss from the output layer: %s → %s', (layers, loss) => {
    expect(parseSpec(specWith({ layers })).spec?.loss).toBe(loss);
  });

  it('keeps what is given', () => {
    const layer =
      '{ "units": 1, "activation": "tanh", "initializer": { "type": "normal", "scale": 0.5 }, "biases": [3], "frozen": true, "name": "last" }';
    const training =
      '{ "method": "mini-batch", "batchSize": 4, "epochs": 7, "learningRate": 0.5, "shuffle": false, "seed": 9, "precision": "float64", "optimizer": "gradient-descent", "gradient": "backpropagation" }';
    const spec = parsed(
      specWith({ layers: `[{ "units": 1 }, ${layer}]`, training, gradientCheck: '{ "step": 1e-4 }', loss: '"huber"' }),
    );
    expect(spec.layers.slice(1)).toEqual([
      {
        name: 'last',
        units: 1,
        activation: 'tanh',
        alpha: 0,
        bias: true,
        initializer: { type: 'normal', scale: 0.5 },
        weights: undefined,
        biases: [3],
        dropout: 0,
        frozen: true,
      },
    ]);
    expect(spec.training).toMatchObject({
      method: 'mini-batch',
      batchSize: 4,
      epochs: 7,
      seed: 9,
      precision: 'float64',
    });
    expect(spec.gradientCheck.step).toBe(1e-4);
    expect(spec.loss).toBe('huber');
  });

  it('keeps given weights', () => {
    const spec = parsed(specWith({ layers: '[{ "units": 1, "weights": [[0.1, -2e-1]] }]' }));
    expect(spec.layers[0]?.weights).toEqual([[0.1, -0.2]]);
  });

  it('may hold comments and trailing commas', () => {
    parsed('// XOR\n{ /* rows */ "data": { "generator": "xor", }, "layers": [{ "units": 1, },], }');
  });

  it('names columns as a list or as one text', () => {
    const source = (data: string) => parsed(specWith({ data })).data.source;
    expect(source('{ "file": "a.csv", "target": "y", "inputs": ["x"] }')).toEqual({
      kind: 'file',
      file: 'a.csv',
      inputs: ['x'],
      target: ['y'],
      decimal: '.',
    });
    expect(source('{ "file": "data/a.TSV", "target": ["y", "z"] }')).toMatchObject({ target: ['y', 'z'] });
  });

  it('names a generator with its options inside or beside', () => {
    const source = (data: string) => parsed(specWith({ data })).data.source;
    const spiral = {
      kind: 'generator',
      generator: 'spiral',
      samples: 30,
      classes: 3,
      features: 2,
      noise: 0.1,
      seed: 4,
    };
    const options = '"samples": 30, "classes": 3, "noise": 0.1, "seed": 4';
    expect(source(`{ "generator": { "type": "spiral", ${options} } }`)).toEqual(spiral);
    expect(source(`{ "generator": "spiral", ${options} }`)).toEqual(spiral);
    expect(source('{ "generator": "moons" }')).toMatchObject({ samples: 200, noise: 0, seed: 0 });
    expect(source('{ "generator": "blobs" }')).toMatchObject({ classes: 2, features: 2, noise: 1 });
    expect(source('{ "generator": "linear", "features": 3 }')).toMatchObject({ features: 3 });
    expect(source('{ "generator": "linear" }')).toMatchObject({ features: 1 });
    expect(source('{ "generator": { "type": "friedman" } }')).toMatchObject({ features: 10, noise: 0 });
  });
});

describe('the place of a value', () => {
  const text = specWith({ training: '{ "epochs": 7 }' });
  const { locate } = parseSpec(text);
  const marked = (path: (string | number)[]) => {
    const { offset, length } = locate(path);
    return text.slice(offset, offset + length);
  };

  it('is the value itself, or its nearest ancestor in the text', () => {
    expect(marked(['training', 'epochs'])).toBe('7');
    expect(marked(['data', 'samples', 1, 'input'])).toBe('[1, 1]');
    expect(marked(['training', 'learningRate'])).toBe('{ "epochs": 7 }');
    expect(marked(['layers', 7, 'units'])).toBe('[{ "units": 1 }]');
    expect(marked(['gradientCheck', 'step'])).toBe(text);
  });

  it('is the start of a text without a tree', () => {
    expect(parseSpec('[').locate(['layers'])).toEqual({ offset: 0, length: 0 });
  });
});

describe('a large spec', () => {
  it('of 100,000 samples is read whole', { timeout: 30_000 }, () => {
    const samples = Array.from({ length: 100_000 }, (_, i) => `{"input":[${i},1],"target":0}`).join(',');
    const { source } = parsed(specWith({ data: `{"samples":[${samples}]}` })).data;
    expect(source.kind === 'samples' && source.samples.length).toBe(100_000);
  });

  it('lists the first 20 samples that are wrong, and counts the others', () => {
    const samples = Array.from({ length: 50 }, (_, i) => `{"input":[${i === 0 ? '1,2' : '1'}],"target":0}`).join(',');
    const lines = told(specWith({ data: `{"samples":[${samples}]}`, layers: '[{ "units": 1 }]' }));
    expect(lines.filter((line) => line.includes('sample-inputs'))).toHaveLength(20);
    expect(lines.filter((line) => line.includes('more-problems'))).toEqual([
      expect.stringContaining('and 29 more problems like these'),
    ]);
  });
});

describe('weights of the wrong shape', () => {
  it('are listed up to 20 rows, and counted', () => {
    const rows = Array.from({ length: 25 }, () => '[1, 2, 3]').join(', ');
    const lines = told(specWith({ layers: `[{ "units": 25, "weights": [${rows}] }, { "units": 1 }]` }));
    expect(lines).toHaveLength(21);
    expect(lines[0]).toContain('and 5 more problems like these');
  });
});

describe('the guard', () => {
  const spec = parsed(specWith({}));

  it('lets a cloned spec through, and nothing that differs in kind', () => {
    expect(isSpec(structuredClone(spec))).toBe(true);
    expect(isSpec(undefined)).toBe(false);
    expect(isSpec({ ...spec, layers: [] })).toBe(false);
    expect(isSpec({ ...spec, loss: 'none' })).toBe(false);
    expect(isSpec({ ...spec, layers: [{ ...spec.layers[0], units: 1.5 }] })).toBe(false);
    expect(isSpec({ ...spec, data: { ...spec.data, source: { kind: 'samples', samples: [{ input: ['1'] }] } } })).toBe(
      false,
    );
  });
});
