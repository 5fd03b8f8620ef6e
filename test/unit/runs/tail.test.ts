import { appendFile, mkdtemp, realpath, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tailReader } from '../../../src/runs/tail.ts';

let folder = '';
let file = '';
let abort = new AbortController();

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'nn-lab-')));
  file = join(folder, 'a.csv');
  abort = new AbortController();
  await writeFile(file, 'x,y\n1,2\n');
});

afterEach(async () => {
  abort.abort();
  await rm(folder, { recursive: true });
});

/** Reads the file as it grows; `until` resolves once so much has been read. */
async function reading() {
  let text = '';
  let seen = (): void => {};
  const pieces = await tailReader(folder, folder, abort.signal, { least: 1, most: 20 }).open('a.csv');
  const end = (async () => {
    for await (const piece of pieces) {
      text += new TextDecoder().decode(piece);
      seen();
    }
    return text;
  })();
  // Whether it fails is for the test to say.
  end.catch(() => {});
  const until = async (wanted: string): Promise<void> => {
    while (text !== wanted) {
      const ended = await Promise.race([end, new Promise<undefined>((resolve) => (seen = () => resolve(undefined)))]);
      if (ended !== undefined) throw new Error(`it ended with ${JSON.stringify(ended)}`);
    }
  };
  return { end, until };
}

describe('the tail of a file', () => {
  it('is read as it comes, half lines too, and ends with the signal', async () => {
    const { end, until } = await reading();
    await until('x,y\n1,2\n');
    await appendFile(file, '3,');
    await until('x,y\n1,2\n3,');
    await appendFile(file, '4\n5,6\n');
    await until('x,y\n1,2\n3,4\n5,6\n');
    abort.abort();
    expect(await end).toBe('x,y\n1,2\n3,4\n5,6\n');
  });

  it('is whole after a burst of appends', async () => {
    const { end, until } = await reading();
    const rows = Array.from({ length: 500 }, (_, row) => `${row},${row}\n`);
    for (const row of rows) await appendFile(file, row);
    await until(`x,y\n1,2\n${rows.join('')}`);
    abort.abort();
    await end;
  });

  it('is read in pieces where much has come at once', async () => {
    const { end, until } = await reading();
    const much = '0123456,890123\n'.repeat(200_000);
    await appendFile(file, much);
    await until(`x,y\n1,2\n${much}`);
    abort.abort();
    await end;
  });

  it('goes on in another file with the same beginning, as editors save one', async () => {
    const { end, until } = await reading();
    await until('x,y\n1,2\n');
    await writeFile(join(folder, 'b.csv'), 'x,y\n1,2\n3,4\n');
    await rename(join(folder, 'b.csv'), file);
    await until('x,y\n1,2\n3,4\n');
    await appendFile(file, '5,6\n');
    await until('x,y\n1,2\n3,4\n5,6\n');
    abort.abort();
    await end;
  });

  it('fails when the file is replaced by another', async () => {
    const { end, until } = await reading();
    await until('x,y\n1,2\n');
    await writeFile(join(folder, 'b.csv'), 'x,y\n7,8\n9,10\n');
    await rename(join(folder, 'b.csv'), file);
    await expect(end).rejects.toMatchObject({
      message: 'a.csv was replaced during the run: what had been read of it is gone',
      code: 'data-replaced',
    });
  });

  it('fails when the file is cut short', async () => {
    const { end, until } = await reading();
    await until('x,y\n1,2\n');
    await truncate(file, 4);
    await expect(end).rejects.toThrow('a.csv was cut short during the run: 4 bytes, of which 8 had been read');
  });

  it('fails when the file is deleted', async () => {
    const { end, until } = await reading();
    await until('x,y\n1,2\n');
    await rm(file);
    await expect(end).rejects.toThrow('a.csv was deleted during the run');
  });
});

it('nothing outside the workspace is followed', async () => {
  await expect(tailReader(folder, folder, abort.signal).open('../a.csv')).rejects.toThrow('outside the workspace');
});
