import * as vscode from 'vscode';
import { sniffDelimiter } from '../data/csv.ts';
import { loadDataset } from '../data/load.ts';
import { initialParameters } from '../engine/initialize.ts';
import { networkOf } from '../engine/network.ts';
import { exportedModel, exportFormats, type ExportFormat } from '../export/export.ts';
import type { ExportedFile, Model } from '../export/model.ts';
import type { ScriptData } from '../export/pytorch/data.ts';
import { pytorchScript } from '../export/pytorch/script.ts';
import { notNormalized, plainCsv, rowsOf } from '../export/pytorch/source.ts';
import type { Locate } from '../spec/problem.ts';
import { dataUri } from './dataFiles.ts';
import type { Good } from './documents.ts';
import type { Files } from './files.ts';
import { fileName, relativePath, shortName } from './names.ts';
import { showError, showInformation } from './notices.ts';
import type { TrainedWeights } from './trainedWeights.ts';

/** What a caller of the command, such as a key binding, may have chosen already. */
export interface ExportChoice {
  readonly to?: ExportFormat | undefined;
  readonly output?: vscode.Uri | undefined;
}

export function exportChoice(value: unknown): ExportChoice {
  const given = (key: string): unknown => (typeof value === 'object' && value ? Reflect.get(value, key) : undefined);
  const output = given('output');
  return {
    to: exportFormats.find((format) => format === given('to')),
    output: output instanceof vscode.Uri ? output : undefined,
  };
}

export interface Exportable {
  readonly document: vscode.TextDocument;
  readonly locate: Locate;
  readonly good: Good;
  /** Undefined: those that it starts from. */
  readonly weights: TrainedWeights | undefined;
}

/** Asks for what has not been chosen, writes the files and says so; nothing if the person gives up. */
export async function exportNetwork(network: Exportable, choice: ExportChoice, files: Files): Promise<void> {
  const { weights: trained } = network;
  const to = choice.to ?? (await pickFormat(network.document.uri, trained));
  if (to === undefined) return;
  const output = choice.output ?? (await askWhere(network.document.uri, to));
  if (output === undefined) return;
  const model = modelOf(network);
  try {
    const made =
      to === 'pytorch' ? await script(network, model, output, files) : exportedModel(to, model, fileName(output));
    await writeAll(made, output, network, files);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void showError(vscode.l10n.t('{0} was not exported: {1}', fileName(output), reason));
    return;
  }
  void tell(to, output);
}

function modelOf({ good: { spec, dataset, specHash }, weights: trained }: Exportable): Model {
  const { inputNames, classes, scaler } = trained ?? dataset;
  const network = networkOf(spec, inputNames.length);
  return {
    spec,
    network,
    parameters: trained?.parameters ?? initialParameters(spec, network),
    specHash,
    inputNames,
    classes,
    scaler,
    epoch: trained?.epoch ?? 0,
  };
}

async function pickFormat(uri: vscode.Uri, trained: TrainedWeights | undefined): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({ format, ...labels()[format] }));
  const placeHolder = trained
    ? vscode.l10n.t('With the weights of the last run, epoch {0}', trained.epoch)
    : vscode.l10n.t('With the starting weights: there is no run of the network as it is now');
  const title = vscode.l10n.t('Export {0}', shortName(uri));
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.format;
}

function labels(): Readonly<Record<ExportFormat, { readonly label: string; readonly detail: string }>> {
  return {
    pytorch: {
      label: 'PyTorch',
      detail: vscode.l10n.t('A Python script that goes on with the training, on a GPU or on several machines'),
    },
    onnx: {
      label: 'ONNX',
      detail: vscode.l10n.t('A model for ONNX runtimes; takes inputs as they are in the data'),
    },
    tfjs: {
      label: 'TensorFlow.js',
      detail: vscode.l10n.t('A layers model for the browser, in two files; takes inputs as they are in the data'),
    },
    safetensors: {
      label: 'safetensors',
      detail: vscode.l10n.t('The weights, to start from or to predict with'),
    },
    mermaid: {
      label: 'Mermaid',
      detail: vscode.l10n.t('A diagram of the network for a README'),
    },
  };
}

const endings: Readonly<Record<ExportFormat, string>> = {
  pytorch: 'py',
  onnx: 'onnx',
  tfjs: 'json',
  safetensors: 'safetensors',
  mermaid: 'md',
};

function askWhere(uri: vscode.Uri, to: ExportFormat): Thenable<vscode.Uri | undefined> {
  const folder =
    uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(uri, '..');
  const name = to === 'tfjs' ? `${shortName(uri)}.model.json` : `${shortName(uri)}.${endings[to]}`;
  return vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [labels()[to].label]: [endings[to]] },
  });
}

async function script(network: Exportable, model: Model, output: vscode.Uri, files: Files): Promise<ExportedFile[]> {
  const { dataset } = network.good;
  const data = await scriptData(network, output, files);
  const { inputNames, classes, scaler } = dataset;
  return pytorchScript({ model: { ...model, inputNames, classes, scaler }, dataset, data }, fileName(output));
}

async function scriptData(
  { document, locate, good }: Exportable,
  output: vscode.Uri,
  files: Files,
): Promise<ScriptData> {
  const csv = plainCsv(good.spec.data);
  const file = csv && dataUri(document.uri, csv.file);
  if (csv && file?.scheme === output.scheme) {
    const delimiter = sniffDelimiter(await vscode.workspace.fs.readFile(file));
    const path = relativePath(vscode.Uri.joinPath(output, '..'), file);
    return { kind: 'csv', path, delimiter, target: csv.target };
  }
  const { dataset } = await loadDataset(notNormalized(good.spec), locate, files.reader(document.uri));
  if (!dataset) throw new Error(vscode.l10n.t('its data changed while they were read'));
  return rowsOf(dataset);
}

/** The file that was asked for last: when it is there, all are. */
async function writeAll(
  made: readonly ExportedFile[],
  output: vscode.Uri,
  network: Exportable,
  files: Files,
): Promise<void> {
  const { document, good } = network;
  const { source } = good.spec.data;
  const data = source.kind === 'file' ? dataUri(document.uri, source.file) : undefined;
  const targets = made.map(({ name, bytes }) => ({ bytes, uri: vscode.Uri.joinPath(output, '..', name) }));
  for (const { uri } of targets) {
    if ([document.uri, data].some((input) => input?.toString() === uri.toString())) {
      throw new Error(vscode.l10n.t('the export is made of {0}, which is not written over', fileName(uri)));
    }
  }
  for (const { uri, bytes } of targets.toReversed()) await files.write(uri, bytes);
}

async function tell(to: ExportFormat, output: vscode.Uri): Promise<void> {
  const isText = to === 'pytorch' || to === 'mermaid';
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('Exported to {0}.', fileName(output));
  const chosen = await showInformation(message, ...(isText ? [open] : []));
  if (chosen === open) await vscode.window.showTextDocument(output);
}
