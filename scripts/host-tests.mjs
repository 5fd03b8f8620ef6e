import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { root, say } from './run.mjs';

/**
 * A workspace of two folders: a copy of the examples, and an empty one.
 * @param {string} place
 */
async function makeWorkspace(place) {
  await cp(join(root, 'examples'), join(place, 'examples'), { recursive: true });
  await mkdir(join(place, 'second'));
  const file = join(place, 'both.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'examples' }, { path: 'second' }] }));
  return file;
}

/**
 * Bundles modules, of which index.ts exports `run`, and has it called inside the extension host: of
 * desktop VS Code, which @vscode/test-electron downloads, or else of VS Code's server.
 * @param {{ entryPoints: string[], suite: string, desktop: boolean }} what `suite` is the bundles' folder
 * @returns {Promise<string | null>} what went wrong
 */
export async function runInHost({ entryPoints, suite, desktop }) {
  await rm(suite, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: suite,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    // As in build.mjs.
    mainFields: ['module', 'main'],
  });
  const { runTests } = await import('@vscode/test-electron');
  const launcher = join(root, 'scripts', 'launch-server.mjs');
  const place = await mkdtemp(join(tmpdir(), 'nn-lab-workspace-'));
  const workspace = await makeWorkspace(place);
  return await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: process.execPath }),
    launchArgs: desktop ? [workspace] : [launcher, workspace],
    extensionDevelopmentPath: root,
    extensionTestsPath: join(suite, 'index.cjs'),
  })
    .then(
      () => null,
      (/** @type {unknown} */ error) => String(error),
    )
    .finally(() => rm(place, { recursive: true, force: true, maxRetries: 5 }));
}

/**
 * Runs test/workbench/suite inside the extension host.
 * @param {{ desktop: boolean }} where
 */
export async function hostTests({ desktop }) {
  say('\nhost');
  const suite = join(root, 'build', 'suite');
  const problem = await runInHost({ entryPoints: ['test/workbench/suite/*.ts'], suite, desktop });
  if (problem !== null) say(problem);
  const results = join(suite, 'results.json');
  if (!existsSync(results)) return { passed: 0, failed: 1 };
  /** @type {{ passed: number, failed: number, lines: string[] }} */
  const { passed, failed, lines } = JSON.parse(await readFile(results, 'utf8'));
  for (const line of lines) say(line);
  // A crash after the last test, or no test at all, fails although no test did.
  return { passed, failed: failed === 0 && (problem !== null || passed === 0) ? 1 : failed };
}
