import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArgs, provideChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { train } from './inPage.ts';
import { randomSpec } from './randomSpec.ts';

/** The engine in a page of Chromium, a V8 of its own, and on this Node: the same bits. */

let browser: Browser;
let page: Page;
beforeAll(async () => {
  const bundle = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/conformance/inPage.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'engine',
    mainFields: ['module', 'main'],
  });
  browser = await chromium.launch({ executablePath: await provideChromium(), args: chromiumArgs });
  page = await browser.newPage();
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
});
afterAll(() => browser?.close());

const inChromium = (text: string): Promise<unknown> => page.evaluate(`engine.train(${JSON.stringify(text)})`);

describe.each(['float32', 'float64'] as const)('in Chromium, %s', (precision) => {
  it.each(['spiral', 'sine'])('%s ends with the same weights as here', async (name) => {
    const text = await readFile(join(root, 'examples', `${name}.nn.json`), 'utf8');
    const precise = text.replace('"training": {', `"training": { "precision": "${precision}",`);
    expect(await inChromium(precise)).toEqual(await train(precise));
  });

  it('random networks end with the same weights as here', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const text = JSON.stringify(randomSpec(seed, { precision, mostSamples: 80, validation: 0.3 }));
      expect(await inChromium(text), `seed ${seed}`).toEqual(await train(text));
    }
  });
});
