import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { completed, epochsOf, iris, parametersOf, report, run, snapshot } from './samples.ts';

/** While it trains, numbers change and nothing else does: nothing moves, and hardly anything is read out. */

const open = useWebviews();

/** From now on counts what moves (a score of `layout-shift`, 0: nothing) and what live regions say. */
async function watch({ page }: FakeHost): Promise<() => Promise<{ moved: number; said: string[] }>> {
  await page.evaluate(() => {
    const seen = { moved: 0, said: new Array<string>() };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.moved += Number(Reflect.get(entry, 'value'));
    }).observe({ type: 'layout-shift' });
    const say = (changes: readonly MutationRecord[]): void => {
      const regions = new Set(changes.map(({ target }) => target.parentElement?.closest('[aria-live]') ?? target));
      for (const region of regions) seen.said.push(region.textContent ?? '');
    };
    for (const region of document.querySelectorAll('[aria-live]')) {
      new MutationObserver(say).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  return () => page.evaluate(() => Reflect.get(window, 'seen'));
}

async function train(host: FakeHost): Promise<void> {
  for (let frame = 0; frame < 30; frame++) {
    const epochs = epochsOf(121 + 6 * frame, 6);
    await host.send({ type: 'frame', run: 1, epochs, parameters: parametersOf(iris, 1 + frame / 30) });
  }
}

test.each([350, 1100])('frames move nothing in a width of %d, and are not read out', async (width) => {
  const host = await open('lab', { width });
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  const seen = await watch(host);
  await train(host);
  expect(await seen()).toEqual({ moved: 0, said: [] });
});

test('the end of a run is read out once, in one sentence', async () => {
  const host = await open('lab');
  await host.send(snapshot({ run: run() }));
  await host.networkDrawn();
  const seen = await watch(host);
  await host.send({ type: 'state', run: 1, state: { kind: 'ended', ending: { ...completed, epochs: 1 } } });
  const { said } = await seen();
  expect(said).toEqual(['Trained 1 epoch in 412\u00a0ms · 8,732,114 samples per second. Loss 0.08530.']);
});

test('of a gradient check its begin is read out and its verdict, not its progress nor its tables', async () => {
  const host = await open('lab');
  await host.send(snapshot());
  await host.networkDrawn();
  const seen = await watch(host);
  for (let done = 1; done <= 130; done += 10) {
    await host.send({ type: 'check', state: { kind: 'running', done, of: 139 } });
  }
  await host.send({ type: 'check', state: { kind: 'done', report: report(), network: iris } });
  const { said } = await seen();
  expect(said).toHaveLength(2);
  expect(said[0]).toBe('Checking gradients');
  expect(said[1]).toMatch(/^Passed: Backpropagation agrees with numerical differentiation/);
});

test('with reduced motion nothing is animated', async () => {
  const host = await open('lab');
  const animated = (): Promise<number> =>
    host.page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((node) => {
          const { transitionDuration, animationName } = getComputedStyle(node);
          return transitionDuration.split(', ').some((time) => parseFloat(time) > 0) || animationName !== 'none';
        }).length,
    );
  await host.send(snapshot({ run: run(), check: { kind: 'running', done: 3, of: 139 } }));
  await host.networkDrawn();
  expect(await animated()).toBeGreaterThan(0);
  await host.page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await animated()).toBe(0);
});
