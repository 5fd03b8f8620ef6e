import type { Dataset } from '../../data/dataset.ts';
import { inArrivalOrder } from '../../spec/online.ts';
import { modelLayers, textBytes, type ExportedFile, type Model } from '../model.ts';
import { writeSafetensors } from '../safetensors.ts';
import { metadataOf, weightsFile } from '../weights.ts';
import { dataPart, preparation, type DataPart, type ScriptData } from './data.ts';
import { lossSource, networkSource } from './network.ts';
import { pythonNumbers, pythonProse, pythonText } from './python.ts';
import { group, reportSource, safetensors } from './runtime.ts';
import { epochSource, loopSource, optimizerExpression, penaltySource, scheduleSource } from './training.ts';

export interface ScriptRequest {
  readonly model: Model;
  /** The rows as they are trained on: the script uses their scaler, classes and split. */
  readonly dataset: Dataset;
  readonly data: ScriptData;
}

/** Weights up to this size are in the script; larger ones lie beside it. */
const mostBytes = 16_384;

/**
 * A Python script that rebuilds the run: data, split and normalisation, network, loss, optimizer,
 * starting weights. It takes PyTorch 1.13 or newer and nothing else. Without shuffling and dropout,
 * whose random numbers are PyTorch's own, its losses are those of the engine but for rounding. Of online learning
 * it takes the rows that are there, each once.
 * @param name the script's file name
 */
export function pytorchScript({ model: asked, dataset, data }: ScriptRequest, name: string): ExportedFile[] {
  const online = asked.spec.training.method === 'online';
  const model = online ? { ...asked, spec: inArrivalOrder(asked.spec, 1) } : asked;
  const stem = name.replace(/\.py$/, '');
  const { spec, network } = model;
  const rows = dataPart(data, dataset, stem);
  const heldOut = dataset.split?.validation ?? new Int32Array();
  const { tensors } = weightsFile(network, model.parameters, spec.training.precision, model);
  const weights = writeSafetensors({ tensors, metadata: {} });
  const embedded = weights.length <= mostBytes;
  const weightsName = `${stem}.start.safetensors`;
  const sections = [
    constants(model, dataset),
    rows.source,
    preparation(dataset, heldOut),
    networkSource(modelLayers(model), spec),
    lossSource(spec),
    penaltySource(spec.training),
    scheduleSource(spec.training.learningRate),
    safetensors,
    group,
    epochSource(spec.training),
    reportSource(dataset.validation.count > 0),
    mainSource(model, dataset, data, rows, embedded ? undefined : weightsName),
    [
      rows.rows,
      heldOut.length > 0 && `# The rows that are held out, counted from 0.\nHELD_OUT = ${pythonNumbers(heldOut)}`,
      embedded && `# The starting weights, as a safetensors file.\nWEIGHTS = """\n${base64Lines(weights)}\n"""`,
      'if __name__ == "__main__":\n    main()',
    ]
      .filter(Boolean)
      .join('\n\n'),
  ];
  const body = sections.filter((section) => section !== '').join('\n\n\n');
  return [
    { name, bytes: textBytes(`${header(model, name)}\n\n${imports(body)}\n\n${body}\n`) },
    ...rows.files,
    ...(embedded ? [] : [{ name: weightsName, bytes: weights }]),
  ];
}

function header({ spec }: Model, name: string): string {
  const script = pythonProse(name);
  const uses = [
    [`python3 ${script}`, 'trains, and prints the loss of every epoch'],
    [`python3 ${script} --save FILE.safetensors`, 'and saves the weights, which NN Lab reads'],
    [`python3 -m torch.distributed.run --nproc_per_node 2 ${script}`, 'on two processes'],
  ] as const;
  const width = Math.max(...uses.map(([command]) => command.length));
  return `"""${pythonProse(spec.name ?? 'A network')}, written by NN Lab for PyTorch 1.13 or newer.

${uses.map(([command, what]) => `    ${command.padEnd(width)}  ${what}`).join('\n')}

A GPU is used if there is one. Several processes, on one machine or many, take a part of every batch
each and come to the same losses. Shuffling and dropout follow PyTorch's own random numbers.
"""`;
}

