import { parseSpec } from '../../../src/spec/parse.ts';
import { inEnglish } from '../../../src/spec/phrase.ts';
import type { Problem } from '../../../src/spec/problem.ts';

/** A problem on one line, with the text that it marks in guillemets. */
export function lineOf(text: string, { severity, code, message, range }: Problem): string {
  const marked = text.slice(range.offset, range.offset + range.length);
  return `${severity} ${code} «${marked}» ${inEnglish(message)}`;
}

export function told(text: string): string[] {
  return parseSpec(text).problems.map((problem) => lineOf(text, problem));
}

/** The text of a small spec without problems, some of whose parts are replaced by JSON texts. */
export function specWith(
  parts: Partial<Record<'data' | 'layers' | 'loss' | 'training' | 'gradientCheck' | 'sweep' | 'weights', string>>,
): string {
  const all = {
    data: '{ "samples": [{ "input": [0, 1], "target": 1 }, { "input": [1, 1], "target": 0 }] }',
    layers: '[{ "units": 1 }]',
    ...parts,
  };
  return `{ ${Object.entries(all)
    .map(([key, value]) => `"${key}": ${value}`)
    .join(', ')} }`;
}
