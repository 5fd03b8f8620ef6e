import * as vscode from 'vscode';
import lab from './lab.html';
import weights from './weights.html';

export interface Page {
  readonly name: string;
  /** With `{{name}}` where a value goes. Part of the bundle: to read it as a file takes a browser up to a second. */
  readonly template: string;
  /** In `dist/webview`; the key is the name in the template. */
  readonly files: Readonly<Record<string, string>>;
}

export const labPage: Page = {
  name: 'lab',
  template: lab,
  files: { script: 'lab.js', style: 'lab.css', diagram: 'diagram.js' },
};

export const weightsPage: Page = {
  name: 'weights',
  template: weights,
  files: { script: 'weights.js', style: 'weights.css' },
};

/** What a webview of this extension may load: nothing but this. */
export function resourceRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview')];
}

/** Never the same twice: setting a webview's html to what it is already would not load it again. */
export function html(webview: vscode.Webview, extension: vscode.Uri, page: Page): string {
  const values = new Map([
    ['nonce', crypto.randomUUID()],
    ['cspSource', webview.cspSource],
    ['lang', vscode.env.language],
    ['l10n', JSON.stringify(vscode.l10n.bundle ?? {})],
  ]);
  for (const [name, file] of Object.entries(page.files)) {
    const uri = vscode.Uri.joinPath(extension, 'dist', 'webview', file);
    values.set(name, webview.asWebviewUri(uri).toString());
  }
  return fill(page.template, values);
}

function fill(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escaped(values.get(name) ?? ''));
}

/** For an attribute in double or single quotes, and for text. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
