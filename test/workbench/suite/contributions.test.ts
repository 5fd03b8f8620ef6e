import { deepEqual, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { codeLensesWhen, extension, openText, stubbed } from './documents.ts';

interface Entry {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly keybindings: readonly Entry[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents?: readonly string[];
      }[];
    }[];
  };
}

/** With its texts in place of their names. */
async function manifest(): Promise<Manifest['contributes']> {
  await extension().activate();
  const { contributes }: Manifest = extension().packageJSON;
  return contributes;
}

/** Keys of VS Code's own that hold a value where they are used: it lists those of its parts alone. */
const keysOfVSCode = new Set(['resource', 'view', 'viewItem']);

/** The keys that a condition asks for: the left of a comparison, or what stands alone. */
function keysOf(when: string): string[] {
  const values = /(?:==|!=|=~)\s*\S+/g;
  return when
    .replace(values, '')
    .split(/\s*(?:&&|\|\||\bnot in\b|\bin\b|[!()\s])\s*/)
    .filter((key) => key !== '' && key !== 'true' && key !== 'false');
}

async function knownKeys(): Promise<Set<string>> {
  const infos = await vscode.commands.executeCommand<{ key: string }[]>('getContextKeyInfo');
  return new Set([...infos.map(({ key }) => key), ...keysOfVSCode]);
}

/** The keys that the extension sets of its own from the beginning of a run to its end. */
async function ownKeys(): Promise<Set<string>> {
  const keys = new Set<string>();
  const original = vscode.commands.executeCommand.bind(vscode.commands);
  const watched = (id: string, ...rest: unknown[]) => {
    if (id === 'setContext') keys.add(String(rest[0]));
    return original(id, ...rest);
  };
  const { uri } = await openText(
    '{ "data": { "generator": "xor" }, "layers": [{ "units": 1 }], "training": { "epochs": 1 } }',
  );
  await stubbed(vscode.commands, 'executeCommand', watched, async () => {
    await original('nnLab.train', uri);
    await codeLensesWhen(uri, (ids) => ids[0] === 'nnLab.train');
  });
  return keys;
}

describe('what the manifest declares', () => {
  it('are menus, keys, welcome texts and steps whose commands are there', async () => {
    const { menus, keybindings, viewsWelcome, walkthroughs } = await manifest();
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const texts = [...viewsWelcome.map(({ contents }) => contents), ...steps.map(({ description }) => description)];
    const linked = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? ''));
    const awaited = steps.flatMap(({ completionEvents = [] }) =>
      completionEvents.map((event) => event.replace('onCommand:', '')),
    );
    const entries = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    for (const some of [linked, awaited, entries]) ok(some.length > 3);
    const registered = new Set(await vscode.commands.getCommands(true));
    deepEqual(
      [...linked, ...awaited, ...entries].filter((id) => !registered.has(id)),
      [],
    );
  });

  it('are views with commands of VS Code’s to show them, also where a welcome text is for one', async () => {
    const { views, viewsWelcome } = await manifest();
    const own = Object.values(views).flatMap((list) => list.map(({ id }) => id));
    ok(own.length > 0);
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of own) ok(registered.has(`${id}.focus`), id);
    // The Testing view's own welcome is hidden, not its commands.
    for (const { view } of viewsWelcome) ok(view === 'testing' || own.includes(view), view);
    ok(registered.has('workbench.view.testing.focus'));
  });

  it('are conditions of keys that somebody sets', async () => {
    const { menus, keybindings, viewsWelcome } = await manifest();
    const conditions = [...Object.values(menus).flat(), ...keybindings, ...viewsWelcome].map(({ when }) => when ?? '');
    const used = new Set(conditions.flatMap(keysOf));
    ok(used.has('nnLab.training') && used.has('resourceLangId'), [...used].join());
    const [known, own] = [await knownKeys(), await ownKeys()];
    const unknown = [...used].filter((key) => !known.has(key) && !own.has(key));
    deepEqual(unknown, []);
  });

  it('are pictures that are there', async () => {
    const { walkthroughs } = await manifest();
    const pictures = walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg));
    ok(pictures.length > 0);
    deepEqual(
      pictures.filter((path) => !existsSync(join(extension().extensionPath, path))),
      [],
    );
  });
});
