import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

/** A stranger's network: every text in it that is shown somewhere tries to be more than a text. */

let server: Server;
let address = '';
/** What reached the stranger. */
const reached: string[] = [];
let workbench: Workbench;

beforeAll(async () => {
  server = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*').end('window.broken = true');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`;
  const attack = `<img src="${address}/image" onerror="window.broken = true">`;
  const column = `<script src=${address}/script></script>`;
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const spec = {
    name: attack,
    description: `${attack}<base href="${address}/"><iframe src="${address}/frame"></iframe>`,
    data: { file: 'hostile.csv' },
    layers: [
      { units: 2, activation: 'tanh', name: `"];click A "javascript:window.broken=true" %%{init: {"theme":"dark"}}%%` },
      { units: 2, activation: 'softmax', name: `[Free](command:workbench.action.closeWindow) ${attack}` },
    ],
    training: { epochs: 20 },
  };
  workbench = await Workbench.open('hostile.nn.json', {
    files: {
      'hostile.nn.json': JSON.stringify(spec, null, 2),
      'hostile.csv': `${quoted(column)},x2,class\n1,2,${quoted(attack)}\n2,1,b\n3,4,${quoted(attack)}\n4,3,b\n`,
    },
  });
});
afterAll(async () => {
  await workbench?.close();
  server.close();
});

it('is trained and shown as text, in the lab and in a hover', async () => {
  const { lab, page } = workbench;
  await workbench.lens('Train').click();
  await workbench.state('Trained 20 epochs').waitFor();
  await lab.locator('[data-testid=network] svg').first().waitFor();
  expect(await lab.locator('main img, main iframe, main script, main a, base').count()).toBe(0);
  expect(await lab.locator('.description').textContent()).toContain('<base href=');
  await page.locator('.view-line').getByText('"units"', { exact: true }).last().hover();
  const hover = page.locator('.monaco-hover', { hasText: 'softmax' }).first();
  await hover.waitFor();
  expect(await hover.locator('a, img[src^="http"]').count()).toBe(0);
  await workbench.screenshot('hostile');
});

it('could do nothing with a script either: the policy of the webview refuses each way out', async () => {
  const refused = await workbench.lab.locator('body').evaluate(async (body, outside) => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    );
    const make = (tag: string, attributes: Readonly<Record<string, string>>, text = ''): void => {
      const node = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      node.textContent = text;
      body.append(node);
    };
    make('script', {}, 'window.broken = true');
    make('script', { src: `${outside}/script` });
    make('img', { src: `${outside}/image`, onerror: 'window.broken = true' });
    make('link', { rel: 'stylesheet', href: `${outside}/style` });
    make('iframe', { src: `${outside}/frame` });
    make('object', { data: `${outside}/object` });
    make('base', { href: `${outside}/` });
    const failures: string[] = [];
    const attempt = async (name: string, act: () => unknown): Promise<void> => {
      try {
        await act();
      } catch {
        failures.push(name);
      }
    };
    // In a turn of its own: what a debugger evaluates, as this test is, may make functions of texts.
    await attempt('eval', async () => {
      await new Promise((resolve) => setTimeout(resolve));
      return Reflect.construct(Function, ['return 1']);
    });
    await attempt('fetch', () => fetch(`${outside}/fetch`));
    await attempt('WebSocket', async () => {
      const socket = new WebSocket(`${outside.replace('http', 'ws')}/socket`);
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      });
    });
    await attempt('worker', async () => {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      await new Promise((resolve, reject) => {
        worker.addEventListener('message', resolve);
        worker.addEventListener('error', reject);
      });
    });
    const wanted = ['base-uri', 'connect-src', 'frame-src', 'img-src', 'object-src', 'script-src-elem'];
    while (!wanted.every((directive) => violations.includes(directive))) {
      await new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve, { once: true }));
    }
    return { violations: [...new Set(violations)], failures, broken: 'broken' in window };
  }, address);
  expect(refused.failures).toEqual(['eval', 'fetch', 'WebSocket', 'worker']);
  expect(refused.violations).toEqual(expect.arrayContaining(['script-src-attr', 'style-src-elem']));
  expect(refused.broken).toBe(false);
  // A refusal that does not come is waited for.
}, 60_000);

it('can’t lead the webview elsewhere', async () => {
  const frame = workbench.lab.locator('body');
  // Either may take the document away from under the script.
  const attempt = (act: (body: HTMLElement | SVGElement, outside: string) => void): Promise<void> =>
    frame.evaluate(act, address).catch(() => undefined);
  await attempt((body, outside) => {
    const form = document.createElement('form');
    form.action = `${outside}/form`;
    body.append(form);
    form.submit();
  });
  await attempt((_, outside) => location.assign(`${outside}/navigation`));
  // By then what was on its way has come: the same server is asked by the test itself.
  await fetch(`${address}/control`);
  expect(reached).toEqual(['/control']);
});
