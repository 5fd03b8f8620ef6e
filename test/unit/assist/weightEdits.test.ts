import fc from 'fast-check';
import { parseTree, type Node } from 'jsonc-parser';
import { describe, expect, it, test } from 'vitest';
import { edited } from '../../../src/assist/edits.ts';
import { numberText, writeWeights, type LayerValues } from '../../../src/assist/weightEdits.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import type { Precision } from '../../../src/spec/spec.ts';

const layers: LayerValues[] = [
  {
    weights: [
      [0.5, -1],
      [2, 3],
    ],
    biases: [0, 1],
  },
  { weights: [[1, 2]], biases: undefined },
];

function tree(text: string): Node {
  const made = parseTree(text, [], { allowTrailingComma: true });
  if (!made) throw new Error(`no tree: ${text}`);
  return made;
}

const written = (text: string, values = layers, precision: Precision = 'float32') =>
  edited(text, writeWeights(text, tree(text), values, precision));

describe('weights in the file', () => {
  it('stand a row a line, after the keys that are there', () => {
    const text = `{
  // Two rows.
  "data": { "generator": "xor" },
  "layers": [
    { "units": 2, "activation": "tanh" }, // hidden
    {
      "units": 1,
      "activation": "sigmoid", // between 0 and 1
      "bias": false // not here
    }
  ]
}
`;
    expect(written(text)).toBe(`{
  // Two rows.
  "data": { "generator": "xor" },
  "layers": [
    { "units": 2, "activation": "tanh",
      "weights": [
        [0.5, -1],
        [2, 3]
      ],
      "biases": [0, 1] }, // hidden
    {
      "units": 1,
      "activation": "sigmoid", // between 0 and 1
      "bias": false, // not here
      "weights": [
        [1, 2]
      ]
    }
  ]
}
`);
  });

  it('take the place of those that are there, and of the file that would come before them', () => {
    const text = `{
	"weights": "old.safetensors",
	"layers": [
		{
			"biases": [9, 9], // old
			"weights": [[7, 7], [7, 7]],
			"units": 2,
		},
		{ "units": 1, "bias": false }
	]
}`;
    expect(written(text)).toBe(`{
	"layers": [
		{
			"biases": [0, 1], // old
			"weights": [
				[0.5, -1],
				[2, 3]
			],
			"units": 2,
		},
		{ "units": 1, "bias": false,
			"weights": [
				[1, 2]
			] }
	]
}`);
  });

  it('once written, are written again without a change', () => {
    const text = written('{ "layers": [{ "units": 2 }, { "units": 1, "bias": false, /* none */ }] }');
    expect(text).toContain('/* none */\n');
    expect(writeWeights(text, tree(text), layers, 'float32')).toEqual([]);
  });

  it.each([
    ['{ "units": 2, },', '{ "units": 2,\n  "weights": …,\n  "biases": [0, 1] },'],
    ['{ "units": 2, /* a, b */ },', '{ "units": 2, /* a, b */\n  "weights": …,\n  "biases": [0, 1] },'],
    ['{ "units": 2 /* a, b */ },', '{ "units": 2, /* a, b */\n  "weights": …,\n  "biases": [0, 1] },'],
  ])('need no second comma: %s', (layer, expected) => {
    const text = written(`{ "layers": [${layer}{ "units": 1 }] }`);
    expect(text.replace(/\[\s*\[0.5[^]*?\]\s*\]/, '…')).toContain(expected);
  });

  it('have the line ends of the file', () => {
    expect(written('{\r\n  "layers": [{ "units": 2 }, { "units": 1 }]\r\n}').replaceAll('\r\n', '')).not.toMatch(
      /[\r\n]/,
    );
  });
});

test.each<Precision>(['float32', 'float64'])('every number of %s reads back as it was', (precision) => {
  const stored = (value: number) => (precision === 'float32' ? Math.fround(value) : value);
  const values =
    precision === 'float32'
      ? fc.float({ noNaN: true, noDefaultInfinity: true })
      : fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.array(fc.array(values, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      (weights) => {
        const text = `{ "data": { "generator": "xor" }, "layers": [{ "units": ${weights.length} }, { "units": 1, "activation": "sigmoid" }] }`;
        const biases = weights.map(([first = 0]) => first);
        const { spec } = parseSpec(written(text, [{ weights, biases }], precision));
        expect(spec?.layers[0]?.weights?.map((row) => row.map(stored))).toEqual(weights);
        expect(spec?.layers[0]?.biases?.map(stored)).toEqual(biases);
      },
    ),
  );
});

test('numbers are as short as they can be', () => {
  expect(numberText(Math.fround(0.1), 'float32')).toBe('0.1');
  expect(numberText(Math.fround(0.1), 'float64')).toBe('0.10000000149011612');
  expect(numberText(Math.fround(1.1234567), 'float32')).toBe('1.1234567');
  expect(numberText(-0, 'float32')).toBe('-0');
});
