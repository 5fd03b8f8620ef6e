import { describe, expect, it } from 'vitest';
import { activationFacts } from '../../../src/assist/activations.ts';
import { curvePicture } from '../../../src/assist/curve.ts';

const curves = Object.entries(activationFacts).flatMap(([name, { curve }]) => (curve ? [{ name, curve }] : []));

describe('the curve of an activation', () => {
  it.each(curves)('$name: the slope is that of the value', ({ curve }) => {
    // No point on a corner: all are at 0.
    for (const u of [-3.7, -1.2, -0.4, 0.3, 0.9, 2.6]) {
      const quotient = (curve.value(u + 1e-5) - curve.value(u - 1e-5)) / 2e-5;
      expect(curve.slope(u)).toBeCloseTo(quotient, 8);
    }
  });

  it.each([
    ['sigmoid', 0, 0.5],
    ['sigmoid', Math.log(3), 0.75],
    ['tanh', Math.log(2), 0.6],
    ['relu', -2, 0],
    ['relu', 2, 2],
    ['step', 0, 1],
    ['step', -1e-9, 0],
  ] as const)('%s(%d) is %d', (name, u, value) => {
    expect(activationFacts[name].curve?.value(u)).toBeCloseTo(value, 12);
  });

  it('is drawn in the colours given, without anything that is no number', () => {
    for (const { curve } of curves) {
      const picture = curvePicture(curve, { text: '#010101', value: '#020202', slope: '#030303' });
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
      for (const colour of ['#010101', '#020202', '#030303']) expect(picture).toContain(colour);
    }
  });
});
