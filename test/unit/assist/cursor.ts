import { completions, type Completion } from '../../../src/assist/complete.ts';
import { placeAt, type Place } from '../../../src/assist/place.ts';
import { roughTree } from '../../../src/spec/syntax.ts';

/** A text with `|` for the cursor. */
export function placed(marked: string): { text: string; place: Place | undefined } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, place: placeAt(text, offset) };
}

export function completed(marked: string, names: readonly string[] = []): Completion[] {
  const { text, place } = placed(marked);
  return place ? completions(text, roughTree(text), place, names) : [];
}

export function labels(marked: string): string[] {
  return completed(marked).map(({ label }) => label);
}

/** The text after a completion was chosen, as snippet. */
export function chosen(marked: string, label: string, names: readonly string[] = []): string | undefined {
  const { text } = placed(marked);
  const found = completed(marked, names).find((one) => one.label === label);
  if (!found) return undefined;
  const { offset, length } = found.replaces;
  return text.slice(0, offset) + found.snippet + text.slice(offset + length);
}
