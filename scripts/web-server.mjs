import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, sep } from 'node:path';
import { Failure } from './run.mjs';
import { provideServer } from './server.mjs';

/** @type {Readonly<Record<string, string>>} */
const kinds = {
  '.cjs': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/**
 * The workbench that comes with VS Code's server takes it for the remote end, and keeps settings and the state of
 * extensions there. As VS Code's own for the web it does without, and keeps them in the browser.
 * @type {readonly (readonly [RegExp, string])[]}
 */
const changes = [
  [/remoteAuthority:location\.host/, 'remoteAuthority:undefined'],
  [/\.with\(\{scheme:\w+\.vscodeRemote\}\),"User"\)/, '.with({scheme:"vscode-userdata"}),"User")'],
];

/** @param {string} script */
function alone(script) {
  return changes.reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Failure(`The workbench is not as it was: there is nothing like ${from} in it.`);
    return text.replace(from, to);
  }, script);
}

/** @param {unknown} value */
const attribute = (value) => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** @param {unknown} configuration as the workbench's own page has it in an attribute */
const page = (configuration) => `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <meta id="vscode-workbench-web-configuration" data-settings="${attribute(configuration)}" />
    <meta id="vscode-workbench-auth-session" data-settings="" />
    <link rel="stylesheet" href="/code/out/vs/code/browser/workbench/workbench.css" />
  </head>
  <body aria-label=""></body>
  <script>globalThis._VSCODE_FILE_ROOT = new URL('/code/out/', location.href).href;</script>
  <script type="module" src="/code/out/nls.messages.js"></script>
  <script type="module" src="/code/out/vs/code/browser/workbench/workbench.js"></script>
</html>
`;

/**
 * Serves VS Code for the Web on the loopback address: the workbench alone, whose extensions run in a worker of the
 * browser.
 * @param {{ extensions: Readonly<Record<string, string>>, settings: Readonly<Record<string, unknown>> }} options
 *   `extensions` are folders by the name in their address
 */
export async function startWebServer({ extensions, settings }) {
  const { main } = await provideServer();
  /** @type {Readonly<Record<string, string>>} */
  const folders = { code: dirname(dirname(main)), ...extensions };

  /**
   * @param {string} path
   * @param {string} host
   */
  async function content(path, host) {
    if (path === '/') {
      const found = Object.keys(extensions).map((name) => ({ scheme: 'http', authority: host, path: `/${name}` }));
      const configuration = {
        additionalBuiltinExtensions: found,
        webviewEndpoint: '/code/out/vs/workbench/contrib/webview/browser/pre',
        configurationDefaults: settings,
        userDataPath: '/user',
        isEnabledFileDownloads: false,
        isEnabledFileUploads: false,
        isEnabledCoderGettingStarted: false,
        productConfiguration: { enableTelemetry: false },
      };
      return page(configuration);
    }
    const [, name = '', ...rest] = path.split('/');
    const folder = folders[name];
    if (folder === undefined) return undefined;
    const file = join(folder, ...rest);
    if (!file.startsWith(folder + sep)) return undefined;
    const bytes = await readFile(file).catch(() => undefined);
    return bytes && path.endsWith('/workbench/workbench.js') ? alone(bytes.toString()) : bytes;
  }

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    content(path, request.headers.host ?? '').then(
      (body) => {
        const kind = path === '/' ? 'text/html' : (kinds[extname(path)] ?? 'application/octet-stream');
        response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': kind }).end(body);
      },
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
