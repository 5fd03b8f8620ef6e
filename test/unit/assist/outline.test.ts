import { describe, expect, it } from 'vitest';
import { outline, type OutlineItem } from '../../../src/assist/outline.ts';
import { roughTree } from '../../../src/spec/syntax.ts';

const lines = (items: readonly OutlineItem[], indent = ''): string[] =>
  items.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail === '' ? '' : `: ${detail}`}`,
    ...lines(children, `${indent}  `),
  ]);

describe('outline', () => {
  it('has the keys by section, and the layers by name', () => {
    const text = `{ "name": "Net", "data": { "samples": [{ "input": [1], "target": 2 }], "validation": 0.5 },
      "layers": [{ "units": 8, "activation": "tanh" }, { "units": 3, "name": "code" }, { "units": 1 }] }`;
    expect(lines(outline(roughTree(text)))).toEqual([
      'name: Net',
      'data',
      '  samples: 1',
      '  validation: 0.5',
      'layers: 3',
      '  hidden 1: 8 · tanh',
      '  code: 3',
      '  output: 1',
    ]);
  });

  it('keeps what is selected within its range, as VS Code demands', () => {
    const check = ({ range, selection, children }: OutlineItem): void => {
      expect(selection.offset).toBeGreaterThanOrEqual(range.offset);
      expect(selection.offset + selection.length).toBeLessThanOrEqual(range.offset + range.length);
      children.forEach(check);
    };
    for (const text of [
      '{ "layers": [{ "units": 8 }, 3, [] ], "a": ',
      '{ "layers": [{ "units"',
      '{ "": 1 }',
      '[1]',
      '',
    ]) {
      outline(roughTree(text)).forEach(check);
    }
  });
});
