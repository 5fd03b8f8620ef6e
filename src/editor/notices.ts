import * as vscode from 'vscode';

/**
 * The only way to a notification: VS Code makes links of `[text](command:…)` in those, and what is told may quote a
 * stranger's file. https://github.com/microsoft/vscode/blob/main/src/vs/base/common/linkedText.ts
 */
export function showError(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(unlinked(message), ...choices);
}

export function showWarning(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(unlinked(message), ...choices);
}

export function showInformation(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(unlinked(message), ...choices);
}

/** The title of a progress notification, or what it tells beside it. */
export function unlinked(message: string): string {
  // A word joiner is nothing to see, and no link.
  return message.replaceAll('](', ']\u2060(');
}
