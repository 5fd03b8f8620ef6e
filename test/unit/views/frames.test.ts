import { beforeEach, expect, test } from 'vitest';
import { Frames } from '../../../src/views/frames.ts';

let sent: number[];
let arrivals: { readonly resolve: () => void; readonly reject: () => void }[];
let frames: Frames<number>;
let now: number;
const make = () => now;

beforeEach(() => {
  sent = [];
  arrivals = [];
  now = 0;
  frames = new Frames((frame) => {
    sent.push(frame);
    return new Promise<void>((resolve, reject) => arrivals.push({ resolve, reject }));
  });
});

async function settle(index: number, how: 'resolve' | 'reject' = 'resolve'): Promise<void> {
  arrivals[index]?.[how]();
  await Promise.resolve();
}

test('of the frames that come while one is on its way only the last is made, once that has arrived', async () => {
  for (now = 1; now <= 5; now++) frames.offer(make);
  expect(sent).toEqual([1]);
  now = 9;
  await settle(0);
  expect(sent).toEqual([1, 9]);
  await settle(1);
  expect(sent).toEqual([1, 9]);
});

test('a frame that is lost does not hold up the next', async () => {
  frames.offer(make);
  frames.offer(make);
  await settle(0, 'reject');
  expect(sent).toHaveLength(2);
});

test('cleared, nothing waits, and a new frame goes at once', async () => {
  frames.offer(make);
  frames.offer(make);
  frames.clear();
  await settle(0);
  expect(sent).toHaveLength(1);
  frames.offer(make);
  expect(sent).toHaveLength(2);
});

test('where there is nothing to send, nothing is', () => {
  frames.offer(() => undefined);
  expect(sent).toEqual([]);
  frames.offer(make);
  expect(sent).toHaveLength(1);
});
