import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, themes, type Theme } from './workbench.ts';

const wrong = `{
  "data": { "generator": "xor" },
  "layers": [
    { "units": 8, "activaton": "tanh" },
    { "units": 2, "activation": "softmax" }
  ],
  "loss": "mean-squared-error",
  "training": { "epochs": "100", "learningRate": 0.1 }
}
`;

/** Its hidden layer's derivatives overflow. */
const overflowing = `{
  "data": { "samples": [{ "input": [1e200, 1e200], "target": 1 }, { "input": [1, 2], "target": 0 }] },
  "layers": [{ "units": 2, "activation": "relu" }, { "units": 1 }]
}
`;

/** What the text editor shows of a network, looked at in each kind of theme. */
describe.each(Object.keys(themes) as Theme[])('the editor in the real workbench, %s', (theme) => {
  let workbench: Workbench;
  beforeAll(async () => {
    const files = { 'wrong.nn.json': wrong, 'overflowing.nn.json': overflowing };
    workbench = await Workbench.open('xor.nn.json', { theme, files });
  });
  afterAll(() => workbench?.close());

  /** A word of the text that is open. */
  const word = (words: string) => workbench.page.locator('.view-line').getByText(words, { exact: true }).first();
  const openFile = async (name: string): Promise<void> => {
    await workbench.page.getByRole('treeitem', { name }).dblclick();
    await workbench.tab(name).waitFor();
  };

  it('has each layer’s size beside it, and shows what tanh is', async () => {
    await workbench.page.locator('.view-line', { hasText: '2→8 · 24' }).first().waitFor();
    const hover = workbench.page.locator('.monaco-hover', { hasText: '1 − f(u)²' }).first();
    // While a window opens, VS Code may drop a hover that is about to show, until the pointer moves again.
    const shows = async (): Promise<boolean> => {
      await workbench.page.mouse.move(900, 700);
      await word('"tanh"').hover();
      return hover.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(shows).toBe(true);
    const curve = hover.locator('img').first();
    await curve.waitFor();
    expect(await curve.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(240);
    await workbench.screenshot(`hover-${theme}`);
    await workbench.page.keyboard.press('Escape');
  });

  it('says what to do where there is nothing yet', async () => {
    await workbench.command('View: Show NN Lab');
    await workbench.weights.locator('.empty', { hasText: 'No run yet' }).waitFor();
    const welcome = workbench.page.locator('.welcome-view', { hasText: 'There is none yet' });
    await welcome.getByRole('button', { name: 'New Network…' }).waitFor();
    await welcome.getByRole('button', { name: 'Open Example…' }).waitFor();
    await workbench.screenshot(`welcome-${theme}`);
  });

  it('has its commands in the menus and in the palette', async () => {
    const { page } = workbench;
    await workbench.command('View: Show Explorer');
    const entries = page.locator('.context-view .monaco-menu .action-item');
    const shown = (): Promise<string[]> => entries.locator('.action-label').allInnerTexts();
    await page.getByRole('treeitem', { name: 'iris.nn.json' }).click({ button: 'right' });
    await entries.filter({ hasText: 'Open Lab' }).waitFor();
    expect(await shown()).toEqual(expect.arrayContaining(['Train', 'Check Gradients', 'Open Lab']));
    await workbench.screenshot(`menu-explorer-${theme}`);
    await page.keyboard.press('Escape');

    await page.locator('.editor-actions').getByRole('button', { name: 'More Actions...' }).click();
    await entries.filter({ hasText: 'Export' }).waitFor();
    expect((await shown()).filter((text) => /Weights|Export/.test(text))).toHaveLength(4);
    await workbench.screenshot(`menu-editor-${theme}`);
    await page.keyboard.press('Escape');

    await workbench.palette('NN Lab: ', 'NN Lab: Train');
    await workbench.screenshot(`palette-${theme}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  it('completes a value from what the format has', async () => {
    await word('"tanh"').click();
    // Before the first letter: what stands before the cursor narrows the list down.
    await workbench.page.keyboard.press('Control+ArrowLeft');
    await workbench.command('Trigger Suggest');
    const list = workbench.page.locator('.suggest-widget .monaco-list-row');
    await list.filter({ hasText: 'relu' }).first().waitFor();
    expect(await list.filter({ hasText: '"tanh"' }).count()).toBe(1);
    await workbench.screenshot(`completion-${theme}`);
    await workbench.page.keyboard.press('Escape');
  });

  it('tells problems, and offers to mend them', async () => {
    await openFile('wrong.nn.json');
    await workbench.command('Problems: Focus on Problems View');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'did you mean “activation”' });
    await problem.first().waitFor();
    await word('"activaton"').click();
    await workbench.command('Quick Fix...');
    await workbench.page.locator('.action-widget', { hasText: 'Replace with "activation"' }).first().waitFor();
    await workbench.screenshot(`problems-${theme}`);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('ControlOrMeta+J');
  });

  it('has gradient checks in the Testing view, which pass and fail', async () => {
    await workbench.command('Testing: Focus on Test Explorer View');
    const tests = workbench.page.locator('.test-explorer .monaco-list-row');
    await tests.filter({ hasText: 'overflowing' }).first().waitFor();
    await workbench.command('Test: Run All Tests');
    await workbench.page
      .locator('.test-explorer .monaco-list-row[aria-label*="overflowing"][aria-label*="Failed"]')
      .first()
      .waitFor();
    await workbench.page
      .locator('.test-explorer .monaco-list-row[aria-label*="xor-relu"][aria-label*="Passed"]')
      .first()
      .waitFor();
    await workbench.screenshot(`tests-${theme}`);
  });

  it('shows of a failed check what was expected and what was found, at the layer’s line', async () => {
    const { page } = workbench;
    await workbench.command('View: Show Explorer');
    await openFile('overflowing.nn.json');
    await workbench.command('Test: Run Tests in Current File');
    await page.locator('.monaco-editor', { hasText: '1e200' }).getByText('∂E/∂W[1, 1] = ').first().waitFor();
    await page.locator('.test-output-peek-tree .monaco-list-row', { hasText: 'hidden 1: weights' }).first().click();
    await page.getByText('Expected', { exact: true }).waitFor();
    await page.getByText('Actual', { exact: true }).waitFor();
    await workbench.screenshot(`failed-test-${theme}`);
  });

  it('leads a beginner through a walkthrough with pictures', async () => {
    await workbench.command('NN Lab: Deep Learning from the First Neuron');
    const steps = workbench.page.locator('.gettingStartedContainer .getting-started-step');
    await steps.nth(7).waitFor();
    await workbench.page.locator('.getting-started-media iframe, .gettingStartedContainer iframe').first().waitFor();
    await workbench.screenshot(`walkthrough-${theme}`);
  });
});
