import { expect, test } from 'vitest';
import { useWebviews, type FakeHost } from './fake-host.ts';
import { completed, epochsOf, iris, parametersOf, run, snapshot } from './samples.ts';

const open = useWebviews();

const control = ({ page }: FakeHost, name: string) =>
  page.locator('vscode-button', { hasText: new RegExp(`^\\s*${name}\\s*$`) });
const rate = ({ page }: FakeHost) => page.locator('.transport input');
const paused = { kind: 'paused', position: { epoch: 120, step: 0, steps: 5 } } as const;

test('a run under way can be paused, taken on by hand and reset', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  expect(await control(host, 'Continue').isVisible()).toBe(false);
  await control(host, 'Pause').click();
  await host.send({ type: 'state', run: 1, state: paused });
  expect(await control(host, 'Pause').isVisible()).toBe(false);
  expect(await control(host, 'Stop').isVisible()).toBe(true);
  for (const name of ['One step', 'One epoch', 'Continue', 'Reset']) await control(host, name).click();
  expect(await host.orders()).toEqual(['pause', 'step', 'epoch', 'continue', 'reset'].map((type) => ({ type })));
});

test('what is paused says where it stands', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run({ state: paused }) }));
  const state = host.page.locator('[data-testid=run-state]');
  expect(await state.textContent()).toBe('Paused after 120 epochs');
  const within = { kind: 'paused', position: { epoch: 120, step: 2, steps: 5 } };
  await host.send({ type: 'state', run: 1, state: within });
  expect(await state.textContent()).toBe('Paused in epoch 121, after 2 of 5 steps');
});

test('without a run there is nothing to pause, but a step can be taken', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  expect(await control(host, 'Pause').getAttribute('disabled')).not.toBeNull();
  expect(await rate(host).isDisabled()).toBe(true);
  await control(host, 'One step').click();
  expect((await host.orders()).at(-1)).toEqual({ type: 'step' });
});

test('the learning rate is that of the last epoch, and can be changed', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await expect.poll(() => rate(host).inputValue()).toBe('0.1');
  await rate(host).fill('0,025');
  await rate(host).press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'learning-rate', rate: 0.025 });
  // What has been set stays, though the epochs that come in may still be older.
  await rate(host).blur();
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(121, 1), parameters: parametersOf(iris) });
  await expect.poll(() => rate(host).inputValue()).toBe('0.025');
  await rate(host).fill('');
  await rate(host).press('Enter');
  expect((await host.orders()).at(-1)).toEqual({ type: 'learning-rate', rate: null });
});

test('what is no learning rate is not taken for one', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  const before = await host.orders();
  for (const text of ['fast', '-1', '1e999']) {
    await rate(host).fill(text);
    await rate(host).press('Enter');
    await rate(host).blur();
    // The toolkit takes a value on in a frame of its own.
    await expect.poll(() => rate(host).inputValue()).toBe('0.1');
  }
  expect(await host.orders()).toEqual(before);
});

test('what is being typed is not overwritten by the epochs that come in', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await rate(host).fill('0.0');
  await host.send({ type: 'frame', run: 1, epochs: epochsOf(121, 1), parameters: parametersOf(iris) });
  await expect.poll(() => rate(host).inputValue()).toBe('0.0');
});

test('notes tell of dead units, a gradient that vanishes and large steps, and go when all is well', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  const notes = host.page.locator('[data-testid=health] li');
  expect(await notes.count()).toBe(0);
  const well = { deadUnits: null, gradientRms: 0.01, updateRatio: 1e-3 };
  const bad = { deadUnits: 3, gradientRms: 2e-6, updateRatio: 1e-3 };
  const large = { deadUnits: 0, gradientRms: 0.01, updateRatio: 0.4 };
  const health = { rows: 120, layers: [bad, large, well] };
  await host.send({ type: 'health', run: 1, health });
  expect(await notes.allTextContents()).toEqual([
    '3 of 8 units of “hidden 1” are dead: 0 on each of 120 rows.',
    '2 more',
  ]);
  await host.send({ type: 'state', run: 1, state: { kind: 'ended', ending: completed } });
  expect(await notes.allTextContents()).toEqual([
    '3 of 8 units of “hidden 1” are dead: 0 on each of 120 rows.',
    'The gradient vanishes: at “hidden 1” it is 2.000e-4 of that at “output”.',
    'Steps are large: one changed the weights of “hidden 2” by 40.0\u00a0%.',
  ]);
  await host.send({ type: 'health', run: 1, health: { rows: 120, layers: [well, well, well] } });
  expect(await notes.count()).toBe(0);
});

test('a run that ended early says so, and of which epoch the weights are', async () => {
  const host = await open('lab');
  const early = { ...completed, reason: 'early-stopped', epochs: 87, restoredEpoch: 77 } as const;
  await host.send(snapshot({ run: run({ state: { kind: 'ended', ending: early } }) }));
  expect(await host.page.locator('[data-testid=run-state]').textContent()).toBe(
    'No longer improved: stopped after 87 epochs, 412\u00a0ms, with the weights of epoch 77 · 8,732,114 samples per second',
  );
});
