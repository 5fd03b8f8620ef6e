import { describe, expect, it } from 'vitest';
import { attempt } from '../data/loading.ts';
import { specWith, told } from './told.ts';

/** What makes JSON parsers disagree, crash or hang, one of a kind; what else is tried is in `test/fuzz`. */

const good = specWith({});
const withKey = (key: string): string => good.replace('{', `{ ${key}, `);
const notJson = 'not JSON: keys and texts stand in double quotes';
const control = 'a control character must be written as an escape sequence';

describe('a spec', () => {
  it.each([
    [
      'a byte order mark',
      `\ufeff${good}`,
      ['warning byte-order-mark «\ufeff» the file starts with a byte order mark, which other JSON readers refuse'],
    ],
    ['comments and a comma before the end', `// a\n${good.replace('}]', '},]')}/* b */`, []],
    ['64 brackets', '['.repeat(64) + ']'.repeat(64), [expect.stringContaining('wrong-type')]],
    ['65 brackets', '['.repeat(65) + ']'.repeat(65), ['error too-deep «[» nested more than 64 levels deep']],
    ['100,000 braces', '{"a":'.repeat(100_000), ['error too-deep «{» nested more than 64 levels deep']],
    ['nothing', '', ['error syntax «» expected a value']],
    ['white space only', ' \n\t ', ['error syntax «» expected a value']],
    ['null', 'null', ['error wrong-type «null» expected an object in braces, got null']],
    [
      'a key twice',
      withKey('"layers": [{ "units": 3 }]'),
      ['error duplicate-key «"layers"» “layers” is here a second time'],
    ],
    [
      '__proto__',
      withKey('"__proto__": { "data": 1 }'),
      ['warning unknown-key «"__proto__"» unknown key “__proto__”: it has no effect'],
    ],
    [
      'constructor',
      withKey('"constructor": {}'),
      ['warning unknown-key «"constructor"» unknown key “constructor”: it has no effect'],
    ],
    ['half of a surrogate pair', withKey('"name": "\ud800\\udc00\\ud800"'), []],
    ['NUL in a text', withKey('"name": "\0"'), [`error syntax «"\0"» ${control}`]],
    ['NUL after the end', `${good}\0`, [`error syntax «\0» ${notJson}`]],
    ['another control character', withKey('"name": "a\u0001"'), [`error syntax «"a\u0001"» ${control}`]],
    [
      'an escape of another language',
      withKey('"name": "\\x41"'),
      ['error syntax «"\\x41"» not an escape sequence of JSON'],
    ],
    [
      'a text without an end',
      '{ "name": "abc',
      ['error syntax «"abc» a text is not closed', 'error syntax «» expected a closing brace'],
    ],
    ['a comment without an end', `${good} /*`, ['error syntax «/*» a comment is not closed']],
    ['something after the end', `${good} x`, [`error syntax «x» ${notJson}`]],
    ['another value after the end', good + good, ['error syntax «{» expected the end of the file']],
    ['two commas', good.replace('}]', '},,]'), ['error syntax «,» expected a value']],
    [
      'a number beyond all',
      specWith({ layers: '[{ "units": 1e999 }]' }),
      ['error number-too-large «1e999» 1e999 is larger than any number a computer can hold'],
    ],
    ['a number below all', specWith({ training: '{ "l2": 1e-999 }' }), []],
    [
      'a whole number of 400 digits',
      specWith({ training: `{ "seed": 1${'0'.repeat(399)} }` }),
      [expect.stringMatching(/^error number-too-large «10+» 10{38}… is larger/)],
    ],
    [
      'a whole number that no float64 holds',
      specWith({ training: '{ "seed": 9007199254740993 }' }),
      ['error wrong-value «9007199254740993» expected a whole number, got 9007199254740993'],
    ],
    ['minus zero', specWith({ training: '{ "seed": -0, "l1": -0 }' }), []],
    [
      'minus zero units',
      specWith({ layers: '[{ "units": -0 }]' }),
      ['error wrong-value «-0» expected 1 or more, got -0'],
    ],
    ['a whole number as 1.0', specWith({ layers: '[{ "units": 1.0 }]' }), []],
    [
      'a number that ends with its point',
      specWith({ training: '{ "l2": 5. }' }),
      ['error syntax «5.» a number is not complete'],
    ],
  ])('with %s', (_, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  it.each(['01', '+1', '.5', '0x10', 'NaN', '-Infinity', '１', "'1'", 'one'])(
    'with %s for a number: an error there',
    (number) => {
      const text = specWith({ training: `{ "l2": ${number} }` });
      expect(told(text)[0]).toMatch(/^error syntax /);
    },
  );

  it('in UTF-16 read as UTF-8 has errors from its first character on', () => {
    expect(told([...good].map((letter) => `${letter}\0`).join(''))[0]).toBe(`error syntax «\0» ${notJson}`);
  });
});

describe('records of JSON', () => {
  const rows = '[{"x": 1, "y": 2}, {"x": 2, "y": 3}]';

  it.each([
    ['a byte order mark', `\ufeff${rows}`, [1, 2]],
    ['a key twice: the last counts', '[{"x": 1, "x": 5, "y": 2}]', [5]],
    ['__proto__ as a column', '[{"__proto__": 7, "y": 2}]', [7]],
    ['constructor as a column', '[{"constructor": 7, "y": 2}]', [7]],
    ['minus zero', '[{"x": -0, "y": 2}]', [-0]],
  ])('with %s', async (_, text, inputs) => {
    const { dataset, told: problems } = await attempt({ data: '{ "file": "a.json" }' }, { 'a.json': text });
    expect(problems).toEqual([]);
    expect([...(dataset?.training.inputs ?? [])]).toEqual(inputs);
  });

  it.each([
    [
      '100,000 brackets',
      `[{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "y": 2}]`,
      'line 1, column 1 (“x”): expected a number or a text, got a list or an object',
    ],
    [
      'a number beyond all',
      '[{"x": 1e999, "y": 2}]',
      'line 1, column 1 (“x”): Infinity is larger than any number a computer can hold',
    ],
    ['NUL', '[{"x": 1, "y": 2},\n{"x": "\0", "y": 2}]', 'the record of line 2 is not JSON in UTF-8'],
    ['a text without an end', '[{"x": "abc', 'the record of line 1 is not complete'],
    ['something after the end', `${rows}x`, 'line 1: expected nothing after the list'],
    ['a comment', '[{"x": 1, /* a */ "y": 2}]', 'the record of line 1 is not JSON in UTF-8'],
    ['a comma before the end', '[{"x": 1, "y": 2},]', 'line 1: expected a record in braces'],
    ['white space only', ' \n ', 'expected a list of records in square brackets'],
    ['UTF-16', new Uint8Array(Buffer.from(`\ufeff${rows}`, 'utf16le')), 'a.json is text in UTF-16: save it as UTF-8'],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from(rows, 'utf16le')), 'line 1: expected a record in braces'],
  ])('with %s', async (_, text, problem) => {
    const { dataset, told: problems } = await attempt({ data: '{ "file": "a.json" }' }, { 'a.json': text });
    expect(dataset).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });
});

it('an array of more rows than there are bytes is refused, not made room for', async () => {
  const u32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  const empty = Uint8Array.of(0, 0, 8, 2, ...u32(0xffff_ffff), ...u32(0));
  const files = { 'a-idx2-ubyte': empty, 'labels-idx1-ubyte': Uint8Array.of(0, 0, 8, 1, ...u32(0)) };
  const data = '{ "file": "a-idx2-ubyte", "labels": "labels-idx1-ubyte" }';
  expect((await attempt({ data }, files)).told).toEqual([
    expect.stringContaining('a-idx2-ubyte has 4294967295 rows, labels'),
  ]);
  const wide = Uint8Array.of(0, 0, 8, 2, ...u32(0), ...u32(0xffff_ffff));
  expect((await attempt({ data }, { ...files, 'a-idx2-ubyte': wide })).told).toEqual([
    expect.stringContaining('has no rows'),
  ]);
});

it('a name as long as a file is quoted in part', async () => {
  const { told: problems } = await attempt({ data: '{ "file": "a.csv" }' }, { 'a.csv': `${'x'.repeat(5000)}\n1\n` });
  expect(problems[0]).toMatch(/“x{299}…/);
  expect(problems[0]?.length).toBeLessThan(500);
});
