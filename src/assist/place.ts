import { createScanner, getLocation } from 'jsonc-parser';
import type { Path, Range } from '../spec/problem.ts';
import { isTooDeep } from '../spec/syntax.ts';

/** Where a cursor stands, in a text that may be in the middle of being written. */
export interface Place {
  /** Whether a key would stand here, or a value. */
  readonly part: 'key' | 'value';
  /** Of the value; of a key's object. */
  readonly path: Path;
  /** The word under the cursor, quotes included; empty where there is none. */
  readonly range: Range;
}

/** Undefined in a comment, and where nothing but a comma or a bracket may follow. */
export function placeAt(text: string, offset: number): Place | undefined {
  if (isTooDeep(text)) return undefined;
  const word = wordAt(text, offset);
  if (word === undefined) return undefined;
  const { offset: start, length } = word.range;
  // Nothing is there but the word: a network is to be begun.
  if (word.before === ' ' && text.slice(start + length).trim() === '')
    return { part: 'value', path: [], range: word.range };
  if (!'{[,:'.includes(word.before)) return undefined;
  const { path, isAtPropertyKey } = getLocation(text, word.range.offset);
  return isAtPropertyKey
    ? { part: 'key', path: path.slice(0, -1), range: word.range }
    : { part: 'value', path, range: word.range };
}

interface Word {
  readonly range: Range;
  /** First character of the token before it; a space if there is none. */
  readonly before: string;
}

function wordAt(text: string, offset: number): Word | undefined {
  const scanner = createScanner(text, false);
  let before = ' ';
  for (scanner.scan(); scanner.getTokenLength() > 0 && scanner.getTokenOffset() < offset; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    const first = text[start] ?? ' ';
    if (first === '/') {
      if (offset < end || (offset === end && text[start + 1] === '/')) return undefined;
    } else if (offset <= end && /["\w-]/.test(first)) {
      // A text without its closing quote reaches to the end of the line: what follows the cursor is not of it.
      const closed = first !== '"' || (end > start + 1 && text[end - 1] === '"');
      return { before, range: { offset: start, length: (closed ? end : offset) - start } };
    } else if (!/\s/.test(first)) {
      before = first;
    }
  }
  return { before, range: { offset, length: 0 } };
}
