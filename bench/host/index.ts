import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { quietTime } from '../../src/editor/diagnostics.ts';
import { extension, openText } from '../../test/workbench/suite/documents.ts';

/** What the extension host is measured at, in milliseconds. */
export interface HostFigures {
  /** To read and run the extension's bundle, and to run `activate`. */
  readonly activation: { readonly load: number; readonly activate: number };
  /** Of a spec, from each change of its text to its problems; the wait for a pause in typing taken off. */
  readonly problems: { readonly spec: string; readonly lines: number; readonly milliseconds: number[] }[];
}

const edits = 10;

/** Called by VS Code in the extension host; leaves its figures in results.json beside this file. */
export async function run(): Promise<void> {
  await extension().activate();
  const activation = { load: between('LoadExtensionCode'), activate: between('ActivateExtension') };
  const problems = [];
  for (const [spec, text] of Object.entries({ 'many layers': manyLayers(), 'many samples': manySamples() })) {
    problems.push({ spec, lines: text.split('\n').length, milliseconds: await typing(text) });
  }
  const figures: HostFigures = { activation, problems };
  writeFileSync(join(__dirname, 'results.json'), JSON.stringify(figures));
}

/**
 * VS Code marks when it began and ended to load and to activate each extension, in whole
 * milliseconds, for its page “Startup Performance”. There is no API for them.
 */
function between(what: string): number {
  const at = (name: string) => {
    const mark = MonacoPerformanceMarks.getMarks().find(
      (one) => one.name === `code/extHost/${name}${what}/nn-lab.nn-lab`,
    );
    if (!mark) throw new Error(`VS Code told nothing of ${name}${what}.`);
    return mark.startTime;
  };
  return at('did') - at('will');
}

declare const MonacoPerformanceMarks: { getMarks(): { name: string; startTime: number }[] };

/** Types a minus sign before a layer's units, and takes it away again. */
async function typing(text: string): Promise<number[]> {
  const document = await openText(text);
  await hostTime(document, async () => {}, 0);
  const last = document.positionAt(text.lastIndexOf('"units": ') + '"units": '.length);
  const milliseconds = [];
  for (let edit = 0; edit < edits; edit++) {
    const isWrong = edit % 2 === 0;
    const type = async () => {
      const change = new vscode.WorkspaceEdit();
      if (isWrong) change.insert(document.uri, last, '-');
      else change.delete(document.uri, new vscode.Range(last, last.translate(0, 1)));
      await vscode.workspace.applyEdit(change);
    };
    milliseconds.push((await hostTime(document, type, isWrong ? 1 : 0)) - quietTime);
  }
  return milliseconds;
}

/** From the change's arrival in the extension host until there are so many errors. */
async function hostTime(document: vscode.TextDocument, change: () => Promise<void>, errors: number): Promise<number> {
  let start = performance.now();
  const changed = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === document && event.contentChanges.length > 0) start = performance.now();
  });
  await change();
  const isError = ({ severity }: vscode.Diagnostic) => severity === vscode.DiagnosticSeverity.Error;
  // Polled: VS Code's event of diagnostics comes 50 ms late.
  while (vscode.languages.getDiagnostics(document.uri).filter(isError).length !== errors) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  changed.dispose();
  return performance.now() - start;
}

/** About 2,000 lines. */
function manyLayers(): string {
  const layers = Array.from({ length: 396 }, () => ({ units: 4, activation: 'relu', bias: true }));
  return JSON.stringify({ data: { generator: 'moons', samples: 200 }, layers: [...layers, sigmoid] }, null, 2);
}

/** About 2,000 lines, a sample each. */
function manySamples(): string {
  const samples = Array.from(
    { length: 1984 },
    (_, index) => `    { "input": [${index % 7}, ${index % 5}], "target": 1 }`,
  );
  return `{\n  "data": { "samples": [\n${samples.join(',\n')}\n  ] },\n  "layers": [\n    ${JSON.stringify(sigmoid).replace(':', ': ')}\n  ]\n}\n`;
}

const sigmoid = { units: 1, activation: 'sigmoid' };
