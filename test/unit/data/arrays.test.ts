import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as is from '../../../src/protocol/guards.ts';
import { attempt, matrix } from './loading.ts';

/** Made by numpy: scripts/fixtures/arrays.py. */
const fixture = is.object({
  base64: is.text,
  labels: is.optional(is.text),
  x: is.optional(is.listOf(is.listOf(is.number))),
  y: is.optional(is.listOf(is.number)),
  inputShape: is.optional(is.listOf(is.number)),
  rows: is.optional(is.count),
});
type Fixture = is.Guarded<typeof fixture>;

const fixtures = new Map<string, Fixture>();
const json: unknown = JSON.parse(readFileSync(new URL('../../fixtures/arrays.json', import.meta.url), 'utf8'));
for (const [name, value] of Object.entries(json ?? {})) {
  if (!fixture(value)) throw new Error(`${name} is no fixture`);
  fixtures.set(name, value);
}

const decoded = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** Loads a fixture, in pieces of a size that divides nothing. */
function load(name: string, options = '', layers = '[{ "units": 1 }]') {
  const entry = fixtures.get(name);
  if (entry === undefined) throw new Error(`no fixture ${name}`);
  const [, kind = ''] = /(npz|csv|idx).*$/.exec(name) ?? [];
  const file = `a${kind === 'idx' ? '-idx3-ubyte' : `.${kind}`}${name.endsWith('.gz') ? '.gz' : ''}`;
  const files = { [file]: decoded(entry.base64), 'labels-idx1-ubyte': decoded(entry.labels ?? '') };
  const labels = entry.labels === undefined ? '' : ', "labels": "labels-idx1-ubyte"';
  return attempt({ data: `{ "file": "${file}"${labels}${options} }`, layers }, files, 57);
}

const readable = [...fixtures].filter(([, { x }]) => x !== undefined).map(([name]) => name);

describe('arrays in a file', () => {
  it.each(readable)('%s', async (name) => {
    const { x, y, inputShape } = fixtures.get(name) ?? {};
    const units = (y?.length ?? 0) / (x?.length ?? 1);
    const { dataset, told } = await load(name, '', `[{ "units": ${units} }]`);
    expect(told).toEqual([]);
    expect(matrix(dataset?.training.inputs ?? new Float64Array(), x?.[0]?.length ?? 0)).toEqual(x);
    expect([...(dataset?.training.targets ?? [])]).toEqual(y);
    expect(dataset?.inputShape).toEqual(inputShape);
  });

  it('give classes of whole-number labels', async () => {
    const { dataset } = await load('idx3-ubyte', '', '[{ "units": 3, "activation": "softmax" }]');
    expect(dataset?.classes).toEqual(['0', '1', '2']);
    expect(matrix(dataset?.training.targets ?? new Float64Array(), 3)).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(dataset?.inputNames).toEqual(['x1', 'x2', 'x3', 'x4', 'x5', 'x6']);
  });

  it('may lack values', async () => {
    const mean = await load('gaps.npz', ', "missing": "mean"');
    expect([...(mean.dataset?.training.inputs ?? [])]).toEqual([1, 5, 3, 4, 5, 6]);
    const dropped = await load('gaps.npz', ', "missing": "drop-row"');
    expect([...(dropped.dataset?.training.inputs ?? [])]).toEqual([3, 4, 5, 6]);
    expect([...(dropped.dataset?.training.targets ?? [])]).toEqual([-1, 2]);
    expect((await load('gap in y.npz', ', "missing": "drop-row"')).dataset?.training.count).toBe(2);
  });
});

