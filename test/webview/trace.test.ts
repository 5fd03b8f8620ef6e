import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { bars, friedman, groups, moons, predicted, sine } from './predicted.ts';
import { completed, run, snapshot } from './samples.ts';

/** Git ignores it: for a look at what the tests saw. */
const folder = 'test/screenshots';
mkdirSync(folder, { recursive: true });

const open = useWebviews();
const section = (host: FakeHost) => host.page.locator('.section-trace');
const title = (host: FakeHost) => host.page.locator('[data-testid=trace-step]').innerText();
const next = (host: FakeHost) => section(host).getByRole('button', { name: 'Next' });

async function shown(content: object, options: Parameters<typeof open>[1] = {}): Promise<FakeHost> {
  const host = await open('lab', options);
  for (const message of await predicted(content)) await host.send(message);
  return host;
}

async function traceRequests(host: FakeHost): Promise<unknown[]> {
  return (await host.posted()).filter((message) => JSON.stringify(message).startsWith('{"type":"trace"'));
}

/** The formulas that end right of the page, where one would have to scroll for them. */
function cut(host: FakeHost): Promise<(string | null)[]> {
  return section(host)
    .locator('.trace-page')
    .evaluate((page) => {
      const { right } = page.getBoundingClientRect();
      const formulas = [...page.querySelectorAll('math')];
      return formulas.filter((formula) => formula.getBoundingClientRect().right > right).map((one) => one.textContent);
    });
}

test.each([
  ['groups', groups, 'dark', 1600],
  ['groups', groups, 'dark', 350],
  ['friedman', friedman, 'light', 900],
  ['sine', sine, 'highContrast', 900],
  ['bars', bars, 'highContrastLight', 900],
  ['moons', moons, 'light', 350],
] as const)('every step of %s fits', async (name, content, theme, width) => {
  const host = await shown(content, { theme, width });
  for (let step = 1; ; step++) {
    const wider = await host.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBe(0);
    expect(await cut(host)).toEqual([]);
    await section(host).screenshot({ path: `${folder}/trace-${name}-${theme}-${width}-${step}.png` });
    if ((await next(host).getAttribute('disabled')) !== null) break;
    await next(host).click();
  }
});

test('through the network, to the loss and back, with the numbers of the host', async () => {
  const messages = await predicted(groups);
  const host = await open('lab');
  for (const message of messages) await host.send(message);
  const titles: string[] = [await title(host)];
  for (let step = 0; step < 6; step++) {
    await next(host).click();
    titles.push(await title(host));
  }
  expect(titles).toEqual([
    'Forward: hidden 1 (step 1 of 7)',
    'Forward: output (step 2 of 7)',
    'Loss (step 3 of 7)',
    'Backward: output (step 4 of 7)',
    'Backward: hidden 1 (step 5 of 7)',
    'Update: hidden 1 (step 6 of 7)',
    'Update: output (step 7 of 7)',
  ]);
  expect(await next(host).getAttribute('disabled')).not.toBeNull();
  const trace = messages.flatMap((message) => (message.type === 'trace' ? [message.trace] : []))[0];
  const cells = await section(host).locator('.trace-page td:last-child').allInnerTexts();
  const after = trace?.layers[1]?.flatMap(({ weights, bias }) => [
    ...weights.map((weight) => weight.after),
    bias?.after,
  ]);
  expect(cells.map(Number).map(Math.fround)).toEqual(after);
});

