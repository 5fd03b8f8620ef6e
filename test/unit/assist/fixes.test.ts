import { describe, expect, it } from 'vitest';
import { edited } from '../../../src/assist/edits.ts';
import { fixesFor } from '../../../src/assist/fixes.ts';
import type { DataReader } from '../../../src/data/dataset.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { dataSuspicions } from '../../../src/data/suspicions.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { inEnglish } from '../../../src/spec/phrase.ts';
import type { Problem } from '../../../src/spec/problem.ts';
import { roughTree } from '../../../src/spec/syntax.ts';

const csv = 'size,weight,kind\n1,2,a\n2,30,b\n3,4,c\n4,6,a\n';
const reader: DataReader = {
  async open() {
    return (async function* () {
      yield new TextEncoder().encode(csv);
    })();
  },
};

async function problemsOf(text: string): Promise<Problem[]> {
  const { spec, problems, locate } = parseSpec(text);
  if (!spec) return problems;
  const loaded = await loadDataset(spec, locate, reader);
  const { dataset } = loaded;
  return [...problems, ...loaded.problems, ...(dataset ? dataSuspicions(spec, dataset, locate) : [])];
}

const xor = '"data": { "generator": "xor" }';
const file = (more = '') => `"data": { "file": "rows.csv"${more} }`;
const one = '"layers": [{ "units": 1 }]';

