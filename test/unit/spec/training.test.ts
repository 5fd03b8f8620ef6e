import { describe, expect, it } from 'vitest';
import { isSpec } from '../../../src/spec/guard.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { schemaText } from '../../../src/spec/reference.ts';
import type { TrainingSpec } from '../../../src/spec/spec.ts';
import { specWith, told } from './told.ts';

function trainingOf(text: string): TrainingSpec | undefined {
  const { spec, problems } = parseSpec(specWith({ training: text }));
  expect(problems).toEqual([]);
  expect(isSpec(structuredClone(spec))).toBe(true);
  return spec?.training;
}

describe('an optimizer', () => {
  it.each([
    ['"gradient-descent"', { type: 'gradient-descent' }],
    ['"momentum"', { type: 'momentum', momentum: 0.9 }],
    ['"nesterov"', { type: 'nesterov', momentum: 0.9 }],
    ['"adagrad"', { type: 'adagrad', eps: 1e-10 }],
    ['"rmsprop"', { type: 'rmsprop', alpha: 0.99, eps: 1e-8, momentum: 0 }],
    ['"adam"', { type: 'adam', betas: [0.9, 0.999], eps: 1e-8 }],
    ['"adamw"', { type: 'adamw', betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0.01 }],
    ['{ "type": "momentum", "momentum": 0.5 }', { type: 'momentum', momentum: 0.5 }],
    ['{ "type": "rmsprop", "alpha": 0.9 }', { type: 'rmsprop', alpha: 0.9, eps: 1e-8, momentum: 0 }],
    ['{ "type": "adam", "betas": [0.8, 0.99] }', { type: 'adam', betas: [0.8, 0.99], eps: 1e-8 }],
  ])('%s is read with its defaults', (text, optimizer) => {
    expect(trainingOf(`{ "optimizer": ${text} }`)?.optimizer).toEqual(optimizer);
  });

  it.each([
    ['"adm"', 'error wrong-value «"adm"» "adm" is unknown here: did you mean “adam”?'],
    ['{ "type": "adm" }', 'error wrong-value «"adm"» "adm" is unknown here: did you mean “adam”?'],
    ['{ "momentum": 0.9 }', 'error missing-key «{» “type” is missing'],
    ['3', 'error wrong-type «3» expected an optimizer’s name or an object with its “type”, got 3'],
    ['{ "type": "momentum", "momentum": 1 }', 'error wrong-value «1» expected less than 1, got 1'],
    ['{ "type": "adam", "eps": 0 }', 'error wrong-value «0» expected more than 0, got 0'],
    ['{ "type": "adam", "betas": [0.9] }', 'error wrong-value «[0.9]» expected a list of two, got 1'],
    ['{ "type": "adam", "betas": [0.9, 2] }', 'error wrong-value «2» expected less than 1, got 2'],
    [
      '{ "type": "adam", "beta": [0.9, 0.99] }',
      'warning unknown-key «"beta"» unknown key “beta”: did you mean “betas”?',
    ],
    [
      '{ "type": "adam", "weightDecay": 0.1 }',
      'warning unknown-key «"weightDecay"» unknown key “weightDecay”: it has no effect',
    ],
  ])('%s has a problem at its place', (text, problem) => {
    expect(told(specWith({ training: `{ "optimizer": ${text} }` }))).toEqual([problem]);
  });
});

