import * as vscode from 'vscode';
import type { Folder } from '../runs/recordStore.ts';
import { writeVirtually } from './virtualFiles.ts';

/** A folder in a file system that only VS Code knows, made when something is first written into it. */
export function virtualFolder(folder: vscode.Uri): Folder {
  const { fs } = vscode.workspace;
  const place = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  return {
    async files() {
      const entries = await fs.readDirectory(folder).then(undefined, () => []);
      const names = entries.filter(([, type]) => type === vscode.FileType.File).map(([name]) => name);
      return Promise.all(names.map(async (name) => ({ name, size: (await fs.stat(place(name))).size })));
    },
    async read(name, most) {
      const bytes = await fs.readFile(place(name)).then(undefined, () => undefined);
      return bytes?.subarray(0, most);
    },
    async write(name, bytes) {
      await fs.createDirectory(folder);
      await writeVirtually(place(name), bytes);
    },
    async remove(name) {
      await fs.delete(place(name)).then(undefined, () => undefined);
    },
  };
}
