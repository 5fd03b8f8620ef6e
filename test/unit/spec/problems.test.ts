import { describe, expect, it } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.ts';
import { specWith, told } from './told.ts';

describe('the text', () => {
  it.each([
    ['', ['error syntax «» expected a value']],
    ['{ "data": }', ['error syntax «}» expected a value']],
    ['{ "data": { }', ['error syntax «» expected a closing brace']],
    ['{ data: {} }', ['error syntax «data» not JSON: keys and texts stand in double quotes']],
    ['{ 3: {} }', ['error syntax «3» expected a key in double quotes']],
    ['{ "data": {} } 1', ['error syntax «1» expected the end of the file']],
    ['{ "name": "a\\q" }', ['error syntax «"a\\q"» not an escape sequence of JSON']],
    ['/* {', ['error syntax «/* {» a comment is not closed', 'error syntax «» expected a value']],
    ['[]', ['error wrong-type «[]» expected an object in braces, got […]']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expect.arrayContaining(expected));
    expect(parseSpec(text).spec).toBeUndefined();
  });

  it('with a syntax error is not blamed for keys that may be there', () => {
    expect(told('{ "layers": [').every((line) => line.startsWith('error syntax'))).toBe(true);
  });

  it('may be nested 64 levels deep, no deeper, whatever its size', () => {
    const nested = (depth: number) => specWith({ training: `{ "x": ${'['.repeat(depth)}${']'.repeat(depth)} }` });
    expect(told(nested(62))).toEqual([expect.stringContaining('unknown-key')]);
    const text = nested(63);
    expect(told(text)).toEqual(['error too-deep «[» nested more than 64 levels deep']);
    expect(parseSpec(text).problems[0]?.range.offset).toBe(text.indexOf('[[[') + 62);
    expect(told('['.repeat(1_000_000))).toEqual(['error too-deep «[» nested more than 64 levels deep']);
  });

  it('with a byte order mark is warned of, and read', () => {
    const text = `\ufeff${specWith({})}`;
    expect(told(text)).toEqual([
      'warning byte-order-mark «\ufeff» the file starts with a byte order mark, which other JSON readers refuse',
    ]);
    expect(parseSpec(text).spec).toBeDefined();
  });
});

describe('keys', () => {
  it('that are unknown are warnings with the nearest known one', () => {
    expect(told(specWith({ layers: '[{ "units": 1, "activaton": "tanh", "colour": 1 }]' }))).toEqual([
      'warning unknown-key «"activaton"» unknown key “activaton”: did you mean “activation”?',
      'warning unknown-key «"colour"» unknown key “colour”: it has no effect',
    ]);
  });

  it('called like a property of every object are unknown ones', () => {
    const text = specWith({ training: '{ "__proto__": { "epochs": 3 }, "constructor": 1 }' });
    expect(told(text)).toEqual([
      'warning unknown-key «"__proto__"» unknown key “__proto__”: it has no effect',
      'warning unknown-key «"constructor"» unknown key “constructor”: it has no effect',
    ]);
    expect(parseSpec(text).spec?.training.epochs).toBe(100);
  });

  it('may not come twice', () => {
    expect(told(specWith({ training: '{ "seed": 1, "seed": 2 }' }))).toEqual([
      'error duplicate-key «"seed"» “seed” is here a second time',
    ]);
  });

  it('that are missing are told at the brace of their object', () => {
    expect(told('{ "name": "a" }')).toEqual([
      'error missing-key «{» “data” is missing',
      'error missing-key «{» “layers” is missing',
    ]);
    expect(told(specWith({ layers: '[{ "name": "out" }]' }))).toEqual(['error missing-key «{» “units” is missing']);
  });
});

