import { stream } from '../../src/engine/random.ts';
import type { Attempt, Target, Verdict } from './target.ts';
import { gzip, idx, npz } from './targets/arrays.ts';
import { csv, json, jsonl, tsv } from './targets/rows.ts';
import { safetensors } from './targets/safetensors.ts';
import { spec } from './targets/spec.ts';
import { fromViews, toViews } from './targets/views.ts';
import { fromWorkers, toWorkers } from './targets/worker.ts';

export const targets: readonly Target[] = [
  spec,
  csv,
  tsv,
  json,
  jsonl,
  npz,
  idx,
  gzip,
  safetensors,
  fromViews,
  toViews,
  fromWorkers,
  toWorkers,
];

/** Input number `index` of a seed: the same on every machine, whatever came before it. */
export function attemptOf(target: Target, seed: number, index: number): Attempt {
  return target.attempt(stream(seed, `${target.name} ${index}`));
}

/** What is wrong with what became of an input; undefined if nothing is. */
export async function outcome({ run }: Attempt): Promise<{ verdict: Verdict } | { problem: string }> {
  try {
    return { verdict: await run() };
  } catch (error) {
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The input as it can be pasted into a test, shortened if it is long. */
export function shown(input: unknown): string {
  const text = JSON.stringify(input, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
    if (ArrayBuffer.isView(value)) return { [value.constructor.name]: Array.from(value as Float64Array, String) };
    if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return `${value}`;
    return value === undefined ? 'undefined' : value;
  });
  return text.length > 4000 ? `${text.slice(0, 4000)}… (${text.length} characters)` : text;
}
