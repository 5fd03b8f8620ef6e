import { join } from 'node:path';
import * as is from '../../src/protocol/guards.ts';
import { cases, dataFiles } from './cases.ts';
import { nnLab } from './workspace.ts';

interface Folder {
  readonly path: string;
  write(name: string, content: unknown): Promise<string>;
}

const predictions = is.object({ outputs: is.listOf(is.listOf(is.number)) });

/** Rows of inputs about 0. */
function rowsOf(width: number): number[][] {
  return Array.from({ length: 5 }, (_, row) =>
    Array.from({ length: width }, (_column, column) => ((7 * row + 3 * column) % 11) / 5 - 1),
  );
}

export interface Trained {
  /** Path of the exported file. */
  readonly file: string;
  readonly inputs: readonly (readonly number[])[];
  /** What the engine makes of them. */
  readonly outputs: readonly (readonly number[])[];
}

/** Trains a case a little in float64, and exports it with its weights. */
export async function trainedExport(folder: Folder, name: string, to: string, output: string): Promise<Trained> {
  for (const [file, content] of Object.entries(dataFiles)) await folder.write(file, content);
  const spec = await folder.write('case.nn.json', inFloat64(cases[name] ?? {}));
  await nnLab(folder.path, 'train', spec, '--save', 'case.safetensors');
  const start: unknown = JSON.parse((await nnLab(folder.path, 'train', spec, '--json')).split('\n')[0] ?? '');
  if (!startEvent(start)) throw new Error('no start event');
  // Models take float32: other numbers would be rounded on the way in.
  const shift = name === 'large inputs that differ little' ? 1000 : 0;
  const inputs = rowsOf(start.layers[0]?.inputs ?? 0).map((row) => row.map((x) => Math.fround(x + shift)));
  const predicted: unknown = JSON.parse(
    await nnLab(
      folder.path,
      ...['predict', spec, '--weights', 'case.safetensors', '--json', '--input', JSON.stringify(inputs)],
    ),
  );
  if (!predictions(predicted)) throw new Error('no outputs');
  await nnLab(folder.path, 'export', spec, '--to', to, '--output', output, '--weights', 'case.safetensors');
  return { file: join(folder.path, output), inputs, outputs: predicted.outputs };
}

/** Where the engine's rounding is out of the way. */
export function inFloat64(spec: object): object {
  const training: unknown = Reflect.get(spec, 'training');
  return { ...spec, training: { ...Object(training), precision: 'float64' } };
}

const startEvent = is.object({ layers: is.listOf(is.object({ inputs: is.count })) });
