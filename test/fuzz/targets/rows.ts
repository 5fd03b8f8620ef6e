import type { RandomStream } from '../../../src/engine/random.ts';
import { mutatedBytes, randomBytes } from '../bytes.ts';
import { dataAttempt } from '../dataFile.ts';
import { oneIn, pick, type Target } from '../target.ts';
import { mutatedText, randomText } from '../text.ts';

const csvTricks = ['"a""b"', '\n"', ',\n', ';;', 'x1,y\n', '1;2\n', '5" pipe', 'setosa'];

/** Texts with a row a line. */
export const csv: Target = delimited('csv', [',', ';']);
export const tsv: Target = delimited('tsv', ['\t']);

function delimited(name: string, delimiters: readonly string[]): Target {
  return {
    name,
    attempt: (random) => dataAttempt(random, `a.${name}`, damaged(tableText(random, delimiters), random, csvTricks)),
  };
}

export const json: Target = {
  name: 'json',
  attempt: (random) =>
    dataAttempt(random, 'a.json', damaged(JSON.stringify(records(random), null, oneIn(random, 2) ? 1 : 0), random, [])),
};

export const jsonl: Target = {
  name: 'jsonl',
  attempt(random) {
    const lines = records(random).map((record) => `${JSON.stringify(record)}\n`);
    return dataAttempt(random, 'a.jsonl', damaged(lines.join(''), random, []));
  },
};

/** As it is, with parts of its text changed, with bytes of it changed, or something else altogether. */
function damaged(text: string, random: RandomStream, more: readonly string[]): Uint8Array {
  const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
  switch (random.below(8)) {
    case 0:
      return bytes(text);
    case 1:
    case 2:
      return mutatedBytes(bytes(text), random);
    case 3:
      return bytes(randomText(random, more));
    case 4:
      return oneIn(random, 2) ? randomBytes(random, 100) : new Uint8Array(Buffer.from(text, 'utf16le'));
    default:
      return bytes(mutatedText(text, random, more));
  }
}

function tableText(random: RandomStream, delimiters: readonly string[]): string {
  const delimiter = pick(random, delimiters);
  const columns = 2 + random.below(3);
  const header = Array.from({ length: columns }, (_, at) => (at === columns - 1 ? 'y' : `x${at + 1}`));
  const cell = (): string => quoted(String(cellValue(random)), random);
  const rows = Array.from({ length: 1 + random.below(8) }, () => header.map(cell).join(delimiter));
  const end = pick(random, ['\n', '\r\n']);
  return [header.join(delimiter), ...rows].join(end) + pick(random, ['', end]);
}

function quoted(cell: string, random: RandomStream): string {
  return oneIn(random, 6) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function cellValue(random: RandomStream): unknown {
  return oneIn(random, 12) ? pick(random, ['a', 'b', '', 'NA', null, true, 1e300]) : random.below(2000) / 100 - 10;
}

/** Records by name, or samples as in a spec. */
function records(random: RandomStream): object[] {
  const asSamples = oneIn(random, 3);
  const width = 1 + random.below(3);
  return Array.from({ length: 1 + random.below(6) }, () => {
    const cells = Array.from({ length: width }, () => cellValue(random));
    if (asSamples) return { input: cells, target: cellValue(random) };
    return Object.fromEntries([...cells.map((cell, at) => [`x${at + 1}`, cell]), ['y', cellValue(random)]]);
  });
}
