import { describe, expect, it } from 'vitest';
import { useDataFile } from '../../../src/assist/drop.ts';
import { edited } from '../../../src/assist/edits.ts';
import { roughTree } from '../../../src/spec/syntax.ts';

function dropped(text: string): string | undefined {
  const edits = useDataFile(text, roughTree(text), 'data/a "b".csv');
  return edits && edited(text, edits);
}

describe('a data file that is dropped', () => {
  it.each([
    ['{ "data": { "file": "x.csv" } }', '{ "data": { "file": "data/a \\"b\\".csv" } }'],
    ['{ "data": { "generator": "xor", "seed": 1 } }', '{ "data": { "file": "data/a \\"b\\".csv", "seed": 1 } }'],
    ['{ "data": { "generator": "xor", "samples": 9 } }', '{ "data": { "file": "data/a \\"b\\".csv" } }'],
    ['{ "data": { "samples": [], "generator": "xor" } }', '{ "data": { "file": "data/a \\"b\\".csv" } }'],
    ['{ "layers": [] }', '{ "layers": [], "data": { "file": "data/a \\"b\\".csv" } }'],
    ['{}', '{ "data": { "file": "data/a \\"b\\".csv" } }'],
  ])('in %s', (text, expected) => expect(dropped(text)).toBe(expected));

  it.each(['', '[]', '3'])('finds no place in %j', (text) => expect(dropped(text)).toBeUndefined());
});
