import { readFile } from 'node:fs/promises';

/**
 * What replaces the emitter's sums and differences: those of a product are fused with it where the processor can, by an
 * instruction of relaxed SIMD. A product's code is that of its factors and its instruction.
 * @type {Readonly<Record<string, string>>}
 */
const replacements = {
  'const add = binary(code.arithmetic + 4);': `
    const fused = (opcode, plain) => (a, b) =>
      isProduct(b) ? simd(b.code[0], b.code[1], a.code, instruction(opcode)) : plain(a, b);
    const product = String(instruction(code.arithmetic + 6));
    const isProduct = ({ code: parts }) => parts.length === 3 && String(parts[2]) === product;
    const add = fused(single ? 0x105 : 0x107, binary(code.arithmetic + 4));`,
  'const sub = binary(code.arithmetic + 5);': `
    const sub = fused(single ? 0x106 : 0x108, binary(code.arithmetic + 5));`,
};

/**
 * For esbuild: the engine as it would be without reproducible results, to measure what those cost.
 * @type {import('esbuild').Plugin}
 */
export const relaxed = {
  name: 'relaxed SIMD',
  setup({ onLoad }) {
    onLoad({ filter: /compiler[\\/]vectors\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const [exact, replacement] of Object.entries(replacements)) {
        if (!contents.includes(exact)) throw new Error(`${path} has no “${exact}” any more`);
        contents = contents.replace(exact, replacement);
      }
      return { contents, loader: 'ts' };
    });
  },
};
