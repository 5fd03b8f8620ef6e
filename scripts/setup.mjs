import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, root, say } from './run.mjs';

/**
 * Installs the packages of a folder's lockfile, unless just these are there. Install scripts are
 * not run: none of what is used needs them.
 */
export async function installPackages(folder = root) {
  const lock = createHash('sha256')
    .update(await readFile(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules', '.nn-lab-lock');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === lock) return;
  say('Installing packages …');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await mustRun('install the packages (is the npm registry within reach?)', 'npm', ['ci', ...flags], { cwd: folder });
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await writeFile(stamp, lock);
}

/** Bundles the extension into dist/. In a process of its own: esbuild is a package. */
export async function build() {
  say('Building …');
  await mustRun('build', process.execPath, ['scripts/build.mjs']);
}

/** Where the packaged extension lies. */
export const vsix = join(root, 'build', 'nn-lab.vsix');

export async function packageExtension() {
  say('Packaging …');
  await mkdir(join(root, 'build'), { recursive: true });
  await mustRun('package the extension', process.execPath, [
    join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    // There is no address that the README's relative links could be made absolute with.
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ]);
}
