import { describe, expect, it } from 'vitest';
import { Snapshots } from '../../../src/engine/snapshots.ts';

function filled(epochs: number, parameters = 1): Snapshots {
  const snapshots = new Snapshots(parameters);
  for (let epoch = 0; epoch <= epochs; epoch++) {
    if (snapshots.takes(epoch)) snapshots.add({ epoch, parameters: Float64Array.of(epoch) });
  }
  return snapshots;
}
const epochsOf = (snapshots: Snapshots): number[] => snapshots.all().map(({ epoch }) => epoch);

describe('snapshots', () => {
  it('are of every epoch while there are few', () => {
    expect(epochsOf(filled(255))).toEqual(Array.from({ length: 256 }, (_, epoch) => epoch));
  });

  it('are thinned evenly as they grow, the first staying', () => {
    const epochs = epochsOf(filled(1000));
    expect(epochs).toEqual(Array.from({ length: 251 }, (_, index) => 4 * index));
  });

  it('never are more than a slider can tell apart, nor than memory allows', () => {
    for (const epochs of [256, 10_000, 99_999]) expect(epochsOf(filled(epochs)).length).toBeLessThanOrEqual(256);
    // 1,000,000 parameters take 8 MB: eight of them fit into 64 MiB.
    expect(epochsOf(filled(100, 1_000_000)).length).toBeLessThanOrEqual(8);
    expect(epochsOf(filled(100, 1e9))).toEqual([0, 64]);
  });

  it('are thinned alike, however they come: some left out on the way make no difference', () => {
    const all = filled(3000);
    const again = new Snapshots(1);
    for (const snapshot of all.all()) again.add(snapshot);
    expect(epochsOf(again)).toEqual(epochsOf(all));
  });

  it('answer for an epoch with the last one before it', () => {
    const snapshots = filled(1000);
    expect(snapshots.at(0)?.parameters).toEqual(Float64Array.of(0));
    expect(snapshots.at(403)?.epoch).toBe(400);
    expect(snapshots.at(9999)?.epoch).toBe(1000);
    expect(new Snapshots(1).at(3)).toBeUndefined();
  });
});
