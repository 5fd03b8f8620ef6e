import { describe, expect, it } from 'vitest';
import { layerHints } from '../../../src/assist/layers.ts';
import { roughTree } from '../../../src/spec/syntax.ts';

/** The text with each hint where it would be seen. */
function shown(text: string, inputs: number | undefined): string {
  const hints = layerHints(roughTree(text), inputs);
  return hints.reduceRight(
    (all, hint) =>
      `${all.slice(0, hint.offset)}‹${hint.inputs}→${hint.units} ${hint.parameters}›${all.slice(hint.offset)}`,
    text,
  );
}

describe('layer hints', () => {
  it('stand behind the number of units, wherever in a layer that is', () => {
    const text = '{ "layers": [\n{ "units": 8 },\n{\n"bias": false, "units": 3, "activation": "relu" }\n] }';
    expect(shown(text, 2)).toBe(
      '{ "layers": [\n{ "units": 8‹2→8 24› },\n{\n"bias": false, "units": 3‹8→3 24›, "activation": "relu" }\n] }',
    );
  });

  it('are there for the sizes that are known', () => {
    expect(shown('{ "layers": [{ "units": 8 }, { "units": 1 }] }', undefined)).toBe(
      '{ "layers": [{ "units": 8 }, { "units": 1‹8→1 9› }] }',
    );
    expect(shown('{ "layers": [{ "units": "x" }, { "units": 2 }, { "units": 1 }', 2)).toBe(
      '{ "layers": [{ "units": "x" }, { "units": 2 }, { "units": 1‹2→1 3› }',
    );
  });

  it('need no layers', () => {
    for (const text of ['', '[]', '{ "layers": 3 }', '{ "layers": [3, null] }']) expect(shown(text, 2)).toBe(text);
  });
});
