import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run, say } from './run.mjs';

/** What exported networks are tried out with. */
const modules = ['torch', 'onnx'];
const candidates = [process.env['NN_LAB_PYTHON'], '/usr/bin/python3', 'python3', 'python'];

/** A Python with PyTorch and ONNX, if there is one. */
export function findPython() {
  const missing = `any(find_spec(name) is None for name in ${JSON.stringify(modules)})`;
  const code = `import sys; from importlib.util import find_spec; sys.exit(${missing})`;
  return candidates.find((python) => python && spawnSync(python, ['-c', code]).status === 0);
}

/**
 * A Python for the tests of exports: one with PyTorch and ONNX, for root else Debian's packages.
 * Undefined, after saying so, where there is neither: those tests are then reported as not run.
 * @returns {Promise<string | undefined>}
 */
export async function providePython() {
  const found = findPython();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing PyTorch and ONNX …');
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
    const packages = modules.map((name) => `python3-${name}`);
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
    const installed = findPython();
    if (installed !== undefined) return installed;
  }
  say(
    'Tests of exports to PyTorch and of ONNX’s own check are not run: there is no Python with torch and onnx. ' +
      'Install both (Debian: python3-torch, python3-onnx), or name such a Python in NN_LAB_PYTHON.',
  );
  return undefined;
}
