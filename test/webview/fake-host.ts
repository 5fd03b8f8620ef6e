import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { provideChromium } from '../../scripts/chromium.mjs';
import type { ThemeName } from './themes.ts';
import { themeNames, themes } from './themes.ts';

/**
 * A page that is to a webview what VS Code is: its template, its policy, its theme and its messages.
 * The scripts are those of `dist/`, as they ship.
 */

declare global {
  interface Window {
    /** What the webview posted to its host. */
    posted: unknown[];
    /** Its state, as kept over reloads. */
    kept: unknown;
  }
}

const origin = 'http://webview.test';

type Open = (webview: 'lab' | 'weights', options?: Options) => Promise<FakeHost>;

/** A browser for the tests of a file. After each test, its pages must be free of errors. */
export function useWebviews(): Open {
  let browser: Browser;
  let hosts: FakeHost[] = [];
  // A first page takes seconds on a busy machine.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: await provideChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterEach(async () => {
    const errors = hosts.flatMap((host) => host.errors);
    await Promise.all(hosts.map(({ page }) => page.close()));
    hosts = [];
    expect(errors).toEqual([]);
  });
  afterAll(() => browser.close());
  return async (webview, options = {}) => {
    const host = await FakeHost.open(browser, webview, options);
    hosts.push(host);
    return host;
  };
}

export interface Options {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** Kept from an earlier document. */
  readonly state?: unknown;
  readonly translations?: Readonly<Record<string, string>>;
}

/** One webview in a page of its own. */
export class FakeHost {
  /** Errors on the page, refused loads by the policy included. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.errors.push(message.text());
    });
  }

  static async open(browser: Browser, webview: 'lab' | 'weights', options: Options = {}): Promise<FakeHost> {
    const { width = 700, height = 900, theme = 'dark' } = options;
    const page = await browser.newPage({ viewport: { width, height } });
    const host = new FakeHost(page);
    const html = await fill(webview, options.translations ?? {});
    await page.route('**/*', async (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      const body = path === '' ? html : await readFile(`dist/webview/${path}`, 'utf8');
      return route.fulfill({ body, contentType: contentType(path) });
    });
    await page.addInitScript((state) => {
      window.posted = [];
      window.kept = state;
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => window.posted.push(message),
          getState: () => window.kept,
          setState: (kept: unknown) => (window.kept = kept),
        }),
      });
    }, options.state);
    await page.addInitScript(applyTheme, themes[theme]);
    await page.goto(`${origin}/`);
    await page.waitForFunction(() => window.posted.length > 0);
    return host;
  }

  /** Delivers a message, and waits for the frame in which it is drawn. */
  async send(message: unknown): Promise<void> {
    await this.page.evaluate((packed) => {
      const unpack = (value: unknown): unknown => {
        if (typeof value !== 'object' || value === null) return value;
        if ('floats' in value && Array.isArray(value.floats)) return Float64Array.from(value.floats);
        if (Array.isArray(value)) return value.map(unpack);
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
      };
      window.postMessage(unpack(packed), '*');
      return new Promise<void>((drawn) => {
        addEventListener('message', () => requestAnimationFrame(() => requestAnimationFrame(() => drawn())), {
          once: true,
        });
      });
    }, pack(message));
  }

  /** Chooses a theme, and waits for the frame in which it shows. */
  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(applyTheme, themes[theme]);
    await this.page.evaluate(
      () => new Promise<void>((shown) => requestAnimationFrame(() => requestAnimationFrame(() => shown()))),
    );
  }

  /** One load of the page for all themes: one that is chosen while it is open shows in it as well. */
  async inEachTheme(look: (theme: ThemeName) => Promise<void>): Promise<void> {
    for (const theme of themeNames) {
      await this.setTheme(theme);
      await look(theme);
    }
  }

  posted(): Promise<unknown[]> {
    return this.page.evaluate(() => window.posted);
  }

  /** What was posted, but for what a page asks of its own accord when it is there. */
  async orders(): Promise<unknown[]> {
    const ofItsOwn = ['ready', 'predictions', 'trace'];
    const posted = await this.posted();
    return posted.filter(
      (message) => !ofItsOwn.some((type) => JSON.stringify(message).startsWith(`{"type":"${type}"`)),
    );
  }

  kept(): Promise<unknown> {
    return this.page.evaluate(() => window.kept);
  }

  async networkDrawn(): Promise<void> {
    await this.page.waitForSelector('[data-testid=network] svg');
  }
}

async function fill(webview: 'lab' | 'weights', translations: Readonly<Record<string, string>>): Promise<string> {
  const template = await readFile(`src/views/${webview}.html`, 'utf8');
  const values = new Map([
    ['nonce', 'bm9uY2U'],
    ['cspSource', origin],
    ['lang', 'en'],
    ['l10n', JSON.stringify(translations).replaceAll('"', '&quot;')],
    ['script', `${origin}/${webview}.js`],
    ['style', `${origin}/${webview}.css`],
    ['diagram', `${origin}/diagram.js`],
  ]);
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values.get(name) ?? '');
}

function contentType(path: string): string {
  if (path.endsWith('.js')) return 'text/javascript';
  return path.endsWith('.css') ? 'text/css' : 'text/html';
}

/** Runs in the page: VS Code puts variables on the root and the theme's kind on the body. */
function applyTheme({ kind, variables }: { kind: string; variables: Readonly<Record<string, string>> }): void {
  const apply = (): void => {
    const values = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value}`);
    document.documentElement.setAttribute('style', values.join(';'));
    document.body.className = kind;
    document.body.setAttribute('data-vscode-theme-kind', kind);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', apply);
  else apply();
}

/** Typed arrays as objects of plain ones: the way into the page is by serialisation. */
function pack(value: unknown): unknown {
  if (value instanceof Float64Array) return { floats: Array.from(value) };
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pack(inner)]));
}
