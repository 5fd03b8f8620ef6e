import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { chromiumArgs, provideChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { quiet, startServer } from '../../scripts/server.mjs';
import { vsix } from '../../scripts/setup.mjs';
import { startWebServer } from '../../scripts/web-server.mjs';
import { makeFilesExtension, unpackExtension } from './web/extensions.ts';

export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;
export type Theme = keyof typeof themes;

interface WorkbenchOptions {
  readonly theme?: Theme;
  /** More files for the folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Otherwise VS Code is in Restricted Mode. */
  readonly trusted?: boolean;
  /** Of the extension's texts. */
  readonly language?: string;
  /** More switches for Chromium. */
  readonly switches?: readonly string[];
}

export const openWorkbenches = new Set<Workbench>();

/** VS Code's real workbench in Chromium, with the packaged extension and a copy of the examples. */
export class Workbench {
  private constructor(
    /** The folder that is open. */
    readonly folder: string,
    /** Where the packaged extension was installed. */
    readonly extensions: string,
    readonly page: Page,
    readonly requests: readonly string[],
    private readonly closeAll: () => Promise<void>,
  ) {}

  static async open(
    file: string,
    { theme = 'dark', files = {}, trusted = true, language, switches = [] }: WorkbenchOptions = {},
  ): Promise<Workbench> {
    const place = await mkdtemp(join(tmpdir(), 'nn-lab-'));
    const folder = join(place, 'examples');
    const data = join(place, 'server');
    await cp(join(root, 'examples'), folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const settings = { 'workbench.colorTheme': themes[theme] };
    const server = await startServer({ data, extension: vsix, settings, trusted });
    const end = async (): Promise<void> => {
      server.stop();
      await server.ended;
      await rm(place, { recursive: true, force: true, maxRetries: 5 });
    };
    const opened = `vscode-remote://${new URL(server.address).host}${join(folder, file)}`;
    const places = { folder, opened, extensions: join(data, 'extensions') };
    return this.show(server.address, places, { language, switches }, end);
  }

  /**
   * VS Code for the Web: the workbench without any server, its extensions in the browser, and the examples in the
   * browser's memory.
   */
  static async openOnTheWeb(file: string, files: WorkbenchOptions['files'] = {}): Promise<Workbench> {
    const place = await mkdtemp(join(tmpdir(), 'nn-lab-web-'));
    const extensions = { 'nn-lab': join(place, 'nn-lab'), files: join(place, 'files') };
    await unpackExtension(extensions['nn-lab']);
    await makeFilesExtension(extensions.files, files);
    const settings = { ...quiet, 'workbench.colorTheme': themes.dark };
    const server = await startWebServer({ extensions, settings });
    const end = async (): Promise<void> => {
      server.stop();
      await rm(place, { recursive: true, force: true, maxRetries: 5 });
    };
    const places = { folder: 'memory:/', opened: `memory:/${file}`, extensions: place };
    return this.show(server.address, places, { switches: [] }, end);
  }

  private static async show(
    address: string,
    { folder, opened, extensions }: { readonly folder: string; readonly opened: string; readonly extensions: string },
    { language, switches }: { readonly language?: string | undefined; readonly switches: readonly string[] },
    end: () => Promise<void>,
  ): Promise<Workbench> {
    let browser: Browser | undefined;
    const closeAll = async (): Promise<void> => {
      await browser?.close();
      await end();
    };
    try {
      browser = await chromium.launch({
        executablePath: await provideChromium(),
        args: [...chromiumArgs, ...switches],
      });
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(60_000);
      // Without a language pack VS Code itself stays English; its extensions are told the language.
      if (language) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
      const requests: string[] = [];
      // The workbench itself asks its extension gallery; what is ours runs in frames of it.
      page.on('request', (request) => {
        if (request.serviceWorker() === null && request.frame() !== page.mainFrame()) requests.push(request.url());
      });
      const workbench = new Workbench(folder, extensions, page, requests, closeAll);
      openWorkbenches.add(workbench);
      const query = new URLSearchParams({ folder, payload: JSON.stringify([['openFile', opened]]) });
      await page.goto(`${address}/?${query}`);
      await workbench.tab(basename(opened)).waitFor();
      return workbench;
    } catch (error) {
      await closeAll();
      throw error;
    }
  }

  close(): Promise<void> {
    openWorkbenches.delete(this);
    return this.closeAll();
  }

  /**
   * Reloads the window by VS Code's command, which waits until its state is saved. Without the order in its address
   * to open a file: that has VS Code open nothing else.
   */
  async reload(): Promise<void> {
    await this.page.evaluate(() => {
      const address = new URL(location.href);
      address.searchParams.delete('payload');
      history.replaceState(null, '', address);
    });
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name }).first();
  }

  /** The link of a CodeLens. */
  lens(text: string): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The document of the lab that is shown. */
  get lab(): FrameLocator {
    return this.webview(':not([src*="purpose=webviewView"])');
  }

  /** The document of the sidebar's view, which VS Code names as such in the address of its frame. */
  get weights(): FrameLocator {
    return this.webview('[src*="purpose=webviewView"]');
  }

  /** The sentence about how the run stands. */
  state(text: string): Locator {
    return this.lab.locator('[data-testid=run-state]', { hasText: text });
  }

  /** Runs a command by its title, from the palette. */
  command(title: string): Promise<void> {
    return this.pick('F1', `>${title}`, title, (row) => row.click({ timeout: 5_000 }));
  }

  /** Leaves the palette open with what it has for a text. */
  palette(text: string, title: string): Promise<void> {
    return this.pick('F1', `>${text}`, title, (row) => row.waitFor({ timeout: 5_000 }));
  }

  /** Opens a file of the folder by its name. */
  async file(name: string): Promise<void> {
    await this.pick('ControlOrMeta+P', name, name, (row) => row.click({ timeout: 5_000 }));
    await this.tab(name).waitFor();
  }

  /** Puts the cursor at the end of the file that is open, and types. */
  async type(text: string): Promise<void> {
    await this.page.locator('.monaco-editor .view-lines').first().click();
    await this.page.keyboard.press('ControlOrMeta+End');
    await this.page.keyboard.type(text);
  }

  /** What the Problems panel says: below each file its problems, below each of them places that belong to it. */
  async problems(): Promise<string[]> {
    return this.page.locator('.markers-panel .monaco-list-row[aria-level="2"]').allInnerTexts();
  }

  /** Into test/screenshots/, which git ignores. */
  async screenshot(name: string): Promise<void> {
    await keep(name, await this.page.screenshot());
  }

  /** The same of a part of the page. */
  async picture(name: string, part: Locator): Promise<void> {
    await keep(name, await part.screenshot());
  }

  /** In the list that a key opens. That closes if something else takes the focus: then again. */
  private async pick(key: string, text: string, title: string, use: (row: Locator) => Promise<void>): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    const tryOnce = async (): Promise<boolean> => {
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: 5_000 });
        await use(row);
        return true;
      } catch {
        return false;
      }
    };
    let tries = 12;
    while (!(await tryOnce())) if (--tries === 0) throw new Error(`The list did not stay open for “${title}”.`);
  }

  private webview(address: string): FrameLocator {
    return this.page.frameLocator(`iframe.webview.ready${address}`).frameLocator('iframe#active-frame');
  }
}

async function keep(name: string, png: Uint8Array): Promise<void> {
  const folder = join(root, 'test', 'screenshots');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), png);
}
