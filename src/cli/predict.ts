import type { Scaler } from '../data/dataset.ts';
import { predict as outputsOf } from '../engine/predict.ts';
import type { Provenance } from '../export/weights.ts';
import type { Spec } from '../spec/spec.ts';
import type { Request } from './arguments.ts';
import { figure } from './figures.ts';
import { anyFileReader } from './files.ts';
import { inputsFromFile, inputsFromJson, type Inputs } from './inputs.ts';
import { exitCodes, InputError, outJson, UsageError, type ExitCode, type Io } from './io.ts';
import { trainedNetwork } from './trained.ts';

/** The training data are not needed: what was learnt from them, the normalisation included, is in the weights' file. */
export async function predict(request: Request, io: Io): Promise<ExitCode> {
  const weightsFile = request.weights;
  if (weightsFile === undefined) throw new UsageError('“predict” needs --weights');
  if ((request.input === undefined) === (request.data === undefined)) {
    throw new UsageError('“predict” takes either --input or --data');
  }
  const { spec, network, parameters, known } = await trainedNetwork(io, request.file, weightsFile);
  const scaler = scalerFor(spec, weightsFile, known);

  const { rows, values } = await inputs(request, io, spec, network.inputs, namesOf(spec, known));
  const flat = outputsOf(spec, network, parameters, normalised(values, scaler));
  const outputs = Array.from({ length: rows }, (_, row) => [
    ...flat.subarray(row * network.outputs, (row + 1) * network.outputs),
  ]);
  const classes = known.classes ? outputs.map((row) => classOf(row, known.classes ?? [])) : [];

  if (request.json) outJson(io, { outputs, classes });
  else
    io.out(
      outputs.map((row, index) => `${[...row.map(figure), ...classes.slice(index, index + 1)].join('\t')}\n`).join(''),
    );
  return exitCodes.done;
}

function namesOf({ data: { source } }: Spec, { inputNames }: Provenance): readonly string[] | undefined {
  return inputNames ?? (source.kind === 'file' ? source.inputs : undefined);
}

function scalerFor({ data }: Spec, file: string, { scaler }: Provenance): Scaler | null {
  if (scaler !== undefined) return scaler;
  if (data.normalize === 'none') return null;
  throw new InputError(`${file}: error: it does not say how the inputs were normalised; save it with train --save\n`);
}

async function inputs(
  { input, data }: Request,
  io: Io,
  { data: { source } }: Spec,
  width: number,
  names: readonly string[] | undefined,
): Promise<Inputs> {
  if (input !== undefined) return inputsFromJson(input, width);
  if (data === undefined) throw new UsageError('“predict” takes either --input or --data');
  // Written as the training data are.
  const decimal = source.kind === 'file' ? source.decimal : '.';
  return inputsFromFile({ kind: 'file', file: data, decimal }, anyFileReader(io), width, names);
}

function normalised(values: Float64Array, scaler: Scaler | null): Float64Array {
  if (!scaler) return values;
  const { offset, scale } = scaler;
  return values.map((value, index) => {
    const column = index % offset.length;
    return (value - (offset[column] ?? 0)) / (scale[column] ?? 1);
  });
}

/** The class of the largest output; of a single output, the second class from one half on. */
function classOf(outputs: readonly number[], classes: readonly string[]): string {
  const [only = NaN] = outputs;
  const index = outputs.length === 1 ? Number(only >= 0.5) : outputs.indexOf(outputs.reduce((a, b) => Math.max(a, b)));
  return classes[index] ?? '';
}
