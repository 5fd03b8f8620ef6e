import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/data/load.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { specWith } from '../spec/told.ts';
import { attempt, loaded, matrix, readerOf } from './loading.ts';

const file = '{ "file": "a.csv" }';
const softmax = (units: number) => `[{ "units": ${units}, "activation": "softmax" }]`;

describe('a data file', () => {
  it('gives its last column as target and the others as inputs', async () => {
    const data = await loaded({ data: file }, { 'a.csv': 'p,q,y\n1,-2.5,3e2\n+.5,7.,0.1\n' });
    expect(data.inputNames).toEqual(['p', 'q']);
    expect(data.outputNames).toEqual(['y']);
    expect(data.classes).toBeUndefined();
    expect(matrix(data.training.inputs, 2)).toEqual([
      [1, -2.5],
      [0.5, 7],
    ]);
    expect([...data.training.targets]).toEqual([300, 0.1]);
    expect(data.validation.count).toBe(0);
  });

  it('may have more rows than are made room for at first', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `${i},${i % 7}`);
    const softmax7 = { data: file, layers: softmax(7) };
    const data = await loaded(softmax7, { 'a.csv': `x,y\n${rows.join('\n')}\n` }, 100);
    expect([...data.training.inputs]).toEqual(rows.map((_, i) => i));
    expect(matrix(data.training.targets, 7).map((row) => row.indexOf(1))).toEqual(rows.map((_, i) => i % 7));
  });

  it('gives the columns that are named, in that order', async () => {
    const data = await loaded(
      { data: '{ "file": "a.csv", "inputs": ["q", "p"], "target": ["s", "r"] }', layers: '[{ "units": 2 }]' },
      { 'a.csv': 'p,text,q,r,s\n1,x,2,3,4\n' },
    );
    expect(data.inputNames).toEqual(['q', 'p']);
    expect([...data.training.inputs]).toEqual([2, 1]);
    expect(data.outputNames).toEqual(['s', 'r']);
    expect([...data.training.targets]).toEqual([4, 3]);
  });

  it('may start with a byte order mark and hold letters of any script', async () => {
    const data = await loaded({ data: file, layers: softmax(2) }, { 'a.csv': '\ufeffx,名前\n1,猫\n2,犬\n' }, 1);
    expect(data.inputNames).toEqual(['x']);
    expect(data.classes).toEqual(['犬', '猫']);
  });

  it('may have decimal commas, if the spec says so', async () => {
    const data = '{ "file": "a.csv", "decimal": "," }';
    const semicolons = await loaded({ data }, { 'a.csv': 'a;b;y\n1,5;2;-3,25e1\n' });
    expect([...semicolons.training.inputs, ...semicolons.training.targets]).toEqual([1.5, 2, -32.5]);
    const quoted = await loaded({ data }, { 'a.csv': 'a,y\n"1,5","0,123456789012345678"\n' });
    expect([...quoted.training.inputs, ...quoted.training.targets]).toEqual([1.5, Number('0.123456789012345678')]);
  });

  it('may have years and other whole numbers as names', async () => {
    const { inputNames } = await loaded({ data: file }, { 'a.csv': '1990,1991,y\n1,2,3\n' });
    expect(inputNames).toEqual(['1990', '1991']);
  });

  it('one-hot encodes a text column, in sorted order', async () => {
    const data = await loaded({ data: file }, { 'a.csv': 'size,n,y\nsmall,1,0\nlarge,2,0\nsmall,3,0\n' });
    expect(data.inputNames).toEqual(['size=large', 'size=small', 'n']);
    expect(matrix(data.training.inputs, 3)).toEqual([
      [0, 1, 1],
      [1, 0, 2],
      [0, 1, 3],
    ]);
  });
});