describe('a learning rate', () => {
  it.each([
    ['0.5', { schedule: 'constant', initial: 0.5 }],
    ['{ "initial": 0.5 }', { schedule: 'constant', initial: 0.5 }],
    ['{ "initial": 1, "schedule": "step" }', { schedule: 'step', initial: 1, stepSize: 10, gamma: 0.1 }],
    ['{ "initial": 1, "schedule": "exponential" }', { schedule: 'exponential', initial: 1, gamma: 0.95 }],
    ['{ "initial": 1, "schedule": "cosine" }', { schedule: 'cosine', initial: 1, minimum: 0 }],
    [
      '{ "initial": 1, "schedule": "warmup-cosine", "minimum": 0.1, "warmupEpochs": 3 }',
      { schedule: 'warmup-cosine', initial: 1, minimum: 0.1, warmupEpochs: 3 },
    ],
  ])('%s is read with its defaults', (text, learningRate) => {
    expect(trainingOf(`{ "learningRate": ${text} }`)?.learningRate).toEqual(learningRate);
  });

  it.each([
    ['-1', 'error wrong-value «-1» expected 0 or more, got -1'],
    ['{ "schedule": "cosine" }', 'error missing-key «{» “initial” is missing'],
    [
      '{ "initial": 1, "schedule": "cosin" }',
      'error wrong-value «"cosin"» "cosin" is unknown here: did you mean “cosine”?',
    ],
    ['{ "initial": 1, "schedule": "step", "stepSize": 0 }', 'error wrong-value «0» expected 1 or more, got 0'],
    [
      '{ "initial": 1, "schedule": "exponential", "gama": 0.9 }',
      'warning unknown-key «"gama"» unknown key “gama”: did you mean “gamma”?',
    ],
  ])('%s has a problem at its place', (text, problem) => {
    expect(told(specWith({ training: `{ "learningRate": ${text} }` }))).toEqual([problem]);
  });
});

describe('the other keys of training', () => {
  it('are kept', () => {
    const text =
      '{ "gradient": "numerical", "l1": 0.1, "l2": 0.2, "clipNorm": 5, "threads": "auto", "earlyStopping": { "patience": 3, "monitor": "loss" } }';
    expect(trainingOf(text)).toMatchObject({
      gradient: 'numerical',
      l1: 0.1,
      l2: 0.2,
      clipNorm: 5,
      threads: 'auto',
      earlyStopping: { patience: 3, minDelta: 1e-4, monitor: 'loss', restoreBest: true },
    });
  });

  it.each([
    ['"l2": "much"', 'error wrong-type «"much"» expected a number, got "much"'],
    ['"l1": -0.1', 'error wrong-value «-0.1» expected 0 or more, got -0.1'],
    ['"clipNorm": 0', 'error wrong-value «0» expected more than 0, got 0'],
    ['"threads": 65', 'error wrong-value «65» expected 64 at most, got 65'],
    ['"threads": true', 'error wrong-type «true» expected a whole number or “auto”, got true'],
    ['"threads": "all"', 'error wrong-value «"all"» expected one of “auto”, got "all"'],
    ['"earlyStopping": { "patience": 0 }', 'error wrong-value «0» expected 1 or more, got 0'],
    ['"earlyStopping": true', 'error wrong-type «true» expected an object in braces, got true'],
    [
      '"earlyStopping": { "patient": 3 }',
      'warning unknown-key «"patient"» unknown key “patient”: did you mean “patience”?',
    ],
  ])('%s has a problem at its place', (text, problem) => {
    expect(told(specWith({ training: `{ ${text} }` }))).toEqual([problem]);
  });
});

