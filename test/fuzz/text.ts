import type { RandomStream } from '../../src/engine/random.ts';
import { pick, times } from './target.ts';

/** What parsers are known to stumble over. */
export const tricks: readonly string[] = [
  ...'{}[]",:;\n\t \\\'/',
  '\r\n',
  '"',
  '""',
  ',,',
  '0',
  '-0',
  '-',
  '+1',
  '.5',
  '5.',
  '1e',
  '01',
  '0x10',
  '1,5',
  '1e999',
  '-1e999',
  '1e-999',
  '9007199254740993',
  '4294967296',
  '1'.repeat(400),
  '１２',
  'NaN',
  'Infinity',
  'undefined',
  'null',
  'true',
  'NA',
  '__proto__',
  '"__proto__": 1,',
  '"constructor": {},',
  '"toString"',
  '\ufeff',
  '\0',
  '\u0001',
  '\u2028',
  '\ud800',
  '\udc00',
  '\\ud800',
  '\\u00',
  '//',
  '/*',
  '*/',
  'é',
  '猫',
  '{0}',
  '[[',
  '['.repeat(70),
  '{"a":'.repeat(70),
  ' '.repeat(1000),
  'x'.repeat(300),
];

/** A text as a typist, a bad export or an attacker would leave it. */
export function mutatedText(text: string, random: RandomStream, more: readonly string[] = []): string {
  const put = [...tricks, ...more];
  let result = text;
  for (let left = times(random); left > 0; left--) result = pick(random, mutations)(result, random, put);
  return result;
}

/** Tricks one after the other. */
export function randomText(random: RandomStream, more: readonly string[] = []): string {
  const put = [...tricks, ...more];
  return Array.from({ length: random.below(30) }, () => pick(random, put)).join('');
}

type Mutation = (text: string, random: RandomStream, put: readonly string[]) => string;

const mutations: readonly Mutation[] = [
  (text, random, put) => spliced(text, random, 0, () => pick(random, put)),
  (text, random) => spliced(text, random, 12, () => ''),
  (text, random) => spliced(text, random, 30, (piece) => piece + piece),
  (text, random, put) => spliced(text, random, 4, () => pick(random, put)),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text + pick(random, ['}', ']', ',', '\n\n', '\0', 'x', text]),
  (text, random, put) => withToken(text, random, /-?\d+(\.\d+)?/g, () => pick(random, put)),
  (text, random, put) => withToken(text, random, /"[^"]*"/g, () => JSON.stringify(pick(random, put))),
  (text, random) => withToken(text, random, /"[^"]*"/g, (token) => `${token}: 0, ${token}`),
  (text, random) => withToken(text, random, /[^\n]*\n/g, () => ''),
  (text, random) => withToken(text, random, /[^\n]*\n/g, (line) => line + line),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\ufeff${text}`,
];

function spliced(text: string, random: RandomStream, most: number, put: (piece: string) => string): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(most + 1));
  return text.slice(0, from) + put(text.slice(from, to)) + text.slice(to);
}

/** Replaces one of the tokens that a pattern finds. */
function withToken(text: string, random: RandomStream, token: RegExp, put: (token: string) => string): string {
  const all = [...text.matchAll(token)];
  if (all.length === 0) return text;
  const { 0: found, index } = pick(random, all);
  return text.slice(0, index) + put(found) + text.slice(index + found.length);
}
