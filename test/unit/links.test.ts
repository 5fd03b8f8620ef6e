import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const documents = [
  'README.md',
  'CHANGELOG.md',
  'bench/README.md',
  ...(await readdir('docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  'examples/README.md',
  'examples/data/README.md',
];

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
  const plain = heading.replace(/[`*]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return plain
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function anchors(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading));
}

it.each(documents)('%s links to what is there', (path) => {
  const prose = readFileSync(path, 'utf8').replace(/^```[^]*?^```/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', heading] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    return !existsSync(target) || (heading !== undefined && !anchors(target).includes(heading));
  });
  expect(broken).toEqual([]);
});

it.each(['docs/security.md', 'docs/contributing.md', 'docs/architecture.md'])(
  '%s names files that are there',
  (path) => {
    const named = [...readFileSync(path, 'utf8').matchAll(/`((?:src|webview|test|scripts|bench)\/[\w./-]+)`/g)];
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, file = '']) => file).filter((file) => !existsSync(file))).toEqual([]);
  },
);
