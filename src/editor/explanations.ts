import * as vscode from 'vscode';

/** By code of a problem: the line of the packaged `docs/problems.md` that explains it. */
export type Explanations = ReadonlyMap<string, vscode.Uri>;

const EXPLAINED = /^\| `([a-z-]+)` /;

export async function loadExplanations(extension: vscode.Uri, log: (line: string) => void): Promise<Explanations> {
  const file = vscode.Uri.joinPath(extension, 'docs', 'problems.md');
  try {
    const lines = new TextDecoder().decode(await vscode.workspace.fs.readFile(file)).split('\n');
    return new Map(
      lines.flatMap((line, index) => {
        const code = EXPLAINED.exec(line)?.[1];
        return code === undefined ? [] : [[code, file.with({ fragment: `L${index + 1}` })]];
      }),
    );
  } catch (error) {
    log(`the explanations of problems can't be read: ${String(error)}`);
    return new Map();
  }
}
