import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, root, say, script } from './run.mjs';
import { startServer } from './server.mjs';
import { build, installPackages, packageExtension, vsix } from './setup.mjs';

const help = `Usage: npm start [-- OPTIONS]

Does all set-up and opens an editor with NN Lab and its examples: desktop VS Code if
the command “code” is there, else VS Code's own server, in your browser.

  --server      the server, even where desktop VS Code is
  --port N      the server's port (default: a free one)
  --no-open     print the server's address, but do not open it
  --help        this text

Ctrl-C ends the server.
`;

function onPath(/** @type {string} */ command) {
  const names = process.platform === 'win32' ? [`${command}.cmd`, `${command}.exe`] : [command];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

function openInBrowser(/** @type {string} */ address) {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  if (command === undefined || (command === 'xdg-open' && !onPath(command))) return;
  // No browser is no failure: the address is printed.
  spawn(command, [...args, address], { stdio: 'ignore', detached: true })
    .once('error', () => {})
    .unref();
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        server: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new Failure(`“${values.port}” is no port: 1 to 65535.`);
    return { ...values, port };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

await script(async () => {
  const { help: wantsHelp, server: wantsServer, port, 'no-open': stayClosed } = options();
  if (wantsHelp) return void say(help);
  await installPackages();
  await build();
  const examples = join(root, 'examples');
  const first = join(examples, 'iris.nn.json');
  if (!wantsServer && onPath('code')) {
    const child = spawn('code', [`--extensionDevelopmentPath=${root}`, examples, first], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    return await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  }
  await packageExtension();
  // From before the server starts on: it has a process group of its own, which the terminal's Ctrl-C does not reach.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => process.exit());
  say('Starting VS Code’s server …');
  const server = await startServer({ data: join(root, '.cache', 'start'), port, extension: vsix });
  const payload = JSON.stringify([['openFile', `vscode-remote://${new URL(server.address).host}${first}`]]);
  const address = `${server.address}/?folder=${encodeURIComponent(examples)}&payload=${encodeURIComponent(payload)}`;
  say(`\nNN Lab is at\n\n  ${address}\n\nClick “Train” above the first line. Ctrl-C ends it.`);
  if (!stayClosed) openInBrowser(address);
  await server.ended;
});