describe('values', () => {
  it.each([
    ['layers', '[{ "units": "3" }]', 'error wrong-type «"3"» expected a whole number, got "3"'],
    ['layers', '[{ "units": 2.5 }]', 'error wrong-value «2.5» expected a whole number, got 2.5'],
    ['layers', '[{ "units": 0 }]', 'error wrong-value «0» expected 1 or more, got 0'],
    ['layers', '[{ "units": 1, "bias": 1 }]', 'error wrong-type «1» expected true or false, got 1'],
    ['layers', '{}', 'error wrong-type «{}» expected a list in square brackets, got {…}'],
    ['layers', '[]', 'error wrong-value «[]» expected a list of at least 1'],
    ['layers', '[3]', 'error wrong-type «3» expected an object in braces, got 3'],
    ['layers', '[{ "units": 1, "name": 7 }]', 'error wrong-type «7» expected a text in double quotes, got 7'],
    [
      'layers',
      '[{ "units": 1, "activation": "sigmoit" }]',
      'error wrong-value «"sigmoit"» "sigmoit" is unknown here: did you mean “sigmoid”?',
    ],
    ['layers', '[{ "units": 1, "activation": 4 }]', expect.stringMatching(/^error wrong-type «4» expected .*, got 4$/)],
    [
      'layers',
      '[{ "units": 1, "initializer": { "type": "normal", "scale": 0 } }]',
      'error wrong-value «0» expected more than 0, got 0',
    ],
    [
      'training',
      '{ "epochs": 1e999 }',
      'error number-too-large «1e999» 1e999 is larger than any number a computer can hold',
    ],
    ['training', '{ "seed": -1 }', 'error wrong-value «-1» expected 0 or more, got -1'],
    [
      'training',
      '{ "learningRate": null }',
      'error wrong-type «null» expected a number or an object with “initial” and “schedule”, got null',
    ],
    [
      'training',
      '{ "precision": "half" }',
      'error wrong-value «"half"» expected one of “float32”, “float64”, got "half"',
    ],
    ['gradientCheck', '{ "step": "big" }', 'error wrong-value «"big"» expected one of “auto”, got "big"'],
    ['loss', '"mse"', expect.stringMatching(/^error wrong-value «"mse"» expected one of “mean-squared-error”, /)],
    ['data', '{ "generator": "xor", "validation": 1 }', 'error wrong-value «1» expected less than 1, got 1'],
  ] as const)('%s %s', (key, value, expected) => {
    expect(told(specWith({ [key]: value }))).toEqual([expected]);
  });

  it('are all told of, not only the first', () => {
    const text = specWith({ layers: '[{ "units": 0, "bias": 0 }]', loss: '3', training: '{ "epochs": -1 }' });
    expect(told(text).map((line) => line.split(' ')[1])).toEqual([
      'wrong-value',
      'wrong-type',
      'wrong-type',
      'wrong-value',
    ]);
  });
});

describe('the source of data', () => {
  it.each([
    ['{}', 'error data-source «{» one of “samples”, “file” and “generator” is needed'],
    ['{ "samples": 3 }', 'error wrong-type «3» expected a list of samples, got 3'],
    [
      '{ "file": "a.csv", "generator": "xor" }',
      'error data-source «"xor"» “file” and “generator” are both given: rows come from one of them',
    ],
    ['{ "file": "a.txt" }', expect.stringMatching(/^error data-file-type «"a.txt"» expected .*, got “a.txt”$/)],
    ['{ "file": "a.gz" }', expect.stringMatching(/^error data-file-type «"a.gz"» /)],
    [
      '{ "file": "t10k-images-idx3-ubyte.gz" }',
      'error missing-key «"t10k-images-idx3-ubyte.gz"» images in IDX format need “labels”, the file of their labels',
    ],
    ['{ "file": "a.csv", "labels": "b" }', 'warning no-effect «"b"» “labels” has no effect with this source of data'],
    ['{ "file": "a.npz", "target": "b" }', 'warning no-effect «"b"» “target” has no effect with this source of data'],
    [
      '{ "generator": "moons", "features": 3 }',
      'warning no-effect «3» “features” has no effect with the generator “moons”',
    ],
    ['{ "generator": { "type": "friedman", "features": 4 } }', 'error wrong-value «4» expected 5 or more, got 4'],
    [
      '{ "generator": "xor", "target": "y" }',
      'warning no-effect «"y"» “target” has no effect with this source of data',
    ],
    ['{ "file": "a.csv", "noise": 1 }', 'warning no-effect «1» “noise” has no effect with this source of data'],
    [
      '{ "generator": { "type": "xor" }, "samples": 9 }',
      'warning no-effect «9» “samples” has no effect with this source of data',
    ],
    [
      '{ "generator": { "type": "moons", "classes": 3 } }',
      'warning no-effect «3» “classes” has no effect with the generator “moons”',
    ],
  ])('%s', (data, expected) => {
    expect(told(specWith({ data }))).toEqual([expected]);
  });

  it.each([
    '/etc/passwd.csv',
    '//server/share/a.csv',
    '\\\\\\\\server\\\\a.csv',
    'C:/data.csv',
    'c:data.csv',
    'file:///etc/a.csv',
    'data\\\\a.csv',
    '%2e%2e/a.csv',
    '..%2Fa.csv',
    '%252e%252E/a.csv',
    'a%5c..%5Ca.csv',
    'a%00.csv',
    'a\\u0000.csv',
    '',
  ])('is not at the path %s', (path) => {
    expect(told(specWith({ data: `{ "file": "${path}" }` }))).toEqual([
      expect.stringContaining(`error data-file «"${path}"» expected a path relative to this file`),
    ]);
  });
});

