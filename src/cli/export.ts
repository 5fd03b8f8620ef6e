import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { sniffDelimiter } from '../data/csv.ts';
import { initialParameters } from '../engine/initialize.ts';
import { networkOf } from '../engine/network.ts';
import { exportedModel } from '../export/export.ts';
import type { ExportedFile, Model } from '../export/model.ts';
import type { ScriptData } from '../export/pytorch/data.ts';
import { pytorchScript } from '../export/pytorch/script.ts';
import { notNormalized, plainCsv, rowsOf } from '../export/pytorch/source.ts';
import type { FileSource, Spec } from '../spec/spec.ts';
import type { Request } from './arguments.ts';
import { loadData, read, readSpec, ready, startingWeights, write, type Ready } from './files.ts';
import { exitCodes, InputError, outJson, UsageError, type ExitCode, type Io } from './io.ts';
import { trainedNetwork } from './trained.ts';

/** Writes the files of an export, the one that was asked for last: when it is there, all are. */
export async function exportNetwork(request: Request, io: Io): Promise<ExitCode> {
  const { to, output } = request;
  if (to === undefined) throw new UsageError('“export” needs --to');
  if (output === undefined) throw new UsageError('“export” needs --output');
  const name = basename(output);
  const files =
    to === 'pytorch' ? await script(request, io, output) : exportedModel(to, await model(request, io), name);
  const paths = files.map((file) => join(dirname(output), file.name));
  await keepInputs(request, io, paths);
  for (const [index, { bytes }] of [...files.entries()].toReversed()) await write(io, paths[index] ?? output, bytes);
  if (request.json) outJson(io, { files: paths });
  else io.out(paths.map((path) => `${path}\n`).join(''));
  return exitCodes.done;
}

/** Refuses to write over what the export is made of. Throws InputError. */
async function keepInputs({ file, weights }: Request, io: Io, paths: readonly string[]): Promise<void> {
  const { spec } = await readSpec(io, file);
  const data = spec?.data.source.kind === 'file' ? [join(dirname(file), spec.data.source.file)] : [];
  const inputs = new Set(
    [file, ...(weights === undefined ? [] : [weights]), ...data].map((path) => resolve(io.cwd, path)),
  );
  const hit = paths.find((path) => inputs.has(resolve(io.cwd, path)));
  if (hit !== undefined) throw new InputError(`${hit}: error: the export is made of it, so it is not written over\n`);
}

/** The data are needed only for what the weights' file does not say. */
async function model(request: Request, io: Io): Promise<Model> {
  if (request.weights === undefined) return readyModel(await ready(io, request.file), undefined, 0);
  const { spec, hash, network, parameters, known } = await trainedNetwork(io, request.file, request.weights);
  const { inputNames, classes, scaler, epoch = 0 } = known;
  if (inputNames === undefined || scaler === undefined) {
    return readyModel(await ready(io, request.file), parameters, epoch);
  }
  return { spec, network, parameters, specHash: hash, inputNames, classes, scaler: scaler ?? undefined, epoch };
}

function readyModel({ spec, dataset, hash }: Ready, from: Float64Array | undefined, epoch: number): Model {
  const { inputNames, classes, scaler } = dataset;
  const network = networkOf(spec, inputNames.length);
  const parameters = from ?? initialParameters(spec, network);
  return { spec, network, parameters, specHash: hash, inputNames, classes, scaler, epoch };
}

/** Training goes on with the normalisation of the data at hand, as `train --weights` does. */
async function script(request: Request, io: Io, output: string): Promise<ExportedFile[]> {
  const input = await ready(io, request.file);
  const from = await startingWeights(io, request.weights, input);
  const data = await scriptData(request.file, input.spec, io, output);
  return pytorchScript({ model: readyModel(input, from, 0), dataset: input.dataset, data }, basename(output));
}

async function scriptData(file: string, spec: Spec, io: Io, output: string): Promise<ScriptData> {
  const csv = plainCsv(spec.data);
  if (csv) return csvData(csv, file, io, output);
  const { locate } = await readSpec(io, file);
  const { dataset } = await loadData(io, file, { spec: notNormalized(spec), locate });
  if (!dataset) throw new InputError(`${file}: error: its data changed while they were read\n`);
  return rowsOf(dataset);
}

async function csvData(source: FileSource, file: string, io: Io, output: string): Promise<ScriptData> {
  const path = join(dirname(file), source.file);
  const way = relative(dirname(resolve(io.cwd, output)), resolve(io.cwd, path));
  const delimiter = sniffDelimiter(await read(io, path));
  return { kind: 'csv', path: way.split(sep).join('/'), delimiter, target: source.target };
}
