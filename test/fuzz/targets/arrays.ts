import { gzipSync, zipSync } from 'fflate';
import type { RandomStream } from '../../../src/engine/random.ts';
import { concat, mutatedBytes, randomBytes } from '../bytes.ts';
import { dataAttempt } from '../dataFile.ts';
import { oneIn, pick, type Target } from '../target.ts';
import { mutatedText } from '../text.ts';

/** Arrays as numpy.savez stores them: changed as numbers, in a header, in the archive, or not at all. */
export const npz: Target = {
  name: 'npz',
  attempt(random) {
    const rows = random.below(6);
    const x = npy(random, pick(random, [[rows, 2], [rows], [rows, 2, 2], [rows, 3]]));
    const y = npy(random, pick(random, [[rows], [rows], [rows, 1], [rows, 2], [rows + 1], []]));
    const names = oneIn(random, 10) ? (['x.npy', 'target.npy'] as const) : (['x.npy', 'y.npy'] as const);
    const archive = zipSync({ [names[0]]: x, [names[1]]: y }, { level: pick(random, [0, 6]) });
    return dataAttempt(random, 'a.npz', container(archive, random));
  },
};

/** Images and labels as those of MNIST. */
export const idx: Target = {
  name: 'idx',
  attempt(random) {
    const rows = random.below(5);
    const images = idxFile(random, pick(random, [[rows, 2, 2], [rows, 3], [rows]]));
    const labels = idxFile(random, pick(random, [[rows], [rows], [rows, 1]]));
    const damagedLabels = oneIn(random, 4) ? mutatedBytes(labels, random) : labels;
    return dataAttempt(random, 'a-idx3-ubyte', container(images, random), damagedLabels);
  },
};

/** A packed file of rows: several packed ones in a row are one too. */
export const gzip: Target = {
  name: 'gz',
  attempt(random) {
    const text = new TextEncoder().encode('x,y\n1,2\n3,4\n'.repeat(1 + random.below(40)));
    const one = gzipSync(text, { mtime: 0, level: pick(random, [0, 1, 9]) });
    const packed = oneIn(random, 4) ? concat([one, one]) : one;
    const file = pick(random, ['a.csv.gz', 'a.csv.gz', 'a.npz.gz', 'a.json.gz']);
    return dataAttempt(random, file, container(packed, random));
  },
};

function container(bytes: Uint8Array, random: RandomStream): Uint8Array {
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return bytes;
    case 3:
      return oneIn(random, 4) ? randomBytes(random, 100) : concat([bytes.slice(0, 8), randomBytes(random, 100)]);
    default:
      return mutatedBytes(bytes, random);
  }
}

const npyTypes = ['<f8', '<f4', '>f8', '|u1', '|i1', '<i2', '>i4', '<i8', '<u8', '|b1', '<c16', '<f2', '|O', '<U1'];

/** NEP 1: a magic string, a version, the header's length, the header as a Python dictionary, the numbers. */
function npy(random: RandomStream, shape: readonly number[]): Uint8Array {
  const type = oneIn(random, 2) ? '<f8' : pick(random, npyTypes);
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const plain = `{'descr': '${type}', 'fortran_order': ${oneIn(random, 4) ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const changed = oneIn(random, 6)
    ? mutatedText(plain, random, ['(', ')', "'", '-1', '4294967296, 4294967296'])
    : plain;
  const header = new TextEncoder().encode(`${changed}\n`);
  const version = oneIn(random, 4) ? pick(random, [1, 2, 3, 0, 9]) : 1;
  const length = new Uint8Array(version === 1 ? 2 : 4);
  const view = new DataView(length.buffer);
  if (version === 1) view.setUint16(0, header.length % 0x10000, true);
  else view.setUint32(0, header.length, true);
  const start = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), version, 0);
  const whole = concat([start, length, header, numbers(shape, Number(type.slice(2)), random)]);
  return oneIn(random, 6) ? mutatedBytes(whole, random) : whole;
}

const idxTypes = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 } as const;

/** Two zeros, type, number of dimensions, sizes, the numbers; big-endian. */
function idxFile(random: RandomStream, shape: readonly number[]): Uint8Array {
  const code = pick(random, [8, 8, 8, 9, 11, 12, 13, 14] as const);
  const head = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  head.setUint8(2, code);
  head.setUint8(3, shape.length);
  shape.forEach((size, at) => head.setUint32(4 + 4 * at, size));
  return concat([new Uint8Array(head.buffer), numbers(shape, idxTypes[code], random)]);
}

/** Small whole numbers of one byte; of more than one, at times any bytes, NaN among them. */
function numbers(shape: readonly number[], size: number, random: RandomStream): Uint8Array {
  const count = shape.reduce((product, side) => product * side, 1);
  const wild = oneIn(random, 4);
  return Uint8Array.from({ length: count * (size || 8) }, () =>
    wild ? random.below(256) : size === 1 ? random.below(3) : 0,
  );
}