describe('samples', () => {
  const data = (...samples: string[]) => specWith({ data: `{ "samples": [${samples.join(', ')}] }` });

  it('have as many inputs as the first', () => {
    const text = data('{ "input": [1, 2], "target": 0 }', '{ "input": [1, 2, 3], "target": 0 }');
    expect(told(text)).toEqual(['error sample-inputs «[1, 2, 3]» sample 2 has 3 inputs, sample 1 has 2']);
  });

  it('have targets like the first', () => {
    const first = '{ "input": [1], "target": [1, 2] }';
    expect(told(data(first, '{ "input": [1], "target": [5] }', '{ "input": [1], "target": "a" }'))).toEqual([
      'error sample-targets «[5]» the target of sample 2 has 1 numbers, that of sample 1 has 2',
      'error sample-targets «"a"» the targets of sample 3 and sample 1 differ in kind: a number, a list or a label',
    ]);
  });

  it('are at least one, each with numbers', () => {
    expect(told(data())).toEqual(['error wrong-value «[]» expected a list of at least 1']);
    expect(told(data('{ "input": ["a"], "target": null }'))).toEqual([
      'error wrong-type «"a"» expected a number, got "a"',
      'error wrong-type «null» expected a number, a list of numbers or a text, got null',
    ]);
  });
});

describe('layers and loss', () => {
  it.each([
    [
      '[{ "units": 2, "activation": "softmax" }, { "units": 1 }]',
      undefined,
      'error softmax-not-last «"softmax"» softmax is for the output layer; this one is followed by another',
    ],
    [
      '[{ "units": 1, "activation": "softmax" }]',
      undefined,
      'error softmax-single-unit «1» softmax over a single unit is always 1: take sigmoid, or one unit a class',
    ],
    [
      '[{ "units": 2, "activation": "softmax" }]',
      '"huber"',
      'error softmax-needs-cross-entropy «"huber"» softmax needs cross-entropy, not huber',
    ],
    [
      '[{ "units": 2, "activation": "tanh" }]',
      '"cross-entropy"',
      'error cross-entropy-needs-softmax «"cross-entropy"» cross-entropy needs a softmax output layer, not tanh',
    ],
    [
      '[{ "units": 2 }]',
      '"binary-cross-entropy"',
      'error binary-cross-entropy-needs-sigmoid «"binary-cross-entropy"» binary-cross-entropy needs a sigmoid output layer, not identity',
    ],
    [
      '[{ "units": 2, "activation": "step" }, { "units": 1 }]',
      undefined,
      'warning no-gradient «"step"» step has no gradient: backpropagation can’t train this layer or those before it',
    ],
    ['[{ "units": 1, "biases": [1, 2] }]', undefined, 'error biases-shape «[1, 2]» 2 biases, the layer has 1 units'],
    [
      '[{ "units": 1, "bias": false, "biases": [1] }]',
      undefined,
      'error biases-shape «[1]» biases are given, but “bias” is false',
    ],
    [
      '[{ "units": 1, "weights": [[1, 2], [3, 4]] }]',
      undefined,
      'error weights-shape «[[1, 2], [3, 4]]» 2 rows of weights, the layer has 1 units',
    ],
    [
      '[{ "units": 2, "weights": [[1, 2], [3]] }]',
      undefined,
      'error weights-shape «[3]» row 2 has 1 weights, the layer has 2 inputs',
    ],
    [
      '[{ "units": 3 }, { "units": 1, "weights": [[1, 2]] }]',
      undefined,
      'error weights-shape «[1, 2]» row 1 has 2 weights, the layer has 3 inputs',
    ],
  ])('%s %s', (layers, loss, expected) => {
    expect(told(specWith({ layers, ...(loss === undefined ? {} : { loss }) }))).toEqual([expected]);
  });

  it('compare the rows of the first weights among themselves when the inputs come from a file', () => {
    const layers = '[{ "units": 2, "weights": [[1, 2, 3], [4]] }]';
    expect(told(specWith({ data: '{ "file": "a.csv" }', layers }))).toEqual([
      'error weights-shape «[4]» row 2 has 1 weights, row 1 has 3',
    ]);
  });

  it('may have steps in frozen layers', () => {
    expect(
      told(specWith({ layers: '[{ "units": 2, "activation": "step", "frozen": true }, { "units": 1 }]' })),
    ).toEqual([]);
  });
});

describe('online learning', () => {
  it('has no use for keys that are about epochs', () => {
    const training = `{ "method": "online", "epochs": 3, "shuffle": true, "batchSize": 8, "earlyStopping": {},
      "learningRate": { "initial": 0.1, "schedule": "cosine" } }`;
    const idle = (key: string) => `“${key}” has no effect with the method “online”`;
    expect(told(specWith({ training })).map((line) => line.slice(line.indexOf('“')))).toEqual(
      ['epochs', 'shuffle', 'batchSize', 'earlyStopping', 'schedule'].map(idle),
    );
  });

  it('is no cause for warnings in itself, nor is a constant rate', () => {
    const training = '{ "method": "online", "learningRate": { "initial": 0.1, "schedule": "constant" } }';
    expect(told(specWith({ training }))).toEqual([]);
  });

  it('holds no rows out', () => {
    const data = '{ "generator": "sine", "validation": 0.2 }';
    const training = '{ "method": "online" }';
    expect(told(specWith({ data, training }))).toEqual([
      'error online-validation «0.2» online learning takes every row as a test before it learns from it: hold none out',
    ]);
    expect(told(specWith({ data }))).toEqual([]);
  });
});
