import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic.ts';
import type { Folder } from './recordStore.ts';

/** A folder on the disk, made when something is first written into it. */
export function diskFolder(path: string): Folder {
  return {
    async files() {
      const names = await readdir(path).catch(() => []);
      const sizes = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)));
      return names.flatMap((name, index) => {
        const found = sizes[index];
        return found?.isFile() ? [{ name, size: found.size }] : [];
      });
    },
    read: (name, most) =>
      (most === undefined ? readFile(join(path, name)) : startOf(join(path, name), most)).catch(() => undefined),
    async write(name, bytes) {
      await mkdir(path, { recursive: true });
      await writeAtomically(join(path, name), bytes);
    },
    remove: (name) => rm(join(path, name), { force: true }),
  };
}

async function startOf(path: string, most: number): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
