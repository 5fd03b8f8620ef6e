import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, type Theme } from './workbench.ts';

/** The main job: open iris, click Train, see it all. Once in each kind of theme. */
describe.each<Theme>(['dark', 'light', 'high-contrast', 'high-contrast-light'])(
  'training iris in the real workbench, %s',
  (theme) => {
    let workbench: Workbench;
    beforeAll(async () => {
      workbench = await Workbench.open('iris.nn.json', { theme });
    });
    afterAll(() => workbench?.close());

    it('shows network, loss, gradient check and weights after a click on Train', async () => {
      const { lab, weights, page } = workbench;
      await workbench.lens('Train').click();
      await workbench.state('Trained 100 epochs').waitFor();
      expect(await lab.locator('[data-testid=loss-final]').textContent()).toMatch(/0\.\d/);
      await lab.locator('[data-testid=check-verdict]', { hasText: 'Passed' }).waitFor();
      await lab.locator('[data-testid=network] svg').first().waitFor();
      await lab.locator('[data-testid=loss-chart] canvas').first().waitFor();
      expect(await lab.locator('body').innerText()).not.toMatch(/undefined|NaN/);

      await workbench.command('View: Show NN Lab');
      await weights.locator('[data-testid=layer-stats]').first().waitFor();
      expect(await weights.locator('body').innerText()).not.toMatch(/undefined|NaN/);
      await workbench.screenshot(`iris-${theme}`);
      await page.setViewportSize({ width: 900, height: 900 });
      await lab.locator('[data-testid=network] svg').first().waitFor();
      await workbench.screenshot(`iris-${theme}-narrow`);
    });

    it('asks nothing of the network', () => {
      const hosts = workbench.requests.map((url) => new URL(url)).filter(({ protocol }) => protocol.startsWith('http'));
      const outside = hosts.filter(({ hostname }) => hostname !== '127.0.0.1' && !hostname.endsWith('.vscode-cdn.net'));
      expect(outside.map(String)).toEqual([]);
    });
  },
);
