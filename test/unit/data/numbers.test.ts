import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NUMBER, numberIn } from '../../../src/data/numbers.ts';

const read = (text: string, decimal = '.') => {
  const bytes = new TextEncoder().encode(`,${text},`);
  const slice = (start: number, end: number) => new TextDecoder().decode(bytes.slice(start, end));
  return numberIn(bytes, 1, bytes.length - 1, decimal.charCodeAt(0), slice);
};

it.each([
  '0',
  '-0',
  '+1',
  '12.50',
  '.5',
  '7.',
  '-1e3',
  '1E-3',
  '1e+22',
  '1e23',
  '123456789012345',
  '9007199254740993',
  '0.1234567890123456789',
  '1e308',
  '1e309',
  '-1e999',
  '4.9e-324',
  '1e-400',
  '1e99999999999999999999',
  '0.00000000000000000000000000001',
  '100000000000000000000000',
  '  5\t',
  '000000000000000000001.5',
  '2.2250738585072011e-308',
  '8.988465674311579e+307',
  '0.000001e22',
])('reads %j as JavaScript does', (text) => {
  expect(read(text)).toBe(Number(text));
});

it.each([
  '',
  ' ',
  '-',
  '+',
  '.',
  '-.',
  'e5',
  '1e',
  '1e+',
  '1.2.3',
  '1,5',
  '0x10',
  'Infinity',
  'NaN',
  '1 2',
  '--1',
  '1e5.5',
  '١',
])('finds no number in %j', (text) => {
  expect(read(text)).toBeNaN();
});

it('reads any number exactly as JavaScript does', () => {
  const written = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.maxSafeInteger(), fc.integer({ min: -330, max: 330 })).map(([m, e]) => `${m}e${e}`),
    fc.tuple(fc.nat(), fc.nat()).map(([whole, part]) => `${whole}.${part}`),
  );
  const same = fc.property(written, (text) => {
    expect(read(text)).toBe(Number(text));
  });
  fc.assert(same, { seed: 20_240_507, numRuns: 3000 });
});

it('takes as a number what the grammar does, and nothing else', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789.+-eE'), maxLength: 7 });
  const same = fc.property(text, (cell) => {
    expect(Number.isNaN(read(cell))).toBe(!NUMBER.test(cell));
  });
  fc.assert(same, { seed: 20_240_508, numRuns: 3000 });
});

it('reads decimal commas when told so', () => {
  expect(read('-2,5e1', ',')).toBe(-25);
  expect(read('0,12345678901234567', ',')).toBe(Number('0.12345678901234567'));
  expect(read('2.5', ',')).toBeNaN();
});
