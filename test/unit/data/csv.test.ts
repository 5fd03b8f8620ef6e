import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvScanner, sniffDelimiter } from '../../../src/data/csv.ts';
import { DataFileError } from '../../../src/data/dataset.ts';

interface Scanned {
  readonly rows: string[][];
  readonly lines: number[];
}

/** Scans the text in pieces of `size` bytes. */
function scan(text: string, size = Infinity): Scanned {
  const rows: string[][] = [];
  const lines: number[] = [];
  const bytes = new TextEncoder().encode(text);
  const scanner = new CsvScanner('a.csv', sniffDelimiter(bytes), '.', (row) => {
    rows.push(Array.from({ length: row.length }, (_, cell) => row.text(cell)));
    lines.push(row.line);
  });
  const step = Math.min(size, bytes.length || 1);
  for (let at = 0; at < bytes.length; at += step) scanner.push(bytes.slice(at, at + step));
  scanner.end();
  return { rows, lines };
}

describe('CSV text', () => {
  it.each([
    [
      'plain rows',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line break at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,"2"\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty cells',
      'a,b,c\n,,\n1,,',
      [
        ['a', 'b', 'c'],
        ['', '', ''],
        ['1', '', ''],
      ],
    ],
    [
      'a quoted delimiter',
      'a,b\n"1,2",3\n',
      [
        ['a', 'b'],
        ['1,2', '3'],
      ],
    ],
    [
      'a quoted line break',
      'a,b\n"1\n2",3\n',
      [
        ['a', 'b'],
        ['1\n2', '3'],
      ],
    ],
    [
      'doubled quotes',
      'a,b\n"say ""hi""",""\n',
      [
        ['a', 'b'],
        ['say "hi"', ''],
      ],
    ],
    [
      'a quoted header',
      '"a;x";b\n1;2\n',
      [
        ['a;x', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a quoted line break in the header',
      '"a\nx",b\n1,2',
      [
        ['a\nx', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines with nothing on them',
      'a,b\n\n1,2\n\r\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'spaces around cells',
      'a , b\n 1, 2 \n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a quote within a cell',
      'a,b\n5" pipe,2\n',
      [
        ['a', 'b'],
        ['5" pipe', '2'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1,5;2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a single column', 'a\n1\n', [['a'], ['1']]],
    ['nothing', '', []],
  ])('%s', (_, text, rows) => {
    expect(scan(text).rows).toEqual(rows);
    expect(scan(text, 1).rows).toEqual(rows);
  });

  it('numbers rows by the line they start on', () => {
    expect(scan('a,b\n"1\n\n2",3\n\n4,5\n').lines).toEqual([1, 2, 6]);
  });

  it('tells the line of a quote that is not closed', () => {
    expect(() => scan('a,b\n1,2\n3,"4\n5,6\n')).toThrow(
      expect.objectContaining({ constructor: DataFileError, line: 3 }),
    );
  });

  it('is the same in pieces of any size, and what was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', '\r', 'é'), minLength: 1 });
    const trimmed = cell.map((text) => `x${text}x`);
    const rows = fc.array(fc.tuple(trimmed, trimmed), { minLength: 1 });
    const written = (all: [string, string][]) =>
      all.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join('\n');
    const property = fc.property(rows, fc.integer({ min: 1, max: 9 }), (all, size) => {
      expect(scan(written(all), size).rows).toEqual(all);
    });
    fc.assert(property, { seed: 20_240_502, numRuns: 300 });
  });

  it('keeps no row once it was told of', () => {
    let rows = 0;
    const scanner = new CsvScanner('a.csv', ',', '.', (row) => (rows += row.length - 1));
    for (let i = 0; i < 1000; i++) scanner.push(new TextEncoder().encode('1,2\n'));
    scanner.end();
    expect(rows).toBe(1000);
  });
});

describe('the delimiter', () => {
  it.each([
    ['a,b,c', ','],
    ['a;b;c', ';'],
    ['a\tb', '\t'],
    ['"x,y,z";b', ';'],
    ['a', ','],
  ])('of %j is %j', (header, delimiter) => {
    expect(sniffDelimiter(new TextEncoder().encode(header))).toBe(delimiter);
  });
});