/** Those that the script uses. */
function imports(body: string): string {
  const used = (module: string): boolean => body.includes(`${module}.`);
  const standard = ['argparse', 'base64', 'csv', 'json', 'math', 'os', 'struct'].filter(used);
  return [
    ...standard.map((module) => `import ${module}`),
    'from pathlib import Path',
    '',
    'import torch',
    'from torch import distributed, nn',
    ...(used('functional') ? ['from torch.nn import functional'] : []),
    'from torch.nn.parallel import DistributedDataParallel',
  ].join('\n');
}

function constants(model: Model, dataset: Dataset): string {
  const { method, batchSize, epochs, seed, precision } = model.spec.training;
  const rows = dataset.training.count;
  const batch = { batch: rows, stochastic: 1, 'mini-batch': Math.min(batchSize, rows), online: 1 }[method];
  // Lists and objects of JSON are literals of Python too, as long as they hold neither null nor true.
  const { epoch: _, ...known } = metadataOf(model);
  const metadata = Object.entries(known).map(([key, value]) => {
    const isList = value.startsWith('[') || value.startsWith('{');
    return `    ${pythonText(key)}: ${isList ? `json.dumps(${value})` : pythonText(value)},`;
  });
  return [
    'HERE = Path(__file__).resolve().parent',
    `DTYPE = torch.${precision}`,
    `EPOCHS = ${epochs}`,
    `BATCH = ${batch}  # rows a step`,
    `SEED = ${seed}`,
    '# What NN Lab wants to know of saved weights.',
    `METADATA = {\n${metadata.join('\n')}\n}`,
  ].join('\n');
}

function mainSource(
  { spec }: Model,
  dataset: Dataset,
  data: ScriptData,
  rows: DataPart,
  weightsName: string | undefined,
): string {
  const fromFile = data.kind === 'csv' || rows.files.length > 0;
  const starting =
    weightsName === undefined ? 'base64.b64decode(WEIGHTS)' : `(HERE / ${pythonText(weightsName)}).read_bytes()`;
  return [
    'def main():',
    '    arguments = argparse.ArgumentParser()',
    ...(fromFile ? ['    arguments.add_argument("--data", default=DATA, help="another file with the rows")'] : []),
    '    arguments.add_argument("--weights", help="a safetensors file to start from")',
    '    arguments.add_argument("--save", help="where to save the weights, as safetensors")',
    '    options = arguments.parse_args()',
    '',
    '    group = Group()',
    '    torch.manual_seed(SEED + group.rank)',
    '    model = Network()',
    `    weights = Path(options.weights).read_bytes() if options.weights else ${starting}`,
    '    model.load_state_dict(read_safetensors(weights))',
    '    model.to(group.device)',
    '    network = group.wrapped(model)',
    '    parameters = list(model.parameters())',
    `    optimizer = ${optimizerExpression(spec.training.optimizer)}`,
    `    parts = prepare(*read_rows(${fromFile ? 'options.data' : 'DATA'}))`,
    '    training, validation = [[tensor.to(group.device) for tensor in part] for part in parts]',
    '',
    loopSource(spec.training, dataset.validation.count > 0),
    '',
    '    loss = evaluate(model, training, group)',
    '    if group.rank == 0:',
    '        print(f"end: loss {loss!r}")',
    '        if options.save:',
    '            write_safetensors(options.save, model.state_dict(), {**METADATA, "epoch": str(epoch)})',
    '    if group.size > 1:',
    '        distributed.destroy_process_group()',
  ].join('\n');
}

/** Base64 in lines of 100 characters. No host of this room is sure to have `btoa` for bytes. */
function base64Lines(bytes: Uint8Array): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const quad = [18, 12, 6, 0].map((shift) => digits[(triple >> shift) & 63] ?? '').join('');
    text += quad.slice(0, bytes.length - at + 1).padEnd(4, '=');
  }
  return text.replace(/.{100}(?=.)/g, '$&\n');
}
