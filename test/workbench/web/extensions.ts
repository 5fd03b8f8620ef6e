import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { root } from '../../../scripts/run.mjs';
import { vsix } from '../../../scripts/setup.mjs';

/** The packaged extension, as an installed one lies in a folder. */
export async function unpackExtension(folder: string): Promise<void> {
  for (const [path, bytes] of Object.entries(unzipSync(await readFile(vsix)))) {
    if (!path.startsWith('extension/')) continue;
    const file = join(folder, path.slice('extension/'.length));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/**
 * The extension in files.ts, with a copy of the examples.
 * @param more texts of further files by name
 */
export async function makeFilesExtension(folder: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  await build({
    entryPoints: [join(root, 'test', 'workbench', 'web', 'files.ts')],
    outfile: join(folder, 'extension.cjs'),
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
  });
  const manifest = {
    name: 'files',
    publisher: 'nn-lab-test',
    version: '0.0.1',
    engines: { vscode: '^1.101.0' },
    browser: './extension.cjs',
    activationEvents: ['onFileSystem:memory'],
    contributes: {
      commands: [
        { command: 'files.hash', title: 'Tell the hash of the weights' },
        { command: 'files.append', title: 'Append a row' },
      ],
    },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const examples = join(root, 'examples');
  const content: Record<string, string> = {};
  for (const name of await readdir(examples, { recursive: true })) {
    if (/\.(json|csv|npz)$/.test(name)) {
      content[`/${name.replaceAll('\\', '/')}`] = (await readFile(join(examples, name))).toString('base64');
    }
  }
  for (const [name, text] of Object.entries(more)) content[`/${name}`] = Buffer.from(text).toString('base64');
  await writeFile(join(folder, 'content.json'), JSON.stringify(content));
}
