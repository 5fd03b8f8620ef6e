import { describe, expect, it } from 'vitest';
import { isSpec } from '../../../src/spec/guard.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { sweptRuns, type SweptRun } from '../../../src/spec/sweep.ts';
import { specWith, told } from './told.ts';

function runsOf(sweep: string, training = '{}'): SweptRun[] {
  const { spec, problems } = parseSpec(specWith({ sweep, training }));
  expect(problems).toEqual([]);
  expect(isSpec(structuredClone(spec))).toBe(true);
  return spec ? sweptRuns(spec) : [];
}

describe('a sweep', () => {
  it('is every combination, the last key varying fastest', () => {
    const runs = runsOf('{ "learningRate": [0.1, 1], "method": ["batch", "stochastic"] }', '{ "epochs": 7 }');
    expect(runs.map(({ label }) => label)).toEqual([
      'method batch, learningRate 0.1',
      'method batch, learningRate 1',
      'method stochastic, learningRate 0.1',
      'method stochastic, learningRate 1',
    ]);
    expect(runs.map(({ settings }) => settings)[2]).toEqual({ method: 'stochastic', learningRate: 0.1 });
    expect(runs[2]?.spec.training).toMatchObject({
      method: 'stochastic',
      learningRate: { schedule: 'constant', initial: 0.1 },
      epochs: 7,
    });
  });

  it('gives specs that are one run each', () => {
    for (const { spec } of runsOf('{ "seed": [1, 2] }')) {
      expect(spec.sweep).toBeUndefined();
      expect(sweptRuns(spec)).toEqual([]);
      expect(isSpec(spec)).toBe(true);
    }
  });

  it('takes any key of training, in any of its forms', () => {
    const [plain, object] = runsOf('{ "optimizer": ["adam", { "type": "momentum", "momentum": 0.5 }] }');
    expect(plain).toMatchObject({ label: 'optimizer adam', spec: { training: { optimizer: { type: 'adam' } } } });
    expect(object).toMatchObject({
      label: 'optimizer {"type":"momentum","momentum":0.5}',
      settings: { optimizer: { type: 'momentum', momentum: 0.5 } },
      spec: { training: { optimizer: { type: 'momentum', momentum: 0.5 } } },
    });
    expect(runsOf('{ "shuffle": [true, false], "clipNorm": [1], "earlyStopping": [{ "patience": 3 }] }')).toHaveLength(
      2,
    );
  });

  it('without keys is none', () => {
    expect(parseSpec(specWith({ sweep: '{}' })).spec?.sweep).toBeUndefined();
  });

  it.each([
    [
      '{ "learningRate": [0.1, "fast"] }',
      'error wrong-type «"fast"» expected a number or an object with “initial” and “schedule”, got "fast"',
    ],
    ['{ "method": ["batch", "bath"] }', 'error wrong-value «"bath"» "bath" is unknown here: did you mean “batch”?'],
    ['{ "epochs": [1, -1] }', 'error wrong-value «-1» expected 0 or more, got -1'],
    ['{ "epochs": 5 }', 'error wrong-type «5» expected a list in square brackets, got 5'],
    ['{ "epochs": [] }', 'error wrong-value «[]» expected a list of at least 1'],
    ['{ "epoch": [1] }', 'warning unknown-key «"epoch"» unknown key “epoch”: did you mean “epochs”?'],
    ['[]', 'error wrong-type «[]» expected an object in braces, got […]'],
  ])('%s has a problem at its place', (sweep, problem) => {
    expect(told(specWith({ sweep }))).toEqual([problem]);
  });

  it('has at most 100 runs', () => {
    const values = (count: number) => `[${Array.from({ length: count }, (_, index) => index).join(', ')}]`;
    expect(runsOf(`{ "seed": ${values(10)}, "epochs": ${values(10)} }`)).toHaveLength(100);
    const sweep = `{ "seed": ${values(101)} }`;
    expect(told(specWith({ sweep }))).toEqual([
      `error sweep-size «${sweep}» 101 combinations, and at most 100 are run`,
    ]);
    expect(parseSpec(specWith({ sweep })).spec).toBeUndefined();
  });

  it('goes before the value that training has', () => {
    expect(told(specWith({ sweep: '{ "epochs": [1, 2] }', training: '{ "epochs": 9 }' }))).toEqual([
      'warning no-effect «9» “epochs” has no effect: its values are those of “sweep”',
    ]);
  });

  it('may give an effect to what has none beside training alone', () => {
    const training = '{ "method": "batch", "batchSize": 2 }';
    expect(told(specWith({ sweep: '{ "method": ["mini-batch"] }', training }))).toEqual([
      'warning no-effect «"batch"» “method” has no effect: its values are those of “sweep”',
    ]);
  });

  it('keeps a key called __proto__ in the values that it tells of', () => {
    const { spec } = parseSpec(specWith({ sweep: '{ "optimizer": [{ "type": "adam", "__proto__": {} }] }' }));
    expect(Object.keys(spec?.sweep?.[0]?.settings['optimizer'] ?? {})).toEqual(['type', '__proto__']);
  });
});
