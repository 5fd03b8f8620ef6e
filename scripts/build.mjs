// Bundles src/ and webview/ into dist/. `--watch` builds anew whenever a file changes.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { root } from './run.mjs';

/**
 * Of Mermaid only flowcharts are drawn, by a layout of our own: every other diagram and layout,
 * all loaded by dynamic imports, is left out (0.6 MB instead of 3.2 MB).
 * @type {esbuild.Plugin}
 */
const flowchartsOnly = {
  name: 'flowcharts-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ kind, importer, path }) => {
      const isUnused = kind === 'dynamic-import' && /[\\/]mermaid[\\/]/.test(importer) && !/flowDiagram/.test(path);
      return isUnused ? { path, namespace: 'unused', sideEffects: false } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`not in this build: ${path}`)});`,
    }));
  },
};

/**
 * VS Code's API as one ES module that has what is used of it. Imported as what it is, a CommonJS
 * module, each of 43 files would make a copy with all of its 400 names: a third of the time that
 * loading the extension took.
 * @type {esbuild.Plugin}
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === 'vscode' ? { path, external: true } : { path, namespace: 'vscode' },
    );
    onLoad({ filter: /.*/, namespace: 'vscode' }, async () => {
      const files = (await readdir(join(root, 'src'), { recursive: true })).filter((file) => file.endsWith('.ts'));
      const texts = await Promise.all(files.map((file) => readFile(join(root, 'src', file), 'utf8')));
      const names = new Set(texts.flatMap((text) => [...text.matchAll(/\bvscode\.(\w+)/g)].map(([, name]) => name)));
      const exported = [...names].map((name) => `export const ${name} = api.${name};`);
      return { contents: ["const api = require('vscode');", ...exported].join('\n') };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // jsonc-parser's `main` is a UMD module, whose requires can't be followed.
  mainFields: ['module', 'main'],
  loader: { '.html': 'text' },
};

/** @type {esbuild.BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20' };

/** @type {esbuild.BuildOptions} */
const web = { ...common, platform: 'browser', target: 'es2022', format: 'esm' };

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', format: 'cjs', plugins: [vscodeOnce] },
  { ...node, entryPoints: ['src/worker/main.ts'], outfile: 'dist/worker.cjs', format: 'cjs' },
  { ...node, entryPoints: ['src/cli.ts'], outfile: 'dist/cli.js', format: 'esm' },
  // Named .cjs: by “type” in package.json VS Code else takes it for an ES module, which it can't load in a browser.
  {
    ...web,
    entryPoints: ['src/extension.web.ts'],
    outfile: 'dist/extension.web.cjs',
    format: 'cjs',
    plugins: [vscodeOnce],
  },
  { ...web, entryPoints: ['src/worker/webMain.ts'], outfile: 'dist/worker.web.js', format: 'iife' },
  {
    ...web,
    entryPoints: ['lab', 'weights'].flatMap((name) => [
      { in: `webview/${name}/main.ts`, out: name },
      { in: `webview/${name}/${name}.css`, out: name },
    ]),
    outdir: 'dist/webview',
  },
  { ...web, entryPoints: ['webview/lab/diagram.ts'], outfile: 'dist/webview/diagram.js', plugins: [flowchartsOnly] },
];

await rm(join(root, 'dist'), { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await esbuild.context({ ...bundle, minify: false, sourcemap: true })).watch();
} else {
  await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
}
