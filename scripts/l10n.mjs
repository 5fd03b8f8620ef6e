// Every string that a person reads is in English in the source, and in Japanese in l10n/ and
// package.nls.ja.json. Alone, this prints what is missing.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importBundled } from './bundled.mjs';
import { root, say } from './run.mjs';

/** @param {string} path @returns {Promise<Record<string, string>>} */
const readJson = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'));

/** A string literal as the first argument of what translates it. */
const translated = /\b(?:phrase|l10n\.t|(?<!\.)t)\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

/** @param {string} folder */
async function sources(folder) {
  const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const isSource = (/** @type {{ name: string, isFile(): boolean }} */ file) =>
    file.isFile() && file.name.endsWith('.ts');
  return Promise.all(files.filter(isSource).map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
}

/** The English strings of the program: literals, and the descriptions of the format. */
async function english() {
  const texts = [...(await sources('src')), ...(await sources('webview'))];
  const literals = texts.flatMap((text) => [...text.matchAll(translated)].map(([, literal]) => valueOf(literal ?? '')));
  /** @type {typeof import('../src/spec/reference.ts')} */
  const { schemaText } = await importBundled('src/spec/reference.ts');
  /** @type {string[]} */
  const descriptions = [];
  JSON.parse(schemaText(), (key, value) => {
    if (key === 'description' && typeof value === 'string') descriptions.push(value);
    return value;
  });
  // What is nothing but values and signs is the same in every language.
  const hasWords = (/** @type {string} */ text) => /[a-z]/i.test(text.replace(/\{\d+\}/g, ''));
  return new Set([...literals, ...descriptions].filter(hasWords));
}

/** @param {string} literal */
function valueOf(literal) {
  const inside = literal.slice(1, -1).replace(/\\'/g, "'");
  return String(JSON.parse(`"${literal[0] === '"' ? inside : inside.replace(/(?<!\\)"/g, '\\"')}"`));
}

const holes = (/** @type {string} */ text) => [...new Set(text.match(/\{\d+\}/g) ?? [])].toSorted().join();

/**
 * Strings that have no translation, translations of nothing, and those with other holes, one a line.
 * @returns {Promise<string[]>}
 */
export async function translationFaults() {
  const strings = await english();
  const bundle = await readJson('l10n/bundle.l10n.ja.json');
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  const keys = new Set([...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key ?? ''));
  const [nls, japanese] = [await readJson('package.nls.json'), await readJson('package.nls.ja.json')];
  return [
    ...compared('l10n/bundle.l10n.ja.json', strings, bundle),
    ...compared('package.nls.json', keys, nls),
    ...compared('package.nls.ja.json', keys, japanese),
    ...Object.entries(bundle).flatMap(([text, translation]) =>
      holes(text) === holes(translation) ? [] : [`l10n/bundle.l10n.ja.json: other holes: ${JSON.stringify(text)}`],
    ),
  ];
}

/**
 * @param {string} file
 * @param {ReadonlySet<string>} wanted
 * @param {Readonly<Record<string, string>>} found
 */
function compared(file, wanted, found) {
  const missing = [...wanted].filter((text) => !found[text]);
  const unused = Object.keys(found).filter((text) => !wanted.has(text));
  return [
    ...missing.map((text) => `${file}: missing: ${JSON.stringify(text)}`),
    ...unused.map((text) => `${file}: not used: ${JSON.stringify(text)}`),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const faults = await translationFaults();
  for (const fault of faults) say(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
