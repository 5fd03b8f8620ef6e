import { mkdirSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumArgs, provideChromium } from '../../scripts/chromium.mjs';
import { networkOf } from '../../src/engine/network.ts';
import { mermaidText } from '../../src/export/mermaid.ts';
import { parseSpec } from '../../src/spec/parse.ts';

/** Git ignores it: for a look at what the tests saw. */
const screenshots = 'test/screenshots';
mkdirSync(screenshots, { recursive: true });

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await provideChromium(), args: chromiumArgs });
  page = await browser.newPage();
  await page.setContent('<body></body>');
  await page.addScriptTag({ path: 'node_modules/mermaid/dist/mermaid.min.js' });
});
afterAll(() => browser.close());

/** Draws it as a README would, and gives the picture's labels. */
async function drawn(text: string, name: string): Promise<string[]> {
  // A text for the page: what runs there is not compiled with the tests.
  await page.evaluate(`(async () => {
    mermaid.initialize({ startOnLoad: false });
    const { svg } = await mermaid.render('network', ${JSON.stringify(text)});
    document.body.innerHTML = svg;
  })()`);
  await page.screenshot({ path: `${screenshots}/mermaid-${name}.png`, fullPage: true });
  const labels = await page.locator('.nodeLabel, .cluster-label, .flowchartTitleText').allTextContents();
  return labels.map((label) => label.trim()).filter((label) => label !== '');
}

interface Layer {
  readonly units: number;
  readonly activation?: string;
  readonly name?: string;
  readonly frozen?: boolean;
}

function textOf(inputNames: readonly string[], layers: readonly Layer[], name?: string): string {
  const input = inputNames.map(() => 0);
  const target = Array.from({ length: layers.at(-1)?.units ?? 0 }, () => 0);
  const { spec, problems } = parseSpec(JSON.stringify({ name, data: { samples: [{ input, target }] }, layers }));
  if (!spec) throw new Error(JSON.stringify(problems));
  return mermaidText({ spec, network: networkOf(spec, inputNames.length), inputNames });
}

test('a small network: inputs by name, a circle a unit, an edge a weight', async () => {
  const text = textOf(
    ['length', 'width'],
    [
      { units: 3, activation: 'tanh' },
      { units: 1, activation: 'sigmoid' },
    ],
    'XOR',
  );
  expect(await drawn(text, 'small')).toEqual(
    expect.arrayContaining(['XOR', 'inputs', 'length', 'width', 'hidden 1: tanh', 'output: sigmoid']),
  );
  expect(await page.locator('.node').count()).toBe(2 + 3 + 1);
  expect(await page.locator('path.flowchart-link').count()).toBe(2 * 3 + 3 * 1);
});

test('a large layer is one block', async () => {
  const pixels = Array.from({ length: 784 }, (_, index) => `pixel ${index}`);
  const text = textOf(pixels, [{ units: 128, activation: 'relu', frozen: true }, { units: 4 }], 'Digits');
  expect(await drawn(text, 'large')).toEqual(
    expect.arrayContaining(['784 inputs', 'hidden 1128 × relu, frozen', 'output: identity']),
  );
  expect(await page.locator('.node').count()).toBe(1 + 1 + 4);
});

test('many small layers are blocks too: Mermaid draws no more than 500 edges', async () => {
  const layers = Array.from({ length: 12 }, () => ({ units: 8, activation: 'tanh' }));
  expect(textOf(['a'], layers)).not.toContain('&');
  await drawn(textOf(['a'], layers), 'deep');
  expect(await page.locator('.node').count()).toBe(13);
});

describe('names of all kinds', () => {
  const hostile = [
    '"quoted"',
    '<script>x()</script>',
    '`**bold**`',
    'a#quot;b &amp; c',
    'end',
    '100 % | sure; really]',
    '---',
    '%% not a comment',
    '\\"$$x^2$$',
  ];

  test('come out as they are', async () => {
    const labels = await drawn(textOf(hostile.slice(0, 8), [{ units: 1, name: hostile[8] ?? '' }]), 'names');
    for (const name of hostile.slice(0, 8)) expect(labels).toContain(name);
    expect(labels).toContain(`${hostile[8]}: identity`);
    expect(await page.locator('svg script').count()).toBe(0);
  });

  test('are kept on one line and not too long', async () => {
    const labels = await drawn(
      textOf(['a\n\r\tb\u2028c\u0000', 'x'.repeat(100)], [{ units: 1 }], '"title"\n---\ngraph'),
      'lines',
    );
    expect(labels).toContain('a b c');
    expect(labels).toContain(`${'x'.repeat(39)}…`);
    expect(labels).toContain('"title" --- graph');
  });
});

test('the diagram in the documentation is what is exported', () => {
  expect(readFileSync('docs/export.md', 'utf8')).toContain(
    textOf(
      ['x1', 'x2'],
      [
        { units: 3, activation: 'tanh' },
        { units: 1, activation: 'sigmoid' },
      ],
      'XOR',
    ),
  );
});
