import type { RandomStream } from '../engine/random.ts';
import type { Split } from './dataset.ts';

/**
 * Holds out a share of the rows at random; of every class alike, if there are classes.
 * At least one row is held out if there are two and the share is not 0; training always keeps one,
 * and one of each class where a single row more or less decides it.
 * @param classOf class of each row, or undefined
 */
export function splitRows(rows: number, share: number, classOf: Int32Array | undefined, random: RandomStream): Split {
  const order = new Int32Array(rows).map((_, row) => row);
  if (share === 0 || rows < 2) return { training: order, validation: new Int32Array(0) };
  random.shuffle(order);

  const groups = new Map<number, number[]>();
  for (const row of order) {
    const key = classOf?.[row] ?? 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const byClass = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
  const held = new Set<number>();
  const counts = heldOut(
    byClass.map((group) => group.length),
    share,
    rows,
  );
  byClass.forEach((group, index) => group.slice(0, counts[index]).forEach((row) => held.add(row)));

  order.sort();
  return { training: order.filter((row) => !held.has(row)), validation: order.filter((row) => held.has(row)) };
}

/** Rows to hold out of each class: the whole part of its share, then the largest remainders. */
function heldOut(sizes: readonly number[], share: number, rows: number): number[] {
  const total = Math.max(1, Math.min(rows - 1, Math.round(share * rows)));
  const counts = sizes.map((size) => Math.floor(share * size));
  const byRemainder = sizes
    .map((size, index) => ({ index, size, remainder: share * size - Math.floor(share * size) }))
    .sort((a, b) => b.remainder - a.remainder || b.size - a.size || a.index - b.index);
  let missing = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { index, size } of byRemainder) {
    const count = counts[index] ?? 0;
    if (missing <= 0 || count + 1 >= size) continue;
    counts[index] = count + 1;
    missing--;
  }
  // Classes of one row each: one of them has to go all the same.
  if (!counts.some((count) => count > 0)) counts[0] = 1;
  return counts;
}