describe('a file of arrays that can’t be used', () => {
  it.each([
    ['no y.npz', 'data-text', 'a.npz has no array “y”; expected x and y, found x, target'],
    ['no arrays.npz', 'data-text', 'a.npz has no array “x”; expected x and y, found –'],
    ['rows differ.npz', 'data-text', 'a.npz: x has 3 rows, a.npz: y has 2'],
    ['no rows.npz', 'no-rows', 'a.npz has no rows'],
    ['single.npz', 'data-text', 'a.npz: x is a single number; expected a row a sample'],
    ['deep y.npz', 'data-text', 'a.npz: y has 3 dimensions; expected a number or a list of numbers a row'],
    ['complex.npz', 'data-text', 'a.npz: x has elements of type <c16; expected real numbers, such as float64'],
    ['half.npz', 'data-text', 'a.npz: x has elements of type <f2; expected real numbers, such as float64'],
    ['texts.npz', 'data-text', 'a.npz: y has elements of type <U1; expected real numbers, such as float64'],
    [
      'records.npz',
      'data-text',
      "a.npz: x has elements of type [('a', '<f8'), ('b', '<i4')]; expected real numbers, such as float64",
    ],
    [
      'inexact.npz',
      'number-not-exact',
      'a.npz: x[1, 1] is 9007199254740993, which no float64 holds exactly: it is beyond 2^53',
    ],
    [
      'inexact Fortran.npz',
      'number-not-exact',
      'a.npz: x[2, 1] is 18446744073709551615, which no float64 holds exactly: it is beyond 2^53',
    ],
    ['lzma.npz', 'data-text', '“x.npy” in a.npz is packed in another way than deflate: save it with numpy.savez'],
    ['gap in y.npz', 'not-a-number', 'a.npz: y[1] is NaN; expected a finite number'],
    ['idx3-short', 'data-text', 'a-idx3-ubyte has 23 bytes of numbers; its header says 24'],
    ['idx3-long', 'data-text', 'a-idx3-ubyte has 25 bytes of numbers; its header says 24'],
    [
      'idx3-type',
      'data-text',
      'a-idx3-ubyte is not in IDX format: its bytes 0–2 are 0, 0, 7; expected 0, 0 and a type',
    ],
    ['idx3-header', 'data-text', 'a-idx3-ubyte has 9 bytes; its header alone takes 16 bytes'],
    ['idx3-rows', 'data-text', 'a-idx3-ubyte has 4 rows, labels-idx1-ubyte has 3'],
    ['idx3-swapped', 'data-text', 'labels-idx1-ubyte has 3 dimensions; expected 1'],
  ])('%s', async (name, code, message) => {
    const { dataset, told } = await load(name);
    expect(told).toEqual([expect.stringMatching(new RegExp(`^error ${code} «"a[.-][^»]*"» `))]);
    expect(told[0]?.split('» ')[1]).toBe(message);
    expect(dataset).toBeUndefined();
  });

  it('names every element that is not finite', async () => {
    expect((await load('holes.npz')).told).toEqual([
      'error not-a-number «"a.npz"» a.npz: x[0, 1] is NaN; expected a finite number',
      'error not-a-number «"a.npz"» a.npz: x[2, 0] is Infinity; expected a finite number',
    ]);
    expect((await load('holes.npz', ', "missing": "mean"')).told).toEqual([
      'error not-a-number «"a.npz"» a.npz: x[2, 0] is Infinity; expected a finite number',
    ]);
  });

  it('includes a target without a value, which no mean makes up for', async () => {
    expect((await load('gap in y.npz', ', "missing": "mean"')).told).toHaveLength(1);
  });
});

describe('a gzip file', () => {
  it.each(['one.csv.gz', 'two.csv.gz'])('%s', async (name) => {
    const { dataset, told } = await load(name);
    expect(told).toEqual([]);
    const rows = Array.from({ length: fixtures.get(name)?.rows ?? 0 }, (_, row) => row);
    expect([...(dataset?.training.inputs ?? [])]).toEqual(rows);
    expect([...(dataset?.training.targets ?? [])]).toEqual(rows.map((row) => row * row));
  });

  it.each(['cut', 'cut trailer', 'head', 'nothing', 'plain', 'damaged', 'checksum', 'length'])(
    '%s: can’t be read',
    async (name) => {
      const { told, dataset } = await load(`${name}.csv.gz`);
      expect(dataset).toBeUndefined();
      const said =
        /^error data-text «"a.csv.gz"» a.csv.gz is not a whole, undamaged gzip file: it shows at bytes \d+ to \d+$/;
      expect(told).toEqual([expect.stringMatching(said)]);
    },
  );
});
