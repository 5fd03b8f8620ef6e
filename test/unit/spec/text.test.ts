import { describe, expect, it } from 'vitest';
import { positions } from '../../../src/spec/lines.ts';
import { suggest } from '../../../src/spec/suggest.ts';

describe('lines and columns', () => {
  const at = positions('ab\r\n\nc');

  it('count from 1', () => {
    expect([0, 1, 3, 4, 5, 6].map(at)).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 1, column: 4 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
    ]);
  });

  it('exist in an empty text', () => {
    expect(positions('')(0)).toEqual({ line: 1, column: 1 });
  });
});

describe('a suggestion', () => {
  it.each([
    ['epoch', 'epochs'],
    ['Units', 'units'],
    ['actvation', 'activation'],
    ['lerningrate', 'learningRate'],
    ['untis', 'units'],
    ['sed', 'seed'],
    ['colour', undefined],
    ['x', undefined],
    ['', undefined],
  ])('for %s is %s', (word, expected) => {
    expect(suggest(word, ['units', 'epochs', 'activation', 'learningRate', 'seed'])).toBe(expected);
  });

  it('is the nearest of several, and the first of equally near ones', () => {
    expect(suggest('unitz', ['units', 'unity'])).toBe('units');
    expect(suggest('targets', ['target', 'targetss', 'targets'])).toBe('targets');
  });
});
