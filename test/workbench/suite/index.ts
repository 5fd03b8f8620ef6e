import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Mocha from 'mocha';

/**
 * Called by VS Code in the extension host: runs every test file beside this one. What came of
 * them is left in results.json for scripts/host-tests.mjs: VS Code hands on an exit code, and
 * console output among its own.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 180_000, reporter: 'min' });
  for (const name of readdirSync(__dirname)) if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));
  let passed = 0;
  const lines: string[] = [];
  const failed = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => (passed++, lines.push(`✓ ${test.fullTitle()}`)))
      .on('fail', (test, error) => lines.push(`✗ ${test.fullTitle()}\n${inspect(error)}`));
  });
  writeFileSync(join(__dirname, 'results.json'), JSON.stringify({ passed, failed, lines }));
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}
