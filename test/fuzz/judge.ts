import type { Dataset } from '../../src/data/dataset.ts';
import { problemCodes } from '../../src/spec/codes.ts';
import { inEnglish, type Phrase } from '../../src/spec/phrase.ts';
import type { Problem } from '../../src/spec/problem.ts';
import { Finding } from './target.ts';

/** Throws unless a sentence is fit for a person: whole, without a stack, and with no value that is none. */
export function judgeSentence({ text, args }: Phrase, isValue = (_word: string): boolean => false): void {
  const told = inEnglish({ text, args });
  for (const [hole, index] of text.matchAll(/\{(\d+)\}/g)) {
    if (args[Number(index)] === undefined) throw new Finding(`nothing fills ${hole} in “${text}”`);
  }
  const word = /\b(?:undefined|NaN)\b|\[object \w+\]/.exec(told)?.[0];
  if (word !== undefined && !isValue(word)) throw new Finding(`“${word}” in “${told}”`);
  if (/\n\s+at |(?:Type|Range|Reference|Syntax)Error/.test(told)) throw new Finding(`a stack or an error in “${told}”`);
  if (told.length > 2000) throw new Finding(`a message of ${told.length} characters: “${told.slice(0, 100)}…”`);
}

/** Throws unless there is either something usable or an error, and every problem is one that can be found. */
export function judgeProblems(
  usable: boolean,
  problems: readonly Problem[],
  textLength: number,
  isValue: (word: string) => boolean,
): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (usable === errors.length > 0) throw new Finding(`usable: ${usable}, with ${errors.length} errors`);
  for (const { code, message, range } of problems) {
    if (!(problemCodes as readonly string[]).includes(code)) throw new Finding(`the code ${code} is not known`);
    judgeSentence(message, (word) => isValue(word) || (word === 'NaN' && code === 'not-a-number'));
    const end = range.offset + range.length;
    if (!(range.offset >= 0 && range.length >= 0 && end <= textLength)) {
      throw new Finding(`${code} marks ${range.offset}–${end} of ${textLength} characters`);
    }
  }
}

/** Throws if rows can't be trained on: a number that is none, or arrays of other lengths than they should have. */
export function judgeDataset({ inputNames, outputNames, training, validation }: Dataset): void {
  if (training.count === 0) throw new Finding('there are no rows to train on');
  for (const { count, inputs, targets } of [training, validation]) {
    if (inputs.length !== count * inputNames.length || targets.length !== count * outputNames.length) {
      throw new Finding('rows and numbers differ');
    }
    if (!inputs.every(Number.isFinite) || !targets.every(Number.isFinite)) throw new Finding('a number is not finite');
  }
}
