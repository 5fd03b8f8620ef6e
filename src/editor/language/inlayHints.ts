import * as vscode from 'vscode';
import { layerHints } from '../../assist/layers.ts';
import type { Documents } from '../documents.ts';

/** Beside each layer’s units: `2→8 · 24`, the last of which is its number of parameters. */
export class LayerHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeInlayHints = this.changed.event;

  constructor(private readonly documents: Documents) {
    this.subscriptions = [
      this.changed,
      documents.onDidCheck(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('nnLab.inlayHints')) this.changed.fire();
      }),
    ];
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!vscode.workspace.getConfiguration('nnLab', document.uri).get('inlayHints', true)) return [];
    const inputs = this.documents.inputs(document);
    return layerHints(this.documents.tree(document), inputs).flatMap((layer) => {
      const position = document.positionAt(layer.offset);
      if (!range.contains(position)) return [];
      const parameters = layer.parameters.toLocaleString(vscode.env.language);
      // No words: with the lab beside it there is room for few characters on the line of a layer.
      const hint = new vscode.InlayHint(position, `${layer.inputs}→${layer.units} · ${parameters}`);
      hint.tooltip = vscode.l10n.t('inputs: {0} · units: {1} · parameters: {2}', layer.inputs, layer.units, parameters);
      hint.paddingLeft = true;
      return [hint];
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
