import { loadDataset } from '../../src/data/load.ts';
import type { RandomStream } from '../../src/engine/random.ts';
import { formatOf } from '../../src/spec/fileFormat.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { inEnglish } from '../../src/spec/phrase.ts';
import type { Problem } from '../../src/spec/problem.ts';
import { readerOf } from '../unit/data/loading.ts';
import { specWith } from '../unit/spec/told.ts';
import { judgeDataset, judgeProblems } from './judge.ts';
import { Finding, pick, type Attempt } from './target.ts';

const networks = [
  '[{ "units": 1 }]',
  '[{ "units": 1, "activation": "sigmoid" }]',
  '[{ "units": 2, "activation": "softmax" }]',
  '[{ "units": 3, "activation": "softmax" }]',
] as const;
const options = ['', ', "missing": "mean"', ', "missing": "drop-row"', ', "normalize": "standard", "validation": 0.3'];

/** Loads a file by a spec that names it, in pieces of any size. */
export function dataAttempt(random: RandomStream, file: string, bytes: Uint8Array, labels?: Uint8Array): Attempt {
  const withLabels = labels ? ', "labels": "labels-idx1-ubyte"' : '';
  const data = `{ "file": "${file}"${withLabels}${pick(random, options)} }`;
  const text = specWith({ data, layers: pick(random, networks) });
  const size = pick(random, [1, 7, 64, 100_000]);
  return {
    input: labels ? { bytes, labels, text } : { bytes, text },
    async run() {
      const { spec, locate } = parseSpec(text);
      if (!spec) throw new Error('the spec of the fuzzer is broken');
      const reader = readerOf({ [file]: bytes, 'labels-idx1-ubyte': labels ?? new Uint8Array() }, size);
      const { dataset, problems } = await loadDataset(spec, locate, reader);
      const content = new TextDecoder().decode(bytes);
      judgeProblems(dataset !== undefined, problems, text.length, (word) => content.includes(word));
      for (const problem of problems) judgePlace(problem, file);
      if (dataset) judgeDataset(dataset);
      return dataset ? 'taken' : 'refused';
    },
  };
}

/** What is wrong with a file as a whole; everything else is wrong somewhere in it. */
const ofTheWhole = new Set([
  'no-rows',
  'data-size',
  'more-problems',
  'unknown-column',
  'too-many-categories',
  'class-count',
  'target-count',
]);

/** Throws unless the message says where: the line of a text, or of a binary file the byte, the array or its element. */
function judgePlace({ code, message, data, severity }: Problem, file: string): void {
  if (severity === 'warning' || ofTheWhole.has(code)) return;
  if (data && data.line >= 1 && data.column >= 1) return;
  const told = inEnglish(message);
  // Of the targets: which row, or which column.
  if (/\brow \d|^“/.test(told)) return;
  const format = formatOf(file);
  const binary = format === 'npz' || format === 'idx' || file.endsWith('.gz');
  if (binary && /\bbytes \d|\d bytes|“[^”]*”|\w\[[\d, ]+\]|: [xy]\b|dimensions|\d rows/.test(told)) return;
  throw new Finding(`no place in “${told}” (${code})`);
}
