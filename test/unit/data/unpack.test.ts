import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/data/crc32.ts';
import { unpacked, wholeFile } from '../../../src/data/unpack.ts';
import { ZipArchive } from '../../../src/data/zip.ts';

async function* of(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const bomb = new Uint8Array(5_000_000);

describe('what unpacks to too much', () => {
  it('is given up as soon as it does', async () => {
    let length = 0;
    const unpack = async () => {
      for await (const piece of unpacked('a.csv.gz', of(gzipSync(bomb)), 2 ** 20)) length += piece.length;
    };
    await expect(unpack()).rejects.toMatchObject({
      code: 'data-size',
      message: 'a.csv.gz holds more than 0.0 GB and is not read',
    });
    expect(length).toBeLessThan(bomb.length);
  });

  it('includes a file that is read as a whole', async () => {
    await expect(wholeFile('a.npz', of(bomb), 2 ** 20)).rejects.toMatchObject({ code: 'data-size' });
    expect((await wholeFile('a.npz', of(bomb))).length).toBe(bomb.length);
  });

  it('includes an archive that says so of itself', () => {
    expect(() => archive(0xfffffff0).read('x.npy')).toThrow('a.npz holds more than 2.0 GB');
    expect(() => archive(0xffffffff).read('x.npy')).toThrow('a.npz holds more than 2.0 GB');
  });

  it('or differs from its checksum is damaged', () => {
    const bytes = zipSync({ 'x.npy': Uint8Array.of(1, 2, 3, 4, 5) }, { level: 0 });
    expect(new ZipArchive('a.npz', bytes).read('x.npy')).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
    bytes[Buffer.from(bytes).indexOf(Uint8Array.of(1, 2, 3, 4, 5)) + 2] = 9;
    expect(() => new ZipArchive('a.npz', bytes).read('x.npy')).toThrow('“x.npy” in a.npz is damaged or not whole');
  });

  it('gets no more room than the archive says', () => {
    expect(archive(bomb.length).read('x.npy')?.length).toBe(bomb.length);
    expect(() => archive(1000).read('x.npy')).toThrow('“x.npy” in a.npz is damaged or not whole');
    // Nor as much as it says if that is more than deflate could make of it.
    expect(() => archive(2_000_000_000).read('x.npy')).toThrow('“x.npy” in a.npz is damaged or not whole');
  });
});

/** A zip of the bomb that gives `size` as its length. */
function archive(size: number): ZipArchive {
  const bytes = zipSync({ 'x.npy': bomb });
  const view = new DataView(bytes.buffer);
  const entry = Buffer.from(bytes).indexOf('PK\x01\x02');
  view.setUint32(entry + 24, size, true);
  return new ZipArchive('a.npz', bytes);
}

it('the checksum is the one of ISO 3309, also of bytes in pieces', () => {
  const bytes = new TextEncoder().encode('123456789');
  // The check value of the catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC.
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});
