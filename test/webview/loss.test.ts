import { expect, test } from 'vitest';
import type { OtherRun } from '../../src/protocol/run.ts';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { completed, diverged, epochsOf, run, snapshot } from './samples.ts';

const open = useWebviews();

function other(id: number, settings: string, epochs: number): OtherRun {
  return { id, settings, loss: epochsOf(0, epochs).loss, stride: 1 };
}

async function shown(changes: Parameters<typeof run>[0] = {}, others: readonly OtherRun[] = []): Promise<FakeHost> {
  const host = await open('lab', { width: 900 });
  await host.send(snapshot({ run: run(changes) }));
  await host.send({ type: 'others', runs: others });
  return host;
}

const marks = ({ page }: FakeHost): Promise<string[]> => page.locator('.marks li').allTextContents();

test('a run of which not all epochs are kept: where its values are, and that it says so', async () => {
  const long = { ...epochsOf(0, 121), stride: 4, done: 482 };
  const host = await shown({ epochs: long, plannedEpochs: 600 }, [other(2, '', 301)]);
  const note = host.page.locator('.section-loss .note');
  expect(await note.innerText()).toBe('Of so long a run one epoch in 4 is kept.');
  expect(await host.page.locator('[data-testid=epoch]').innerText()).toBe('482 / 600');
  const chart = host.page.locator('[data-testid=loss-chart]');
  await chart.focus();
  await host.page.keyboard.press('ArrowLeft');
  const { loss } = epochsOf(0, 121);
  const shownLoss = (loss.training[119] ?? NaN).toPrecision(4);
  expect(await host.page.locator('.readout').innerText()).toMatch(new RegExp(`epoch 476\\s*training ${shownLoss}`));
  await host.page.getByText('Loss as a table').click();
  const last = host.page.locator('.section-loss tr').last().locator('th, td');
  await expect.poll(async () => (await last.allInnerTexts())[0]).toBe('480');
});