/** A text, the code of its problem, and what comes of it by each fix. */
const cases: readonly (readonly [text: string, code: string, ...fixed: string[]])[] = [
  [`{ ${xor}, ${one}, "traning": {} }`, 'unknown-key', `{ ${xor}, ${one}, "training": {} }`, `{ ${xor}, ${one} }`],
  [`{ "colour": 1, ${xor}, ${one} }`, 'unknown-key', `{ ${xor}, ${one} }`],
  [`{ ${xor}, ${one}, "name": "a", "name": "b" }`, 'duplicate-key', `{ ${xor}, ${one}, "name": "a" }`],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "tan" }] }`,
    'wrong-value',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "tanh" }] }`,
  ],
  [`{ ${xor}, "layers": [{ "units": "1" }] }`, 'wrong-type', `{ ${xor}, ${one} }`],
  [`{ ${xor}, "layers": [{}] }`, 'missing-key', `{ ${xor}, ${one} }`],
  [`{\n  ${xor}\n}`, 'missing-key', `{\n  ${xor},\n  ${one}\n}`],
  [
    `{ "data": { "generator": "xor", "samples": [{ "input": [1], "target": 1 }] }, ${one} }`,
    'data-source',
    `{ "data": { "samples": [{ "input": [1], "target": 1 }] }, ${one} }`,
  ],
  [`{ "data": { "generator": "xor", "target": "a" }, ${one} }`, 'no-effect', `{ ${xor}, ${one} }`],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "softmax" }, { "units": 1 }] }`,
    'softmax-not-last',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "tanh" }, { "units": 1 }] }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "softmax" }], "loss": "cross-entropy" }`,
    'softmax-single-unit',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "sigmoid" }], "loss": "binary-cross-entropy" }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 2, "activation": "softmax" }], "loss": "huber" }`,
    'softmax-needs-cross-entropy',
    `{ ${xor}, "layers": [{ "units": 2, "activation": "softmax" }], "loss": "cross-entropy" }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 2 }], "loss": "cross-entropy" }`,
    'cross-entropy-needs-softmax',
    `{ ${xor}, "layers": [{ "units": 2, "activation": "softmax" }], "loss": "cross-entropy" }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "tanh" }], "loss": "binary-cross-entropy" }`,
    'binary-cross-entropy-needs-sigmoid',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "sigmoid" }], "loss": "binary-cross-entropy" }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 1, "weights": [[1, 2], [3, 4]] }, { "units": 1 }] }`,
    'weights-shape',
    `{ ${xor}, "layers": [{ "units": 2, "weights": [[1, 2], [3, 4]] }, { "units": 1 }] }`,
    `{ ${xor}, "layers": [{ "units": 1 }, { "units": 1 }] }`,
  ],
  [`{ ${xor}, "layers": [{ "biases": [1, 2], "units": 1 }] }`, 'biases-shape', `{ ${xor}, ${one} }`],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "step" }] }`,
    'no-gradient',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "sigmoid" }] }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "relu" }] }`,
    'relu-output',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "identity" }] }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 2, "initializer": "ones" }, { "units": 1, "initializer": "zeros" }] }`,
    'units-alike',
    `{ ${xor}, "layers": [{ "units": 2 }, { "units": 1, "initializer": "zeros" }] }`,
  ],
  [
    `{ ${file(', "target": "wieght"')}, "layers": [{ "units": 1 }] }`,
    'unknown-column',
    `{ ${file(', "target": "weight"')}, "layers": [{ "units": 1 }] }`,
  ],
  [
    `{ ${file()}, "layers": [{ "units": 2, "activation": "softmax" }] }`,
    'class-count',
    `{ ${file()}, "layers": [{ "units": 3, "activation": "softmax" }] }`,
  ],
  [
    `{ ${file()}, "layers": [{ "units": 1, "activation": "sigmoid" }] }`,
    'class-count',
    `{ ${file()}, "layers": [{ "units": 3, "activation": "softmax" }] }`,
  ],
  [
    `{ ${file(', "target": ["size", "weight"], "inputs": ["kind"]')}, "layers": [{ "units": 1 }] }`,
    'target-count',
    `{ ${file(', "target": ["size", "weight"], "inputs": ["kind"]')}, "layers": [{ "units": 2 }] }`,
  ],
  [
    `{ ${file(', "target": "size"')}, "layers": [{ "units": 1, "activation": "sigmoid" }], "loss": "huber" }`,
    'target-beyond-output',
    `{ ${file(', "target": "size"')}, "layers": [{ "units": 1, "activation": "identity" }], "loss": "huber" }`,
  ],
  [
    `{ ${xor}, "layers": [{ "units": 1, "activation": "sigmoid" }], "loss": "huber" }`,
    'loss-for-numbers',
    `{ ${xor}, "layers": [{ "units": 1, "activation": "sigmoid" }], "loss": "binary-cross-entropy" }`,
  ],
  [
    `{ ${file(', "target": "size"')}, "layers": [{ "units": 2, "activation": "tanh" }, { "units": 1 }] }`,
    'inputs-not-normalized',
    `{ ${file(', "target": "size", "normalize": "standard"')}, "layers": [{ "units": 2, "activation": "tanh" }, { "units": 1 }] }`,
  ],
  [
    `{ ${file(', "target": "size"')}, "layers": [{ "units": 1 }], "training": { "batchSize": 9 } }`,
    'batch-above-rows',
    `{ ${file(', "target": "size"')}, "layers": [{ "units": 1 }], "training": { "batchSize": 9, "method": "batch" } }`,
    `{ ${file(', "target": "size"')}, "layers": [{ "units": 1 }], "training": { "batchSize": 4 } }`,
  ],
  [
    `{ "data": { "samples": [{ "input": [1], "target": 1 }], "validation": 0.5 }, ${one} }`,
    'empty-split',
    `{ "data": { "samples": [{ "input": [1], "target": 1 }] }, ${one} }`,
  ],
];

const applied = (text: string, problem: Problem | undefined): string[] =>
  problem ? fixesFor(text, roughTree(text), problem).map(({ edits }) => edited(text, edits)) : [];

describe('the fixes of a problem', () => {
  it.each(cases)('%s: %s', async (text, code, ...expected) => {
    const problem = (await problemsOf(text)).find((one) => one.code === code);
    const fixed = applied(text, problem);
    expect(fixed).toEqual(expected);
    for (const mended of fixed) {
      const left = (await problemsOf(mended)).map((one) => `${one.code} ${inEnglish(one.message)}`);
      expect(left.filter((line) => line.startsWith(`${code} `))).toEqual([]);
    }
  });

  it('that diverged sets the rate, or the first of a schedule, to what was suggested', () => {
    const problem = (text: string): Problem => ({
      severity: 'warning',
      code: 'diverged',
      message: { text: '', args: [] },
      range: { offset: text.indexOf('9'), length: 1 },
      meant: '0.05',
    });
    const plain = '{ "training": { "learningRate": 9 } }';
    expect(applied(plain, problem(plain))).toEqual(['{ "training": { "learningRate": 0.05 } }']);
    const schedule = '{ "training": { "learningRate": { "initial": 9, "schedule": "step" } } }';
    expect(applied(schedule, problem(schedule))).toEqual([
      '{ "training": { "learningRate": { "initial": 0.05, "schedule": "step" } } }',
    ]);
  });

  it('is none for a data source that is missing: which was meant can’t be told', async () => {
    const text = `{ "data": {}, ${one} }`;
    const problem = (await problemsOf(text)).find(({ code }) => code === 'data-source');
    expect(problem).toBeDefined();
    expect(applied(text, problem)).toEqual([]);
  });
});
