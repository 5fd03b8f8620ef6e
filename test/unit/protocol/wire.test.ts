import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromWire, toWire } from '../../../src/protocol/wire.ts';

test('numbers that JSON does not have arrive as they were', () => {
  const numbers = { loss: NaN, steps: [1, Infinity, { rate: -Infinity }], none: null, name: 'NaN' };
  expect(JSON.parse(JSON.stringify(numbers))).not.toEqual(numbers);
  expect(fromWire(JSON.parse(JSON.stringify(toWire(numbers))))).toEqual(numbers);
});

test('any message of JSON, and such numbers in it, comes back', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 4 }),
    object: fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      tie('any'),
      { maxKeys: 4 },
    ),
  })).any;
  fc.assert(
    fc.property(value, (message) => {
      // −0 becomes 0, which nobody minds.
      const expected = JSON.parse(JSON.stringify(toWire(message)));
      expect(fromWire(expected)).toEqual(positive(message));
    }),
    { seed: 1 },
  );
});

function positive(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(positive);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, positive(item)]));
}

test('a message without such numbers is not copied, and arrays of numbers never are', () => {
  const message = { type: 'frame', parameters: Float64Array.of(NaN, 1), epochs: [1, 2] };
  expect(toWire(message)).toBe(message);
  expect(fromWire(message)).toBe(message);
  const changed = { ...message, loss: NaN };
  expect(Reflect.get(Object(toWire(changed)), 'parameters')).toBe(message.parameters);
});
