import * as vscode from 'vscode';
import type { LastRuns } from '../../runs/lastRuns.ts';
import type { Runs } from '../../runs/runs.ts';
import { languageId, type Documents } from '../documents.ts';
import { SpecCompletion } from './completion.ts';
import { DataDrop } from './drop.ts';
import { SpecFormatting } from './formatting.ts';
import { SpecHover } from './hover.ts';
import { LayerHints } from './inlayHints.ts';
import { LayerHover } from './layerHover.ts';
import { FileLinks } from './links.ts';
import { SpecOutline } from './outline.ts';

/** What the text editor knows of a network. VS Code's own JSON support is not used: it would tell some of it twice. */
export function registerLanguage(documents: Documents, runs: Runs, lastRuns: LastRuns): vscode.Disposable {
  const selector: vscode.DocumentSelector = { language: languageId };
  const hints = new LayerHints(documents);
  const hover = new SpecHover(documents, new LayerHover(documents, runs, lastRuns));
  return vscode.Disposable.from(
    hints,
    vscode.languages.registerInlayHintsProvider(selector, hints),
    vscode.languages.registerHoverProvider(selector, hover),
    vscode.languages.registerCompletionItemProvider(
      selector,
      new SpecCompletion(documents),
      ...SpecCompletion.triggers,
    ),
    vscode.languages.registerDocumentLinkProvider(selector, new FileLinks(documents)),
    vscode.languages.registerDocumentDropEditProvider(selector, new DataDrop(documents), DataDrop.metadata),
    vscode.languages.registerDocumentSymbolProvider(selector, new SpecOutline(documents), { label: 'NN Lab' }),
    // A whole document is a range too; registered as both, VS Code offers to choose between two formatters.
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, new SpecFormatting()),
  );
}
