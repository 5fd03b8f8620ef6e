import esbuild from 'esbuild';
import { root } from './run.mjs';

/**
 * Imports a TypeScript module of the repository with all that it imports.
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
export async function importBundled(path) {
  const bundle = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  const code = Buffer.from(bundle.outputFiles[0]?.contents ?? '').toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
