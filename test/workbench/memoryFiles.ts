import * as vscode from 'vscode';

interface File {
  readonly bytes: Uint8Array;
  readonly mtime: number;
}

/** A file system in memory. A folder is there as long as there is a file in it. */
export class MemoryFiles implements vscode.FileSystemProvider {
  private readonly files = new Map<string, File>();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;
  private time = 0;

  /** @param content texts or bytes by path */
  constructor(content: Readonly<Record<string, string | Uint8Array>>) {
    for (const [path, file] of Object.entries(content)) {
      this.put(path, typeof file === 'string' ? new TextEncoder().encode(file) : file);
    }
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (this.within(uri).length > 0) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { bytes, mtime } = this.at(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const entries = this.within(uri).map(([name = '', ...inside]): [string, vscode.FileType] => [
      name,
      inside.length > 0 ? vscode.FileType.Directory : vscode.FileType.File,
    ]);
    return [...new Map(entries)];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.at(uri).bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const type = this.files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.put(uri.path, bytes);
    this.changes.fire([{ type, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.writeFile(to, this.at(from).bytes);
    this.delete(from);
  }

  delete(uri: vscode.Uri): void {
    this.files.delete(uri.path);
    this.changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private put(path: string, bytes: Uint8Array): void {
    this.files.set(path, { bytes, mtime: ++this.time });
  }

  /** The ways from a folder to its files. */
  private within({ path }: vscode.Uri): string[][] {
    const folder = path.endsWith('/') ? path : `${path}/`;
    const inside = [...this.files.keys()].filter((file) => file.startsWith(folder));
    return inside.map((file) => file.slice(folder.length).split('/'));
  }

  private at(uri: vscode.Uri): File {
    if (this.within(uri).length > 0) throw vscode.FileSystemError.FileIsADirectory(uri);
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}
