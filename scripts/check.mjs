// Types, lint with the fences between the rooms, format, unused code, package contents, translations.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, mustRun, root, run, say, script } from './run.mjs';
import { installPackages } from './setup.mjs';

const bin = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path);

const checks = [
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '-b'] },
  { name: 'lint and fences', args: [bin('oxlint', 'bin', 'oxlint'), '--deny-warnings'] },
  { name: 'format', args: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'unused code', args: [bin('knip', 'bin', 'knip.js')] },
];

/** What the package holds is listed in scripts/package-contents.txt; anything else is a mistake. */
async function checkContents() {
  await mustRun('build', process.execPath, ['scripts/build.mjs']);
  const listed = await mustRun('list the package', process.execPath, [
    bin('@vscode', 'vsce', 'vsce'),
    'ls',
    '--no-dependencies',
  ]);
  const isFile = (/** @type {string} */ line) => line !== '' && !line.startsWith('npm ');
  const found = listed
    .split('\n')
    .map((line) => line.trim())
    .filter(isFile)
    .toSorted();
  const expected = (await readFile(join(root, 'scripts', 'package-contents.txt'), 'utf8'))
    .trim()
    .split('\n')
    .toSorted();
  const [extra, missing] = [
    found.filter((file) => !expected.includes(file)),
    expected.filter((file) => !found.includes(file)),
  ];
  if (extra.length + missing.length === 0) return true;
  say(`package contents: unexpected: ${extra.join(', ') || 'none'}; missing: ${missing.join(', ') || 'none'}`);
  return false;
}

await script(async () => {
  await installPackages();
  const failed = [];
  for (const { name, args } of checks) {
    say(`check: ${name}`);
    const { code } = await run(process.execPath, args);
    if (code !== 0) failed.push(name);
  }
  say('check: package contents');
  if (!(await checkContents())) failed.push('package contents');
  say('check: translations');
  // Imported after set-up: it uses packages.
  const { translationFaults } = await import('./l10n.mjs');
  const faults = await translationFaults();
  for (const fault of faults) say(fault);
  if (faults.length > 0) failed.push('translations');
  if (failed.length > 0) throw new Failure(`Failed: ${failed.join(', ')}.`);
});
