import * as vscode from 'vscode';
import type { Phrase } from '../spec/phrase.ts';

/** A sentence of the pure rooms in the language of the editor. */
export function say({ text, args }: Phrase): string {
  return vscode.l10n.t(text, ...args);
}

/** Stable in width while it changes many times a second. */
export function figure(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(4) : '–';
}

/** @param planned null if it goes on until it is stopped */
export function progressText(epoch: number, planned: number | null, loss: number): string {
  return planned === null
    ? vscode.l10n.t('block {0} of rows · loss {1}', epoch, figure(loss))
    : vscode.l10n.t('epoch {0}/{1} · loss {2}', epoch, planned, figure(loss));
}

/** How many there are: 1 epoch, 2 epochs. */
export function epochsText(epochs: number): string {
  return epochs === 1 ? vscode.l10n.t('1 epoch') : vscode.l10n.t('{0} epochs', epochs);
}