describe('problems of a data file', () => {
  it.each([
    ['a short row', 'a,b,y\n1,2,3\n1,2\n', '«"a.csv"» a.csv, line 3: 2 columns, the header has 3', 'row-length'],
    ['a long row', 'a,b,y\n1,2,x,4\n', '«"a.csv"» a.csv, line 2: 4 columns, the header has 3', 'row-length'],
    [
      'text among numbers',
      'a,b,y\n1,2,3\n1,two,3\n',
      '«"a.csv"» a.csv, line 3, column 2 (“b”): expected a number, got “two”',
      'not-a-number',
    ],
    [
      'hexadecimal',
      'a,b,y\n1,2,3\n1,0x10,3\n',
      '«"a.csv"» a.csv, line 3, column 2 (“b”): expected a number, got “0x10”',
      'not-a-number',
    ],
    [
      'an empty cell',
      'a,b,y\n1,,3\n',
      '«"a.csv"» a.csv, line 2, column 2 (“b”): no value; expected one',
      'missing-value',
    ],
    ['NaN', 'a,b,y\n1,nan,3\n', '«"a.csv"» a.csv, line 2, column 2 (“b”): no value; expected one', 'missing-value'],
    [
      'a decimal comma',
      'a;b;y\n1;2,5;3\n',
      '«"a.csv"» a.csv, line 2, column 2 (“b”): is “2,5” a number with a decimal comma? Then say so with "decimal": ","',
      'decimal-comma',
    ],
    [
      'a number too large',
      'a,y\n1e999,3\n',
      '«"a.csv"» a.csv, line 2, column 1 (“a”): 1e999 is larger than any number a computer can hold',
      'number-too-large',
    ],
    [
      'decimal commas between commas',
      'a,y\n1,5,2,5\n',
      '«"a.csv"» a.csv, line 2: 4 columns, the header has 2. Are the commas decimal commas? Columns then need another delimiter, such as a semicolon, and the spec "decimal": ","',
      'row-length',
    ],
    [
      'far too many whole numbers',
      'a,y\n1,5,2,5,7\n',
      '«"a.csv"» a.csv, line 2: 5 columns, the header has 2',
      'row-length',
    ],
    [
      'no header',
      '5.1,3.5,setosa\n4.9,3.0,setosa\n',
      '«"a.csv"» a.csv: the first line holds numbers, such as 5.1; expected the names of the columns',
      'no-header',
    ],
    [
      'whole numbers as header',
      '1,0,1\n1,1,0\n',
      '«"a.csv"» a.csv: the first line holds numbers, such as 1; expected the names of the columns',
      'no-header',
    ],
    ['no rows', 'a,b,y\n', '«"a.csv"» a.csv has no rows below its header', 'no-rows'],
    ['nothing', '', '«"a.csv"» a.csv has no rows below its header', 'no-rows'],
    ['an open quote', 'a,y\n1,"2\n', '«"a.csv"» a.csv: the quote in the row of line 2 is not closed', 'data-text'],
    ['a column twice', 'a,b,a,y\n1,2,3,4\n', '«"a.csv"» a.csv has two columns “a”', 'duplicate-column'],
    [
      'a single column',
      'y\n1\n',
      '«"a.csv"» a.csv has a single column, “y”: columns are separated by commas, semicolons or tabs',
      'unknown-column',
    ],
    [
      'text to predict as a number',
      'a,y\n1,cat\n',
      '«"a.csv"» “y” holds texts, such as “cat”: class labels need a softmax output, or a single sigmoid unit for two classes',
      'class-label',
    ],
  ])('%s', async (_, text, message, code) => {
    const { dataset, told } = await attempt({ data: file }, { 'a.csv': text });
    expect(told).toEqual([`error ${code} ${message}`]);
    expect(dataset).toBeUndefined();
  });

  it('carry the place in the file', async () => {
    const { spec, locate } = parseSpec(specWith({ data: file }));
    if (spec === undefined) throw new Error('the spec is good');
    const { problems } = await loadDataset(spec, locate, readerOf({ 'a.csv': 'a,y\n"1\n",2\n3,x\n' }));
    expect(problems.map(({ data }) => data)).toEqual([{ file: 'a.csv', line: 4, column: 2 }]);
  });

  it('are listed up to 20, with the number of the others', async () => {
    const { told } = await attempt({ data: file }, { 'a.csv': `a,y\n1,2\n${'x,1\n'.repeat(45)}` });
    expect(told).toHaveLength(21);
    expect(told[0]).toContain('line 3,');
    expect(told[20]).toBe('error more-problems «"a.csv"» a.csv: 25 more problems like these');
  });

  it.each([
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x2c, 0), 'a.csv is text in UTF-16: save it as UTF-8'],
    [
      'Latin-1',
      Uint8Array.of(...new TextEncoder().encode('a,y\n'), 0xe9, ...new TextEncoder().encode(',1\n')),
      'a.csv, line 2, column 1 (“a”): “\ufffd” is not text in UTF-8',
    ],
  ])('include text in %s', async (_, bytes, message) => {
    const { told } = await attempt({ data: file }, { 'a.csv': bytes }, 1);
    expect(told).toEqual([`error data-text «"a.csv"» ${message}`]);
  });

  it('include a row without end', async () => {
    const text = `a,y\n1,2\n"${'3,4\n'.repeat(5_000_000)}`;
    const { told } = await attempt({ data: file }, { 'a.csv': text }, 2 ** 20);
    expect(told).toEqual([
      'error data-text «"a.csv"» a.csv: what begins in line 3 goes on for over 16 MB: is a quote not closed?',
    ]);
  });

  it('include classes that would fill the memory', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `1,${i}`).join('\n');
    const { told } = await attempt({ data: file, layers: softmax(20_000) }, { 'a.csv': `x,y\n${rows}` }, 2 ** 16);
    expect(told).toEqual([
      'error data-size «"a.csv"» a.csv: 20000 rows of 20000 numbers take 3.0 GB of memory, 2.0 GB are the most',
    ]);
  });

  it('include that the reader can’t open it', async () => {
    expect((await attempt({ data: file })).told).toEqual(['error data-file «"a.csv"» no file a.csv']);
  });

  it('do not include faults of the reader itself', async () => {
    const { spec, locate } = parseSpec(specWith({ data: file }));
    if (spec === undefined) throw new Error('the spec is good');
    const broken = { open: () => Promise.reject(new TypeError('a bug')) };
    await expect(loadDataset(spec, locate, broken)).rejects.toThrow('a bug');
  });

  it('point at the column names that it does not have', async () => {
    const { told } = await attempt(
      { data: '{ "file": "a.csv", "inputs": ["lenght", "b"], "target": "class" }' },
      { 'a.csv': 'length,b,y\n1,2,3\n' },
    );
    expect(told).toEqual([
      'error unknown-column «"class"» a.csv has no column “class”; it has length, b, y',
      'error unknown-column «"lenght"» a.csv has no column “lenght”: did you mean “length”?',
    ]);
  });

  it('include a target among the inputs', async () => {
    const { told } = await attempt({ data: '{ "file": "a.csv", "inputs": ["a", "y"] }' }, { 'a.csv': 'a,y\n1,2\n' });
    expect(told).toEqual(['error target-is-input «["a", "y"]» “y” is the target: it can’t be an input too']);
  });

  it('include a text column that is rather an identifier', async () => {
    const rows = Array.from({ length: 1001 }, (_, i) => `id${i},${i}`).join('\n');
    expect((await attempt({ data: file }, { 'a.csv': `a,y\n${rows}` }, 4096)).told).toEqual([
      'error too-many-categories «"a.csv"» “a” has 1001 different texts, too many for inputs',
    ]);
  });
});