test.each([
  ['dark', 520],
  ['light', 350],
] as const)('the chart of a run of a billion epochs, %s at %i', async (theme, width) => {
  const host = await open('lab', { theme, width });
  const stride = 2 ** 13;
  const epochs = { ...epochsOf(0, 100_000), stride, done: stride * 99_999 + 7 };
  await host.send(snapshot({ run: run({ epochs, plannedEpochs: 1_000_000_000 }) }));
  await host.page.locator('[data-testid=loss-chart] canvas').waitFor();
  await host.page.locator('.section-loss').screenshot({ path: `test/screenshots/loss-billion-${theme}-${width}.png` });
  expect(await host.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

test('while frames come the charts are drawn ten times a second at most, and at last as they then are', async () => {
  const host = await shown({ plannedEpochs: 1000, epochs: epochsOf(0, 10) });
  const { page } = host;
  // Each drawing writes the name of the axis once.
  await page.evaluate(() => {
    const { fillText } = CanvasRenderingContext2D.prototype;
    const drawn = { times: 0, since: performance.now() };
    Object.assign(window, { drawn });
    CanvasRenderingContext2D.prototype.fillText = function (...args) {
      if (args[0] === 'Loss') drawn.times += 1;
      fillText.apply(this, args);
    };
  });
  for (let from = 10; from < 40; from++) {
    await host.send({ type: 'frame', run: 1, epochs: epochsOf(from, 1), parameters: new Float64Array() });
  }
  await expect.poll(() => page.locator('.readout').innerText()).toContain('epoch 39');
  const { times, seconds } = await page.evaluate(() => {
    const { drawn } = window as unknown as { drawn: { times: number; since: number } };
    return { times: drawn.times, seconds: (performance.now() - drawn.since) / 1000 };
  });
  expect(times).toBeGreaterThan(0);
  expect(times).toBeLessThanOrEqual(10 * seconds + 1);
  expect(await page.locator('[data-testid=epoch]').innerText()).toBe('39 / 1,000');
});

test('a chart that was folded away is drawn when it is opened again', async () => {
  const host = await shown({ plannedEpochs: 1000, epochs: epochsOf(0, 10) });
  const summary = host.page.locator('.section-loss > summary');
  await summary.click();
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(10, 5), parameters: new Float64Array() });
  await summary.click();
  await expect.poll(() => host.page.locator('.readout').innerText()).toContain('epoch 14');
});

test('earlier runs are named with what differs, and their values follow the crosshair', async () => {
  const others = [other(3, 'learningRate 0.01', 50), other(2, '', 301)];
  const host = await shown({ id: 4 }, others);
  const rows = host.page.locator('.others li[data-other]');
  expect(await rows.locator('vscode-checkbox').allTextContents()).toEqual([
    'Run 3: learningRate 0.01',
    'Run 2, same settings',
  ]);
  await host.page.locator('.section-loss .chart').first().focus();
  await host.page.keyboard.press('Home');
  await host.page.keyboard.press('ArrowRight');
  expect(await host.page.locator('.readout').innerText()).toContain('epoch 1\n');
  const [value] = [...(others[0]?.loss.training.slice(1, 2) ?? [])];
  expect(await rows.first().locator('span').nth(1).textContent()).toBe(value?.toPrecision(4));
});

test('a run taken out of the comparison is not in the table either', async () => {
  const host = await shown({}, [other(3, 'seed 2', 50)]);
  await host.page.locator('.section-loss .twin summary').click();
  const head = host.page.locator('.section-loss thead');
  expect(await head.innerText()).toContain('Run 3: seed 2, training');
  await host.page.locator('.others vscode-checkbox').click();
  expect(await head.innerText()).not.toContain('Run 3');
});

test('marks: the best epoch, learning rates that were changed, the early stop', async () => {
  const epochs = epochsOf(0, 41);
  epochs.loss.validation[17] = 0.001;
  epochs.learningRate.fill(0.05, 30);
  const ending = { ...completed, reason: 'early-stopped' as const, epochs: 40 };
  const host = await shown({ epochs, state: { kind: 'ended', ending } });
  expect(await marks(host)).toEqual(['best: epoch 17', 'learning rate 0.05000: epoch 30', 'stopped early: epoch 40']);
});

test('marks: where it diverged', async () => {
  const host = await shown({ epochs: epochsOf(0, 12), state: { kind: 'ended', ending: diverged } });
  expect((await marks(host)).at(-1)).toBe('diverged: epoch 12');
});

test('a schedule that changes the rate in every epoch has no mark for each', async () => {
  const epochs = epochsOf(0, 100);
  epochs.learningRate.set(epochs.learningRate.map((_, epoch) => 1 / (epoch + 1)));
  const host = await shown({ epochs });
  expect(await marks(host)).toHaveLength(1);
});

test('dragging zooms, and a double click shows all again', async () => {
  const host = await shown({ epochs: epochsOf(0, 301), state: { kind: 'ended', ending: completed } });
  const reset = host.page.getByRole('button', { name: 'Reset zoom' });
  expect(await reset.isDisabled()).toBe(true);
  const plot = host.page.locator('.section-loss .u-over').first();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('The chart has no plot');
  const at = (share: number): [number, number] => [box.x + share * box.width, box.y + box.height / 2];
  await host.page.mouse.move(...at(0.2));
  await host.page.mouse.down();
  await host.page.mouse.move(...at(0.4), { steps: 4 });
  await host.page.mouse.up();
  await expect.poll(() => reset.isDisabled()).toBe(false);
  // The left end of the plot is now a fifth of the way through the run.
  await host.page.mouse.move(...at(0.001));
  await expect.poll(() => host.page.locator('.readout').innerText()).toMatch(/^epoch (59|60|61)\n/);
  await plot.dblclick();
  await expect.poll(() => reset.isDisabled()).toBe(true);
});

test('the keyboard moves the crosshair, zooms and resets', async () => {
  const host = await shown({ epochs: epochsOf(0, 301), state: { kind: 'ended', ending: completed } });
  const reset = host.page.getByRole('button', { name: 'Reset zoom' });
  await host.page.locator('.section-loss .chart').first().focus();
  await host.page.keyboard.press('Home');
  for (let press = 0; press < 3; press++) await host.page.keyboard.press('ArrowRight');
  expect(await host.page.locator('.section-loss .charts > [aria-live]').textContent()).toContain('epoch 3, ');
  await host.page.keyboard.press('+');
  await expect.poll(() => reset.isDisabled()).toBe(false);
  await host.page.keyboard.press('End');
  expect(await host.page.locator('.readout').innerText()).toMatch(/^epoch 15[0-9]\n/);
  await host.page.keyboard.press('0');
  await expect.poll(() => reset.isDisabled()).toBe(true);
});

test('one kind of line can be shown alone, and that is remembered', async () => {
  const host = await shown();
  const choice = host.page.locator('.line-choice vscode-checkbox');
  await choice.nth(0).click();
  expect(await host.kept()).toMatchObject({ lines: 'validation' });
  await host.page.locator('.line-choice vscode-checkbox').nth(1).click();
  expect(await host.kept()).toMatchObject({ lines: 'training' });
});

test('the host is asked for the file of values', async () => {
  const host = await shown();
  await host.page.getByRole('button', { name: 'Save as CSV…' }).click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'export-history' });
});

test('five runs of 100,000 epochs are drawn, and every value is still there', async () => {
  const others = [2, 3, 4, 5].map((id) => other(id, `seed ${id}`, 100_000));
  const host = await shown({ id: 6, plannedEpochs: 100_000, epochs: epochsOf(0, 100_000) }, others);
  await host.page.locator('.section-loss .chart').first().focus();
  await host.page.keyboard.press('Home');
  await host.page.keyboard.press('ArrowRight');
  expect(await host.page.locator('.readout').innerText()).toContain('epoch 1\n');
});
