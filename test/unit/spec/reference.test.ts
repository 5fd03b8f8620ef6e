import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { problemCodes } from '../../../src/spec/codes.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { schemaText, withTables } from '../../../src/spec/reference.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

describe('what is made from the format (node scripts/format.mjs makes it anew)', () => {
  it('is the schema that the editor uses', async () => {
    expect(await read('media/nn.schema.json')).toBe(schemaText());
  });

  it('is every table of the reference', async () => {
    const reference = await read('docs/format.md');
    expect(reference).toBe(withTables(reference));
    expect(reference.match(/<!-- table \w+ -->\n\n\| /g)).toHaveLength(11);
  });

  it('does not leave out a table that is asked for', () => {
    expect(() => withTables('<!-- table nothing -->\n<!-- end of table -->')).toThrow('“nothing”');
  });
});

describe('the reference', () => {
  it('shows a spec without problems', async () => {
    const [, example = ''] = /```json\n([^]*?)```/.exec(await read('docs/format.md')) ?? [];
    expect(parseSpec(example).problems).toEqual([]);
    expect(parseSpec(example).spec?.name).toBe('XOR');
  });

  it('explains every problem code, and no other', async () => {
    const explained = [...(await read('docs/problems.md')).matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
    expect(explained).toEqual(problemCodes);
  });
});
