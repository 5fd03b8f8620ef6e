import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/run.mjs';
import { vsix } from '../../scripts/setup.mjs';

let size = 0;
/** Of the packaged extension, by path. */
let files: Readonly<Record<string, Uint8Array>> = {};
beforeAll(async () => {
  const packed = await readFile(vsix);
  size = packed.length;
  const all = Object.entries(unzipSync(packed)).filter(([path]) => path.startsWith('extension/'));
  files = Object.fromEntries(all.map(([path, bytes]) => [path.slice('extension/'.length), bytes]));
});

const text = (path: string): string => new TextDecoder().decode(files[path]);

/** All texts anywhere in a value that begin as paths of the manifest do. */
function paths(value: unknown): string[] {
  if (typeof value === 'string') return /^(\.\/|media\/|dist\/)/.test(value) ? [value.replace(/^\.\//, '')] : [];
  return typeof value === 'object' && value ? Object.values(value).flatMap(paths) : [];
}

it('takes less than 2 MB', () => {
  expect(size).toBeLessThan(2_000_000);
});

// Packaging gives them names that the marketplace wants.
it.each([
  ['README.md', 'readme.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['LICENSE', 'LICENSE.txt'],
  ['media/icon.png', 'media/icon.png'],
])('has %s as it is here', async (source, packaged) => {
  // As a flag: of two different buffers every byte would be told.
  expect((await readFile(join(root, source))).equals(files[packaged] ?? new Uint8Array())).toBe(true);
});

it('has every file that its manifest names: entries for both hosts, icons, the pictures of the walkthrough', () => {
  const manifest: unknown = JSON.parse(text('package.json'));
  const named = paths(manifest);
  expect(named).toEqual(expect.arrayContaining(['dist/extension.cjs', 'dist/extension.web.cjs', 'media/icon.png']));
  expect(named.filter((path) => path.startsWith('media/walkthrough/'))).toHaveLength(8);
  const folders = new Set(Object.keys(files).map((path) => path.split('/')[0]));
  expect(named.filter((path) => !files[path] && !folders.has(path))).toEqual([]);
});

it.each(['readme.md', 'changelog.md'])('has what %s shows and links to', (name) => {
  const links = [...text(name).matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
  const inside = links
    .filter((link) => !link.startsWith('https://'))
    .map((link) => link.replace(/^LICENSE$/, 'LICENSE.txt'));
  expect(inside.length).toBeGreaterThan(0);
  expect(inside.filter((link) => !files[link])).toEqual([]);
});

const scripts = () => Object.keys(files).filter((path) => /^dist\/[^/]*\.c?js$/.test(path));

it('has no module that could reach the network or start a program', () => {
  const modules =
    /require\("(?:node:)?(https?|http2|net|tls|dgram|dns|child_process)"\)|from"(?:node:)?(https?|http2|net|tls|dgram|dns|child_process)"/;
  expect(scripts().length).toBeGreaterThan(3);
  expect(scripts().filter((path) => modules.test(text(path)))).toEqual([]);
  // Of the webviews' scripts Mermaid has a word for it, which their policy refuses.
  expect(scripts().filter((path) => /\b(?:fetch|XMLHttpRequest|WebSocket|EventSource)\(/.test(text(path)))).toEqual([]);
});

it('has no secrets, and nothing that is not listed', () => {
  const secret = /-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|npm|xox[bp])_\w{20,}|\bAKIA[0-9A-Z]{16}\b|_authToken/;
  expect(Object.keys(files).filter((path) => /(^|\/)\.(?!vscode)|\.(?:map|ts|env|pem|key)$/.test(path))).toEqual([]);
  expect(Object.keys(files).filter((path) => secret.test(text(path)))).toEqual([]);
});

it('tells nothing of the machine that it was made on', () => {
  const telling = Object.keys(files).filter((path) => /\.(c?js|json|css|md)$/.test(path) && text(path).includes(root));
  expect(telling).toEqual([]);
});
