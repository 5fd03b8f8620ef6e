import * as vscode from 'vscode';
import { Channel } from '../protocol/channel.ts';
import type { Guard } from '../protocol/guards.ts';
import { fromWire, toWire } from '../protocol/wire.ts';
import { Frames } from './frames.ts';
import { html, resourceRoots, type Page } from './html.ts';
import type { PageLoads } from './pageLoads.ts';

/** Until a webview that loads slowly is taken for one that failed to. */
const readyTime = 10_000;
const attempts = 3;

/** A webview as it is while it can be seen: loaded, then ready for messages, then gone again. */
export class WebviewClient<Incoming extends { type: string }, Outgoing> implements vscode.Disposable {
  private readonly channel: Channel<Incoming, Outgoing>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private ready = false;
  private loads = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the last message. */
  private delivery: Thenable<unknown> = Promise.resolve();
  private readonly frames = new Frames<Outgoing>((frame) => {
    this.channel.post(frame);
    return this.delivery;
  });

  constructor(
    private readonly webview: vscode.Webview,
    private readonly extension: vscode.Uri,
    private readonly page: Page,
    guard: Guard<Incoming>,
    receive: (message: Incoming) => void,
    private readonly log: (line: string) => void,
    private readonly pageLoads: PageLoads,
  ) {
    webview.options = { enableScripts: true, localResourceRoots: resourceRoots(extension) };
    this.channel = new Channel(
      {
        post: (message) => (this.delivery = webview.postMessage(toWire(message))),
        listen: (hear) =>
          this.subscriptions.push(webview.onDidReceiveMessage((message: unknown) => hear(fromWire(message)))),
      },
      guard,
      (message) => {
        if (message.type === 'ready') this.becomeReady();
        receive(message);
      },
      log,
    );
    this.shown();
  }

  /** Dropped while there is nobody to read it: `ready` is answered with all there is. */
  post(message: Outgoing): void {
    if (this.ready) this.channel.post(message);
  }

  /** As `post`, for what the next of its kind outdates: made and sent when the window has taken in the one before. */
  postFrame(make: () => Outgoing | undefined): void {
    this.frames.offer(() => (this.ready ? make() : undefined));
  }

  /** Loads the page if it has never been; otherwise VS Code does, and it will say `ready`. */
  shown(): void {
    this.loads = 0;
    if (!this.ready) this.expectReady();
    if (this.webview.html === '') this.load();
  }

  /** A hidden webview loses its document. */
  hidden(): void {
    this.ready = false;
    this.frames.clear();
    this.endLoading();
  }

  dispose(): void {
    this.hidden();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private becomeReady(): void {
    this.ready = true;
    this.endLoading();
  }

  private endLoading(): void {
    clearTimeout(this.timer);
    this.pageLoads.end(this);
  }

  private expectReady(): void {
    clearTimeout(this.timer);
    this.pageLoads.begin(this);
    this.timer = setTimeout(() => {
      this.log(`the page ${this.page.name} did not load`);
      if (this.loads < attempts) this.load();
      else this.endLoading();
    }, readyTime);
  }

  private load(): void {
    this.loads++;
    this.expectReady();
    this.webview.html = html(this.webview, this.extension, this.page);
  }
}
