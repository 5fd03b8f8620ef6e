import { phrase } from '../spec/phrase.ts';
import { DataFileError } from './dataset.ts';

/** What of a piece has to be kept, and the next piece behind it. */
export function joined(kept: Uint8Array, next: Uint8Array): Uint8Array {
  if (kept.length === 0) return next;
  const both = new Uint8Array(kept.length + next.length);
  both.set(kept);
  both.set(next, kept.length);
  return both;
}

/** The bytes of a text in UTF-8, without the mark that some programs begin it with. Throws DataFileError: UTF-16. */
export async function* withoutMark(file: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const piece of pieces) {
    if (head === undefined) {
      yield piece;
      continue;
    }
    head = joined(head, piece);
    if (head.length < 3) continue;
    yield unmarked(file, head);
    head = undefined;
  }
  if (head !== undefined) yield head;
}

function unmarked(file: string, head: Uint8Array): Uint8Array {
  const [first, second, third] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new DataFileError(phrase('{0} is text in UTF-16: save it as UTF-8', file), 'data-text', 1);
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? head.subarray(3) : head;
}
