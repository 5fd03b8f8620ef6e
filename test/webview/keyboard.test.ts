import { expect, test } from 'vitest';
import type { FakeHost } from './fake-host.ts';
import { useWebviews } from './fake-host.ts';
import { groups, predicted } from './predicted.ts';
import { comparison, iris, others, parametersOf, report } from './samples.ts';

const open = useWebviews();

/** What Tab comes to until it leaves the page, told as by a screen reader; `unseen` if the focus does not show. */
async function stops({ page }: FakeHost): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const isSeen = await page.evaluate(() => {
      const deepest = (): Element | null => {
        let focused = document.activeElement;
        while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
        return focused;
      };
      const focused = deepest();
      if (!(focused instanceof HTMLElement || focused instanceof SVGElement) || focused === document.body) return null;
      const look = (): string => {
        const { outlineStyle, outlineWidth, borderColor, boxShadow } = getComputedStyle(focused);
        return [outlineStyle === 'none' ? 'none' : outlineWidth, borderColor, boxShadow].join();
      };
      const withFocus = look();
      focused.blur();
      const without = look();
      focused.focus();
      return withFocus !== without;
    });
    if (isSeen === null) return found;
    const [told = ''] = (await page.locator(':focus').last().ariaSnapshot()).split('\n');
    found.push(`${told.replace(/^- /, '').replace(/:.*/, '')}${isSeen ? '' : ' unseen'}`);
  }
}

test('Tab leads through the whole lab, in its order, visibly, and out again', async () => {
  const host = await open('lab', { width: 1100 });
  for (const message of await predicted(groups)) await host.send(message);
  await host.send({ type: 'check', state: { kind: 'done', report: report(), network: iris } });
  await host.send({ type: 'others', runs: others });
  await host.send({ type: 'comparison', comparison });
  await host.networkDrawn();
  expect(await stops(host)).toEqual([]);
});

test('and through the weights', async () => {
  const host = await open('weights', { width: 300 });
  const shown = { id: 1, file: 'iris.nn.json', network: iris, epoch: 120, past: true, parameters: parametersOf(iris) };
  await host.send({ type: 'snapshot', run: shown });
  expect(await stops(host)).toEqual([]);
});