describe('a key that can’t have an effect', () => {
  it.each([
    [{ training: '{ "method": "batch", "batchSize": 4 }' }, '«4» “batchSize” has no effect with the method “batch”'],
    [{ layers: '[{ "units": 1, "dropout": 0.5 }]' }, '«0.5» “dropout” has no effect on the output layer'],
    [
      { layers: '[{ "units": 1, "initializer": "ones", "weights": [[1, 2]] }]' },
      '«"ones"» “initializer” has no effect on a layer whose “weights” are given',
    ],
    [
      { training: '{ "epochs": 10, "learningRate": { "initial": 1, "schedule": "step" } }' },
      '«"step"» the rate stays as it is: 10 epochs end before the first step',
    ],
    [
      { training: '{ "epochs": 5, "learningRate": { "initial": 1, "schedule": "warmup-cosine" } }' },
      '«"warmup-cosine"» the cosine is not reached: the warm-up takes all of 5 epochs',
    ],
    [
      { training: '{ "earlyStopping": { "monitor": "validationLoss" } }' },
      '«"validationLoss"» there are no validation rows: “loss” is watched instead; set “validation” in “data”',
    ],
    [
      { training: '{ "epochs": 9, "earlyStopping": { "restoreBest": false } }' },
      '«{ "restoreBest": false }» early stopping has no effect: 9 epochs end before its patience of 10',
    ],
  ])('%j is warned of', (parts, problem) => {
    expect(told(specWith(parts))).toEqual([`warning no-effect ${problem}`]);
    expect(parseSpec(specWith(parts)).spec).toBeDefined();
  });

  it.each([
    { training: '{ "batchSize": 4 }' },
    { training: '{ "method": "batch" }' },
    { layers: '[{ "units": 3, "dropout": 0.5 }, { "units": 1, "dropout": 0 }]' },
    { training: '{ "epochs": 11, "learningRate": { "initial": 1, "schedule": "step" } }' },
    { training: '{ "epochs": 6, "learningRate": { "initial": 1, "schedule": "warmup-cosine" } }' },
    {
      data: '{ "generator": "xor", "validation": 0.2 }',
      training: '{ "earlyStopping": { "monitor": "validationLoss" } }',
    },
    { training: '{ "earlyStopping": {} }' },
    { training: '{ "epochs": 9, "earlyStopping": {} }' },
  ])('%j has one, and no warning', (parts) => {
    expect(told(specWith(parts))).toEqual([]);
  });
});

describe('a file of weights', () => {
  it('is kept as it is written', () => {
    const { spec, problems } = parseSpec(specWith({ weights: '"runs/best.safetensors"' }));
    expect(problems).toEqual([]);
    expect(isSpec(structuredClone(spec))).toBe(true);
    expect(spec?.weights).toBe('runs/best.safetensors');
  });

  it.each([
    ['"/w.safetensors"', 'expected a path relative to this file, with “/” between folders, got “/w.safetensors”'],
    ['"w.npz"', 'expected a .safetensors file, got “w.npz”'],
  ])('%s is none', (weights, message) => {
    expect(told(specWith({ weights }))).toEqual([`error weights-file «${weights}» ${message}`]);
  });

  it('leaves no effect to what layers start from', () => {
    const layers = '[{ "units": 1, "weights": [[1, 2]], "biases": [3], "initializer": "ones" }]';
    expect(told(specWith({ layers, weights: '"w.safetensors"' }))).toEqual(
      [
        ['weights', '[[1, 2]]'],
        ['biases', '[3]'],
        ['initializer', '"ones"'],
      ].map(
        ([key, value]) => `warning no-effect «${value}» “${key}” has no effect: the network starts from w.safetensors`,
      ),
    );
  });
});

describe('the schema', () => {
  const schema: unknown = JSON.parse(schemaText());
  const at = (...path: string[]): unknown =>
    path.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value ? Reflect.get(value, key) : undefined),
      schema,
    );

  it('offers every optimizer by its name alone', () => {
    expect(at('properties', 'training', 'properties', 'optimizer', 'anyOf', '0', 'enum')).toEqual([
      'gradient-descent',
      'momentum',
      'nesterov',
      'adagrad',
      'rmsprop',
      'adam',
      'adamw',
    ]);
  });

  it('asks for the type of an optimizer’s object, and for the initial rate of a schedule only', () => {
    const variants = (...path: string[]): unknown => at('properties', 'training', 'properties', ...path, 'anyOf');
    const requiredOf = (list: unknown): unknown[] =>
      Array.isArray(list) ? list.map((variant: unknown) => Reflect.get(Object(variant), 'required')) : [];
    expect(requiredOf(variants('optimizer', 'anyOf', '1'))).toEqual(Array(7).fill(['type']));
    expect(requiredOf(variants('learningRate', 'anyOf', '1'))).toEqual(Array(5).fill(['initial']));
  });
});
