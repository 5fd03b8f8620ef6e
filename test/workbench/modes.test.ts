import { afterEach, describe, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

let workbench: Workbench | undefined;
afterEach(() => workbench?.close());

describe('Restricted Mode', () => {
  it('shows the network and its problems, reads no data file, and trains what is in the file', async () => {
    workbench = await Workbench.open('iris.nn.json', { trusted: false });
    await workbench.page.getByRole('button', { name: 'Restricted Mode' }).first().waitFor();
    await workbench.command('Problems: Focus on Problems View');
    await workbench.page
      .locator('.markers-panel .monaco-list-row', { hasText: 'Data files are not read in Restricted Mode' })
      .first()
      .waitFor();
    await workbench.screenshot('restricted-iris');
    await workbench.lens('Open lab').click();
    await workbench.lab.locator('.banner', { hasText: 'Restricted Mode reads no files but this one' }).waitFor();
    await workbench.lab.locator('svg .name', { hasText: 'not known' }).waitFor();
    expect(await workbench.lab.locator('svg .node').count()).toBe(1 + 8 + 3);
    await workbench.screenshot('restricted-iris-lab');
    // Otherwise the next file is opened in the lab's place, beside this one and its lenses.
    await workbench.tab('Lab: iris').click({ button: 'middle' });
    await workbench.tab('Lab: iris').waitFor({ state: 'detached' });
    await workbench.page.getByRole('treeitem', { name: 'xor.nn.json' }).dblclick();
    await workbench.tab('xor.nn.json').waitFor();
    await workbench.lens('Train').click();
    await workbench.state('Trained 500 epochs').waitFor();
    await workbench.screenshot('restricted-xor');
  });
});

describe('in Japanese', () => {
  it('the extension speaks it, in the editor and in the lab', async () => {
    workbench = await Workbench.open('xor.nn.json', { language: 'ja' });
    await workbench.lens('勾配をチェック').waitFor();
    await workbench.lens('学習').first().click();
    await workbench.state('500 エポック学習しました').waitFor();
    const text = await workbench.lab.locator('body').innerText();
    expect(text).toContain('損失');
    await workbench.screenshot('japanese');
  });
});

/** Takes long enough for a notification; one epoch is a few microseconds. */
const long = `{
  "data": { "generator": "xor" },
  "layers": [{ "units": 4, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" }],
  "training": { "epochs": 100000000 }
}
`;

describe('a training as a task', () => {
  it('shows its progress in a terminal and, since no lab does, in a notification whose Cancel ends it', async () => {
    workbench = await Workbench.open('long.nn.json', { files: { 'long.nn.json': long } });
    await workbench.lens('Train').waitFor();
    const choices = workbench.page.locator('.quick-input-list .monaco-list-row');
    const ours = choices.filter({ hasText: 'nn-lab' }).first();
    // The command does nothing until VS Code has looked for tasks of an earlier window, which nothing on the page tells.
    const listed = async (): Promise<boolean> => {
      await workbench?.command('Tasks: Run Task');
      return ours.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(listed, { timeout: 120_000 }).toBe(true);
    await ours.click();
    await choices.filter({ hasText: 'train long.nn.json' }).first().click();
    const scan = choices.filter({ hasText: 'Continue without scanning the task output' }).first();
    const notice = workbench.page.locator('.notification-toast', { hasText: 'Training long' });
    await scan.or(notice).first().waitFor();
    if (await scan.isVisible()) await scan.click();
    await notice.filter({ hasText: /epoch \d+\/100000000/ }).waitFor();
    const status = workbench.page.locator('.statusbar-item', { hasText: /long: \d+\/100000000/ });
    await status.waitFor();
    await workbench.screenshot('task');
    await notice.hover();
    await notice.getByRole('button', { name: 'Cancel' }).click();
    await workbench.lens('Train').waitFor();
    await status.waitFor({ state: 'hidden' });
  });
});
