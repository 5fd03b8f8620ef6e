import { describe, expect, it } from 'vitest';
import { columnNames } from '../../../src/data/columnNames.ts';
import { DataFileError, type DataReader } from '../../../src/data/dataset.ts';
import { phrase } from '../../../src/spec/phrase.ts';

const reading = (...chunks: string[]): DataReader => ({
  async open() {
    return (async function* () {
      for (const chunk of chunks) yield new TextEncoder().encode(chunk);
    })();
  },
});

describe('column names', () => {
  it('are those of the header, wherever the file is cut into pieces', async () => {
    expect(await columnNames('a.csv', reading('siz', 'e;"the; kind"', '\n1;b\n'))).toEqual(['size', 'the; kind']);
  });

  it('are had without reading a large file to its end', async () => {
    const endless: DataReader = {
      async open() {
        return (async function* () {
          yield new TextEncoder().encode('x,y\n');
          for (let rows = 0; rows < 1000; rows++) yield new TextEncoder().encode('1,2\n'.repeat(1000));
          throw new Error('read to the end');
        })();
      },
    };
    expect(await columnNames('a.csv', endless)).toEqual(['x', 'y']);
  });

  it('are the keys of the first record', async () => {
    expect(await columnNames('a.jsonl', reading('{"size": 1, "kind": "b"}\n', '{"si'))).toEqual(['size', 'kind']);
    expect(await columnNames('a.json', reading('[{"input": [1, 2], "target": 3}'))).toEqual(['x1', 'x2', 'y']);
  });

  it('are none of a file that can’t be read, or has no header', async () => {
    const refusing: DataReader = { open: () => Promise.reject(new DataFileError(phrase('no'))) };
    expect(await columnNames('a.csv', refusing)).toEqual([]);
    expect(await columnNames('a.csv', reading(''))).toEqual([]);
    expect(await columnNames('a.png', reading('x,y'))).toEqual([]);
  });
});
