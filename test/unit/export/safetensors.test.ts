import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../../src/engine/network.ts';
import { readSafetensors, WeightsFileError, writeSafetensors } from '../../../src/export/safetensors.ts';
import { parametersFrom, provenance, weightsFile } from '../../../src/export/weights.ts';
import { xorTask } from '../runs/fakeWorker.ts';

const network = networkOf(xorTask().spec, 2);
const parameters = Float64Array.from({ length: 13 }, (_, index) => index / 8);
const trained = { specHash: 'abc', inputNames: ['x1', 'x2'], classes: ['no', 'yes'], epoch: 7 };

/** A file with any header, as another program might write it. */
function fileOf(header: unknown, values = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + values.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(values, 8 + text.length);
  return file;
}

describe('the file', () => {
  test('is laid out as the format says', () => {
    const file = writeSafetensors({
      tensors: [{ name: 'a', dtype: 'F32', shape: [2], values: Float64Array.of(1, -2) }],
      metadata: { key: 'value' },
    });
    const header = '{"__metadata__":{"key":"value"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   ';
    expect(header.length % 8).toBe(0);
    expect(file).toEqual(fileOf(header, new Uint8Array([0, 0, 128, 63, 0, 0, 0, 192])));
  });

  test('gives back what was put in, to the bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true })), fc.dictionary(fc.string(), fc.string()), (values, metadata) => {
        const whole = {
          tensors: [
            { name: 'double', dtype: 'F64' as const, shape: [values.length], values: Float64Array.from(values) },
            {
              name: 'single',
              dtype: 'F32' as const,
              shape: [1, values.length],
              values: Float64Array.from(values, Math.fround),
            },
          ],
          metadata,
        };
        expect(readSafetensors(writeSafetensors(whole))).toEqual(whole);
      }),
    );
  });

  test('may lie anywhere in a larger buffer', () => {
    const file = writeSafetensors(weightsFile(network, parameters, 'float64', trained));
    const larger = new Uint8Array(file.length + 20);
    larger.set(file, 5);
    expect(readSafetensors(larger.subarray(5, 5 + file.length)).tensors).toHaveLength(4);
  });

  test.each([
    ['nothing at all', new Uint8Array(), /begins with 8 bytes of length, this one has 0 bytes/],
    [
      'text',
      new TextEncoder().encode('{"hello": "world"}'),
      /by its bytes 0 to 7 its header has \d+ bytes, 10 bytes follow/,
    ],
    ['a header that is a list', fileOf([]), /its header, bytes 8 to 10, is no JSON object/],
    ['metadata that are no texts', fileOf({ __metadata__: { a: 1 } }), /“__metadata__” in its header/],
    ['another type', fileOf({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }), /“a” holds I64/],
    [
      'a place too small for the shape',
      fileOf({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, new Uint8Array(4)),
      /“a” should take 8 bytes/,
    ],
    [
      'a gap',
      fileOf({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, new Uint8Array(8)),
      /“a” does not begin where/,
    ],
    [
      'bytes that belong to no tensor',
      fileOf({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, new Uint8Array(6)),
      /end 2 bytes before the file/,
    ],
  ])('is refused if it is %s', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(WeightsFileError);
    expect(() => readSafetensors(file)).toThrow(message);
  });
});

describe('what other programs write', () => {
  test.each([
    ['f64', 'F64'],
    ['f32', 'F32'],
    ['f16', 'F32'],
    ['bf16', 'F32'],
  ])('PyTorch’s %s file is read', (name, dtype) => {
    const file = readSafetensors(readFileSync(new URL(`../../fixtures/pytorch-${name}.safetensors`, import.meta.url)));
    expect(file.metadata).toEqual({ format: 'pt' });
    expect(new Set(file.tensors.map((tensor) => tensor.dtype))).toEqual(new Set([dtype]));
    expect(parametersFrom(file, network)).toEqual(parameters);
    expect(provenance(file)).toEqual({});
  });

  test.each([
    ['F16', 0x3c00, 1],
    ['F16', 0xc0a0, -2.3125],
    ['F16', 0x7bff, 65504],
    ['F16', 0x0400, 2 ** -14],
    ['F16', 0x03ff, 1023 * 2 ** -24],
    ['F16', 0x8001, -(2 ** -24)],
    ['F16', 0x8000, -0],
    ['F16', 0xfc00, -Infinity],
    ['F16', 0x7e00, NaN],
    ['BF16', 0x3f80, 1],
    ['BF16', 0xc049, -3.140625],
    ['BF16', 0x0001, 2 ** -133],
    ['BF16', 0x7f80, Infinity],
    ['BF16', 0x7fc0, NaN],
  ])('%s %i is %d', (dtype, bits, value) => {
    const file = fileOf({ a: { dtype, shape: [1], data_offsets: [0, 2] } }, Uint8Array.of(bits & 255, bits >> 8));
    expect(readSafetensors(file).tensors).toEqual([
      { name: 'a', dtype: 'F32', shape: [1], values: Float64Array.of(value) },
    ]);
  });
});

describe('weights', () => {
  test('come back with all that predictions need', () => {
    const scaler = { offset: Float64Array.of(1, 2), scale: Float64Array.of(0.1, 3) };
    const file = weightsFile(network, parameters, 'float64', { ...trained, scaler });
    expect(file.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ['layers.0.weight', [3, 2]],
      ['layers.0.bias', [3]],
      ['layers.1.weight', [1, 3]],
      ['layers.1.bias', [1]],
    ]);
    const read = readSafetensors(writeSafetensors(file));
    expect(parametersFrom(read, network)).toEqual(parameters);
    expect(provenance(read)).toEqual({ inputNames: ['x1', 'x2'], classes: ['no', 'yes'], scaler, epoch: 7 });
  });

  test('of a network that was not normalised say so', () => {
    expect(provenance(weightsFile(network, parameters, 'float32', trained)).scaler).toBeNull();
    expect(provenance({ tensors: [], metadata: {} }).scaler).toBeUndefined();
  });

  test.each([
    ['too wide', 'layers.0.weight', [3, 3], 'Tensor “layers.0.weight” is 3 × 3, layer “hidden 1” takes 3 × 2.'],
    ['turned', 'layers.0.weight', [2, 3], 'Tensor “layers.0.weight” is 2 × 3, layer “hidden 1” takes 3 × 2.'],
    ['flat', 'layers.1.weight', [3], 'Tensor “layers.1.weight” is 3, layer “output” takes 1 × 3.'],
  ])('that are %s are refused by name', (_, name, shape, message) => {
    const { tensors, metadata } = weightsFile(network, parameters, 'float32', trained);
    const other = tensors.map((tensor) => (tensor.name === name ? { ...tensor, shape } : tensor));
    expect(() => parametersFrom({ tensors: other, metadata }, network)).toThrow(message);
  });

  test('must be all there, and no more', () => {
    const { tensors, metadata } = weightsFile(network, parameters, 'float32', trained);
    expect(() => parametersFrom({ tensors: tensors.slice(0, 3), metadata }, network)).toThrow(
      'There is no tensor “layers.1.bias”; layer “output” needs it.',
    );
    const extra = { name: 'layers.2.weight', dtype: 'F32' as const, shape: [1], values: Float64Array.of(1) };
    expect(() => parametersFrom({ tensors: [...tensors, extra], metadata }, network)).toThrow(
      'The network has no place for tensor “layers.2.weight”.',
    );
  });

  test('with garbled metadata are refused', () => {
    expect(() => provenance({ tensors: [], metadata: { normalization: '{"offset":1}' } })).toThrow('normalization');
  });
});
