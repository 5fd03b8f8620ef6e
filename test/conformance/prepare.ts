import type { Dataset } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/load.ts';
import { checkGradients, type CheckReport } from '../../src/engine/check.ts';
import type { EpochRecord, Outcome } from '../../src/engine/results.ts';
import { OnlineTraining, trainingOf } from '../../src/engine/online.ts';
import type { Training } from '../../src/engine/training.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { inEnglish } from '../../src/spec/phrase.ts';
import type { Problem } from '../../src/spec/problem.ts';
import type { Spec } from '../../src/spec/spec.ts';

export interface Prepared {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly warnings: readonly Problem[];
}

/**
 * Takes a spec with inline or generated data the way that a user's is taken: from text.
 * @throws Error naming the problems.
 */
export function prepare(content: unknown): Promise<Prepared> {
  return prepareText(JSON.stringify(content), (path) => {
    throw new Error(`there is no file ${path}`);
  });
}

/**
 * @param read bytes of a file that the spec names.
 * @throws Error naming the problems.
 */
export async function prepareText(text: string, read: (path: string) => Uint8Array): Promise<Prepared> {
  const { spec, problems, locate } = parseSpec(text);
  if (!spec) throw new Error(listed(problems));
  const loaded = await loadDataset(spec, locate, { open: (path) => Promise.resolve(oneChunk(read(path))) });
  if (!loaded.dataset) throw new Error(listed(loaded.problems));
  return { spec, dataset: loaded.dataset, warnings: [...problems, ...loaded.problems] };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function listed(problems: readonly Problem[]): string {
  return problems.map(({ code, message }) => `${code}: ${inEnglish(message)}`).join('\n');
}

export interface Run {
  readonly training: Training;
  readonly records: readonly EpochRecord[];
  readonly outcome: Outcome;
}

/** Trains to the end. */
export function run({ spec, dataset }: Pick<Prepared, 'spec' | 'dataset'>, from?: Float64Array): Run {
  const training = trainingOf(spec, dataset, from);
  if (training instanceof OnlineTraining) training.finish();
  const records: EpochRecord[] = [];
  const outcome = finish(training.run(), (record) => {
    if (record) records.push(record);
  });
  return { training, records, outcome };
}

/** Checks the gradients to the end. */
export function check({ spec, dataset }: Prepared): CheckReport {
  return finish(checkGradients(spec, dataset));
}

/** What a generator returns; `each` gets what it yields before that. */
export function finish<Step, Result>(steps: Generator<Step, Result, void>, each?: (step: Step) => void): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    each?.(step.value);
  }
}
