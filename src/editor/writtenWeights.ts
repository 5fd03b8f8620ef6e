import * as vscode from 'vscode';
import { writeWeights, type LayerValues } from '../assist/weightEdits.ts';
import { layerPlaces, type LayerSize } from '../engine/network.ts';
import { epochOf, type RunRecord } from '../runs/record.ts';
import type { Run } from '../protocol/run.ts';
import type { Documents } from './documents.ts';
import { fileName } from './names.ts';
import { reveal } from './reveal.ts';
import { applyEdits } from './weightFiles.ts';
import { showError, showInformation } from './notices.ts';

/** More would bury the network they belong to. */
const mostParameters = 500;

/** Writes the weights of a run into the layers of the file, or says why it does not. */
export async function writeIntoFile(
  document: vscode.TextDocument,
  documents: Documents,
  { run, precision }: RunRecord,
): Promise<void> {
  const { good, version } = await documents.check(document);
  const tree = documents.tree(document);
  const name = fileName(document.uri);
  const refuse = (reason: string): void =>
    void showError(vscode.l10n.t('The weights were not written into {0}: {1}.', name, reason));
  if (!good || !tree || document.version !== version) {
    return refuse(vscode.l10n.t('it has a problem, or was changed meanwhile'));
  }
  const reason = tooMany(run.parameters.length) ?? misfit(good.network.layers, run.network.layers);
  if (reason !== undefined) return refuse(reason);
  const edits = writeWeights(document.getText(), tree, layerValues(run), precision);
  if (edits.length > 0) await applyEdits(document, edits);
  await reveal(document, documents.parse(document).locate(['layers', 0, 'weights']));
  void showInformation(vscode.l10n.t('{0} now starts from the weights of epoch {1}.', name, epochOf(run)));
}

function tooMany(parameters: number): string | undefined {
  if (parameters <= mostParameters) return undefined;
  return vscode.l10n.t(
    'there are {0}, and more than {1} would make it unreadable; save them to a file of their own instead',
    parameters,
    mostParameters,
  );
}

type Named = LayerSize & { readonly name: string };

/** Why weights for these layers are not weights for those. */
function misfit(now: readonly Named[], then: readonly Named[]): string | undefined {
  if (now.length !== then.length) {
    return vscode.l10n.t('it has {0} layers now, the run had {1}', now.length, then.length);
  }
  for (const [index, layer] of now.entries()) {
    const before = then[index];
    if (!before) continue;
    if (layer.units !== before.units || layer.inputs !== before.inputs) {
      return vscode.l10n.t(
        'the weights of layer “{0}” are {1} × {2} now, in the run they were {3} × {4}',
        layer.name,
        layer.units,
        layer.inputs,
        before.units,
        before.inputs,
      );
    }
    if (layer.bias !== before.bias) {
      return layer.bias
        ? vscode.l10n.t('layer “{0}” has biases now, in the run it had none', layer.name)
        : vscode.l10n.t('layer “{0}” has no biases now, in the run it had', layer.name);
    }
  }
  return undefined;
}

function layerValues({ network, parameters }: Run): LayerValues[] {
  const places = layerPlaces(network);
  return network.layers.map(({ units, inputs, bias }, index) => {
    const { weights: start, biases: end } = places[index] ?? { weights: 0, biases: 0 };
    const row = (unit: number): number[] => [
      ...parameters.subarray(start + unit * inputs, start + (unit + 1) * inputs),
    ];
    return {
      weights: Array.from({ length: units }, (_, unit) => row(unit)),
      biases: bias ? [...parameters.subarray(end, end + units)] : undefined,
    };
  });
}
