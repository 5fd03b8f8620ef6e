import { Gunzip } from 'fflate';
import { phrase } from '../spec/phrase.ts';
import { crc32 } from './crc32.ts';
import { DataFileError } from './dataset.ts';
import { MAX_UNPACKED_BYTES, tooMuchUnpacked } from './limits.ts';
import { joined } from './pieces.ts';

/** Checksum and length, which end what gzip packs. */
const TRAILER = 8;
/** Packed bytes unpacked at a time: deflate makes up to a thousand times as many of them. */
const PIECE = 2 ** 14;

/** What a file packed with gzip holds, piece by piece. Throws DataFileError: damaged, or too much. */
export async function* unpacked(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  most = MAX_UNPACKED_BYTES,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let sum = 0;
  let length = 0;
  let total = 0;
  /** Packed bytes that were looked at. */
  let taken = 0;
  const gunzip = new Gunzip((piece) => {
    ready.push(piece);
    sum = crc32(piece, sum);
    length += piece.length;
    total += piece.length;
  });
  // Several packed files one after the other are one; the checksum of the last is compared.
  gunzip.onmember = () => {
    sum = 0;
    length = 0;
  };
  const push = (piece: Uint8Array, isLast: boolean): Uint8Array[] => {
    ready = [];
    try {
      gunzip.push(piece, isLast);
    } catch {
      throw damaged(file, taken, taken + piece.length);
    }
    taken += piece.length;
    if (total > most) throw tooMuchUnpacked(file, most);
    return ready;
  };

  let tail: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    tail = joined(tail, piece).slice(-TRAILER);
    for (let at = 0; at < piece.length; at += PIECE) yield* push(piece.subarray(at, at + PIECE), false);
  }
  yield* push(new Uint8Array(0), true);
  if (tail.length < TRAILER) throw damaged(file, 0, taken);
  const trailer = new DataView(tail.buffer, tail.byteOffset);
  if (trailer.getUint32(0, true) !== sum || trailer.getUint32(4, true) !== length % 2 ** 32) {
    throw damaged(file, taken - TRAILER, taken);
  }
}

/** All bytes of a file. Throws DataFileError if they are too many. */
export async function wholeFile(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  most = MAX_UNPACKED_BYTES,
): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    all.push(piece);
    length += piece.length;
    if (length > most) throw tooMuchUnpacked(file, most);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of all) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** @param from where it shows, of the packed bytes; before `to` */
function damaged(file: string, from: number, to: number): DataFileError {
  const message = phrase('{0} is not a whole, undamaged gzip file: it shows at bytes {1} to {2}', file, from, to);
  return new DataFileError(message, 'data-text');
}