test.each([
  ['binary-cross-entropy', ['y'], 'E=−[dklogzk+(1−dk)log(1−zk)]'],
  ['binary-cross-entropy', ['y', 'n'], 'E=−1n∑k[dklogzk+(1−dk)log(1−zk)]'],
  ['cross-entropy', ['y', 'n'], 'E=−∑kdklogzk'],
  ['half-squared-error', ['y'], 'E=12(zk−dk)2'],
  ['half-squared-error', ['y', 'n'], 'E=12∑k(zk−dk)2'],
  ['mean-squared-error', ['y', 'n'], 'E=1n∑k(zk−dk)2'],
  ['mean-absolute-error', ['y', 'n'], 'E=1n∑k|zk−dk|'],
  ['huber', ['y', 'n'], 'E=1n∑khuber(zk−dk)'],
] as const)('the rule of %s for %j', async (loss, outputNames, rule) => {
  const host = await open('lab');
  for (const message of await predicted(moons)) {
    if (message.type !== 'snapshot' || message.run === null) await host.send(message);
    else
      await host.send({ ...message, run: { ...message.run, network: { ...message.run.network, loss, outputNames } } });
  }
  await next(host).click();
  await next(host).click();
  expect(await section(host).locator('.trace-rules').first().textContent()).toBe(rule);
});

test('the layer of the step is lit in the network while one is at it', async () => {
  const host = await shown(groups);
  await host.networkDrawn();
  const lit = host.page.locator('.network-picture .edge.stepped');
  expect(await lit.count()).toBe(0);
  await next(host).click();
  expect(await lit.count()).toBe(8 * 4);
  await host.page.getByRole('button', { name: 'Train' }).focus();
  expect(await lit.count()).toBe(0);
});

test('asks when there are weights and when the run comes to rest, but not for every frame', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run({ parameters: new Float64Array(), state: { kind: 'starting' } }) }));
  expect(await traceRequests(host)).toEqual([]);
  const running = run();
  await host.send(snapshot({ run: running }));
  const frame = { type: 'frame', run: 1, epochs: { ...running.epochs, from: 121 }, parameters: running.parameters };
  await host.send(frame);
  expect(await traceRequests(host)).toEqual([{ type: 'trace', of: { part: 'training', row: 0 }, rate: 0.1 }]);
  await host.send({ type: 'state', run: 1, state: { kind: 'ended', ending: completed } });
  expect(await traceRequests(host)).toHaveLength(2);
});

test('another row, and the latest weights, by hand', async () => {
  const host = await shown(groups);
  const field = section(host).locator('vscode-text-field input');
  await field.fill('7');
  await field.press('Enter');
  await expect.poll(async () => (await traceRequests(host)).at(-1)).toMatchObject({ of: { part: 'training', row: 6 } });
  const before = (await traceRequests(host)).length;
  await field.fill('9999');
  await field.press('Enter');
  expect(await traceRequests(host)).toHaveLength(before);
  await section(host).getByRole('button', { name: 'Trace the latest weights' }).click();
  expect(await traceRequests(host)).toHaveLength(before + 1);
});

test('a validation row is none that the field has, and says that it is not trained on', async () => {
  const host = await shown(groups);
  const [message] = (await predicted(groups)).flatMap((one) => (one.type === 'trace' ? [one] : []));
  await host.send({ ...message, trace: { ...message?.trace, of: { part: 'validation', row: 4 }, rows: 30 } });
  expect(await section(host).locator('.trace > .note').first().innerText()).toBe(
    'Validation row 5 of 30, which is not trained on; weights after epoch 60, ε = 0.1',
  );
  const field = section(host).locator('vscode-text-field input');
  expect(await field.inputValue()).toBe('');
  await section(host).getByRole('button', { name: 'Trace the latest weights' }).click();
  expect((await traceRequests(host)).at(-1)).toMatchObject({ of: { part: 'validation', row: 4 } });
  await field.fill('7');
  await field.press('Enter');
  await expect.poll(async () => (await traceRequests(host)).at(-1)).toMatchObject({ of: { part: 'training', row: 6 } });
});

test('of large layers the strongest few, and that it says so', async () => {
  const host = await shown(bars);
  expect(await section(host).locator('.trace-page .note').innerText()).toBe(
    '6 of 64 weights each: those with the largest inputs',
  );
});

test('words for what there is nothing to trace of', async () => {
  const host = await open('lab');
  const text = () => section(host).locator('.empty').innerText();
  await host.send(snapshot());
  expect(await text()).toBe('No run yet. Train to follow one row through the network and back.');
  await host.send(snapshot({ run: run() }));
  expect(await text()).toBe('Tracing…');
});
