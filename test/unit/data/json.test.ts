import { describe, expect, it } from 'vitest';
import { attempt, loaded, matrix } from './loading.ts';

const json = '{ "file": "a.json" }';
const jsonl = '{ "file": "a.jsonl" }';
const softmax = (units: number) => `[{ "units": ${units}, "activation": "softmax" }]`;

describe('records', () => {
  it('have their keys as columns', async () => {
    const text = ' [ {"p": 1, "q": -2.5e1, "y": 3},\n{"y": 6, "q": 5, "p": 4} ]\n';
    for (const size of [1, 5, 100]) {
      const data = await loaded({ data: json }, { 'a.json': text }, size);
      expect(data.inputNames).toEqual(['p', 'q']);
      expect(matrix(data.training.inputs, 2)).toEqual([
        [1, -25],
        [4, 5],
      ]);
      expect([...data.training.targets]).toEqual([3, 6]);
    }
  });

  it('may hold brackets, quotes and letters of any script in their texts', async () => {
    const rows = [
      { 'a "}': '}]"\\', class: '猫' },
      { 'a "}': '[{\n', class: 'é' },
    ];
    for (const size of [1, 1000]) {
      const data = await loaded(
        { data: json, layers: softmax(2) },
        { 'a.json': `\ufeff${JSON.stringify(rows)}` },
        size,
      );
      expect(data.inputNames).toEqual(['a "}=[{\n', 'a "}=}]"\\']);
      expect(data.classes).toEqual(['é', '猫']);
    }
  });

  it('follow one another in a .jsonl file, whose last line may lack its end', async () => {
    const data = await loaded({ data: jsonl }, { 'a.jsonl': '{"x": 1, "y": 2}\r\n\n{"x": true, "y": false}' });
    expect([...data.training.inputs]).toEqual([1, 1]);
    expect([...data.training.targets]).toEqual([2, 0]);
  });

  it('may be samples as in a spec', async () => {
    const text = '[{"input": [1, 2], "target": "b"}, {"target": "a", "input": [3, 4]}]';
    const data = await loaded({ data: json, layers: softmax(2) }, { 'a.json': text });
    expect(data.inputNames).toEqual(['x1', 'x2']);
    expect(data.classes).toEqual(['a', 'b']);
    expect([...data.training.inputs]).toEqual([1, 2, 3, 4]);
    const lines = '{"input": [1], "target": [5, 6]}\n{"input": [2], "target": [7, 8]}\n';
    const pairs = await loaded({ data: jsonl, layers: '[{ "units": 2 }]' }, { 'a.jsonl': lines });
    expect(pairs.outputNames).toEqual(['y1', 'y2']);
    expect([...pairs.training.targets]).toEqual([5, 6, 7, 8]);
  });

  it('lack a value where a key is missing or null', async () => {
    const text = '[{"x": 1, "z": 3, "y": 2}, {"x": null, "z": 5, "y": 3}, {"z": 9, "y": 4}]';
    const data = await loaded({ data: '{ "file": "a.json", "missing": "mean" }' }, { 'a.json': text });
    expect(matrix(data.training.inputs, 2)).toEqual([
      [1, 3],
      [1, 5],
      [1, 9],
    ]);
  });
});

describe('problems of records', () => {
  it.each([
    [
      '[{"x": 1, "y": 2},\n{"x": "b", "y": 1}]',
      'not-a-number',
      'a.json, line 2, column 1 (“x”): expected a number, got “b”',
    ],
    ['[{"x": 1, "y": 2},\n\n{"y": 1}]', 'missing-value', 'a.json, line 3, column 1 (“x”): no value; expected one'],
    [
      '[{"x": 1, "y": 2},\n{"x": [1], "y": 1}]',
      'not-a-number',
      'a.json, line 2, column 1 (“x”): expected a number or a text, got a list or an object',
    ],
    [
      '[{"x": 1e999, "y": 2}]',
      'number-too-large',
      'a.json, line 1, column 1 (“x”): Infinity is larger than any number a computer can hold',
    ],
    ['[{"x": 1, "y": 2},\n{"x": 1, "w": 0, "y": 1}]', 'data-text', 'a.json, line 2: the first record has no key “w”'],
    ['[{"x": 1, "y": 2},\n{"x": 1 "y": 2}]', 'data-text', 'a.json: the record of line 2 is not JSON in UTF-8'],
    ['[{"x": 1, "y": 2} {"x": 1}]', 'data-text', 'a.json, line 1: expected a comma or the end of the list'],
    ['[{"x": 1, "y": 2},\n]', 'data-text', 'a.json, line 2: expected a record in braces'],
    ['[{"x": 1, "y": 2},\n5]', 'data-text', 'a.json, line 2: expected a record in braces'],
    ['[[1, 2]]', 'data-text', 'a.json, line 1: expected a record in braces'],
    ['[{"x": 1, "y": 2}]]', 'data-text', 'a.json, line 1: expected nothing after the list'],
    ['[{"x": 1, "y": 2}', 'data-text', 'a.json: the list is not closed'],
    ['[{"x": 1,\n"y": 2', 'data-text', 'a.json: the record of line 1 is not complete'],
    ['{"x": {"0": 1}}', 'data-text', 'a.json, line 1: expected a list of records in square brackets'],
    ['', 'data-text', 'a.json: expected a list of records in square brackets'],
    ['[]', 'no-rows', 'a.json has no rows below its header'],
    [
      '[{"input": [1], "target": 1}, {"input": [1, 2], "target": 1}]',
      'data-text',
      'a.json, line 1: 2 inputs, the first record has 1',
    ],
    [
      '[{"input": [1], "target": 1},\n{"input": [1], "target": [1]}]',
      'data-text',
      'a.json, line 2: the target is of another kind or length than the first',
    ],
    ['[{"input": [1], "target": 1},\n{"x": 5}]', 'data-text', 'a.json, line 2: expected a record with a list “input”'],
    ['[{"input": [1]}]', 'unknown-column', 'a.json: its first record has no “target”'],
  ])('%s', async (text, code, message) => {
    for (const size of [1, 1000]) {
      const { told, dataset } = await attempt({ data: json }, { 'a.json': text }, size);
      expect(told).toEqual([`error ${code} «"a.json"» ${message}`]);
      expect(dataset).toBeUndefined();
    }
  });

  it('are found in text that is not UTF-8', async () => {
    const bytes = Uint8Array.of(
      ...new TextEncoder().encode('[{"x": "'),
      0xe9,
      ...new TextEncoder().encode('", "y": 1}]'),
    );
    expect((await attempt({ data: json }, { 'a.json': bytes })).told).toEqual([
      'error data-text «"a.json"» a.json: the record of line 1 is not JSON in UTF-8',
    ]);
  });
});
