import { expect, test } from 'vitest';
import { run, temporaryFolder } from './terminal.ts';

const folder = temporaryFolder();

test.each([
  [[], 'a command is missing'],
  [['fly'], 'there is no command “fly”'],
  [['train'], '“train” takes a file'],
  [['train', 'a', 'b'], '“train” takes one file, not 2'],
  [['train', 'a', '--faster'], 'unknown option '],
  [['validate', 'a', '--epochs', '3'], 'unknown option '],
  [['train', 'a', '--epochs', '0'], '--epochs takes a whole number from 1, not “0”'],
  [['train', 'a', '--epochs', '1.5'], '--epochs takes a whole number from 1, not “1.5”'],
  [['train', 'a', '--threads', 'all'], '--threads takes a whole number from 1, not “all”'],
  [['predict', 'a', '--input', '[1]'], '“predict” needs --weights'],
  [['predict', 'a', '--weights', 'w'], '“predict” takes either --input or --data'],
  [['predict', 'a', '--weights', 'w', '--input', '[1]', '--data', 'd'], '“predict” takes either --input or --data'],
])('%j is wrong usage', async (args, message) => {
  const { code, out, err } = await run(folder.path, args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`nn-lab: ${message}`);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

test.each([[['--help']], [['-h']], [['help']], [['train', '--help']], [['predict', 'file', '-h']], [['export', '-h']]])(
  '%j explains itself',
  async (args) => {
    const { code, out, err } = await run(folder.path, args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: nn-lab /);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  },
);
