import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';

/**
 * Writes a file all or nothing: beside its place, on the disk, read back and compared, and only then
 * put there. Whatever fails, a file that was there stays as it was. A link keeps leading to its file.
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const sibling = `${target}.${randomUUID()}.tmp`;
  try {
    const handle = await open(sibling, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await readFile(sibling)).equals(bytes)) throw new Error('what was written reads back differently');
    await rename(sibling, target);
  } catch (error) {
    await rm(sibling, { force: true });
    throw error;
  }
}
