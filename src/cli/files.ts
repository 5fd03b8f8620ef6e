import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DataReader, Dataset } from '../data/dataset.ts';
import { loadDataset } from '../data/load.ts';
import { dataSuspicions } from '../data/suspicions.ts';
import { readSafetensors, WeightsFileError, type TensorFile } from '../export/safetensors.ts';
import { networkOf } from '../engine/network.ts';
import { withStartingWeights } from '../export/startingWeights.ts';
import { parametersFrom } from '../export/weights.ts';
import { writeAtomically } from '../runs/atomic.ts';
import { fileReader, within } from '../runs/fileReader.ts';
import { parseSpec, type Parsed } from '../spec/parse.ts';
import type { Problem } from '../spec/problem.ts';
import type { Spec } from '../spec/spec.ts';
import { InputError, type Io } from './io.ts';
import { problemLine } from '../spec/problemText.ts';

export interface SpecFile extends Parsed {
  readonly text: string;
  /** SHA-256 of the file. */
  readonly hash: string;
}

export interface Ready {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly hash: string;
}

/** Throws InputError. */
export async function readSpec(io: Io, file: string): Promise<SpecFile> {
  const bytes = await read(io, file);
  const text = bytes.toString('utf8');
  return { ...parseSpec(text), text, hash: createHash('sha256').update(bytes).digest('hex') };
}

export async function loadData(
  io: Io,
  file: string,
  { spec, locate }: Pick<Parsed, 'spec' | 'locate'>,
  growing = false,
): Promise<{ spec: Spec | undefined; dataset: Dataset | undefined; problems: readonly Problem[] }> {
  if (!spec) return { spec, dataset: undefined, problems: [] };
  const reader = { ...readerFor(io, file), growing };
  const { dataset, problems } = await loadDataset(spec, locate, reader);
  if (!dataset) return { spec, dataset, problems };
  const started = await withStartingWeights(spec, dataset.inputNames.length, locate, reader);
  const suspicions = dataSuspicions(spec, dataset, locate);
  return { spec: started.spec, dataset, problems: [...problems, ...suspicions, ...started.problems] };
}

/** The rows of a spec that differs from the file's in what chooses among them. */
export async function datasetOf(io: Io, file: string, spec: Spec): Promise<Dataset | undefined> {
  return (await loadDataset(spec, () => ({ offset: 0, length: 0 }), readerFor(io, file))).dataset;
}

function readerFor(io: Io, file: string): DataReader {
  const { folder, root } = workspaceOf(io, file);
  return fileReader(folder, root);
}

/** The folder of a spec, and the one that its data files must not leave. */
export function workspaceOf(io: Io, file: string): { readonly folder: string; readonly root: string } {
  const folder = dirname(resolve(io.cwd, file));
  return { folder, root: within(io.cwd, folder) ? io.cwd : folder };
}

/**
 * A spec and its data, the warnings told; throws InputError with all problems if it can't be run.
 * @param growing as DataReader has it
 */
export async function ready(io: Io, file: string, growing = false): Promise<Ready> {
  const specFile = await readSpec(io, file);
  const { spec, dataset, problems } = await loadData(io, file, specFile, growing);
  const all = [...specFile.problems, ...problems];
  const lines = all.map((problem) => problemLine(file, specFile.text, problem)).join('');
  const faulty = all.some(({ severity }) => severity === 'error');
  if (!spec || !dataset || faulty) throw new InputError(lines);
  io.err(lines);
  return { spec, dataset, hash: specFile.hash };
}

/** Throws InputError. */
export async function readWeights(io: Io, file: string): Promise<TensorFile> {
  const bytes = await read(io, file);
  return forFile(file, () => readSafetensors(bytes));
}

/** Flat parameters to start from, if a file with them is named. Throws InputError. */
export async function startingWeights(
  io: Io,
  file: string | undefined,
  { spec, dataset }: Ready,
): Promise<Float64Array | undefined> {
  if (file === undefined) return undefined;
  const tensors = await readWeights(io, file);
  return forFile(file, () => parametersFrom(tensors, networkOf(spec, dataset.inputNames.length)));
}

/** Names the file that a WeightsFileError is about. */
export function forFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof WeightsFileError ? new InputError(`${file}: error: ${error.message}\n`) : error;
  }
}

/** All or nothing. Throws InputError. */
export async function write(io: Io, file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeAtomically(resolve(io.cwd, file), bytes);
  } catch (error) {
    throw new InputError(`${file}: error: can’t be written: ${reason(error)}\n`);
  }
}

/** Reads whatever file a person names on the command line. Throws InputError. */
export function anyFileReader(io: Io): DataReader {
  return { open: async (file) => pieces(resolve(io.cwd, file), file) };
}

async function* pieces(path: string, file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path)) if (piece instanceof Uint8Array) yield piece;
  } catch (error) {
    throw new InputError(`${file}: error: ${reason(error)}\n`);
  }
}

export async function read(io: Io, file: string): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    throw new InputError(`${file}: error: ${reason(error)}\n`);
  }
}

function reason(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
