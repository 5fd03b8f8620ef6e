import { expect, test } from 'vitest';
import { bestOf } from '../../../src/runs/sweepTasks.ts';
import { Turns } from '../../../src/runs/turns.ts';

function turns(count: number, room: number) {
  const started: number[] = [];
  const done: (() => void)[] = [];
  const all = new Turns(count, room, (index, finished) => {
    started.push(index);
    done[index] = finished;
  });
  return { all, started, finish: (index: number) => done[index]?.() };
}

test('as many go on at a time as there is room for, in order', () => {
  const { all, started, finish } = turns(5, 2);
  all.go();
  expect(started).toEqual([0, 1]);
  finish(1);
  expect(started).toEqual([0, 1, 2]);
  finish(0);
  finish(2);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(all.over).toBe(false);
  finish(3);
  finish(4);
  expect(all.over).toBe(true);
});

test('after a stop what is under way comes to its end, and nothing else is begun', () => {
  const { all, started, finish } = turns(5, 2);
  all.go();
  all.stop();
  finish(0);
  expect(started).toEqual([0, 1]);
  expect(all.over).toBe(false);
  finish(1);
  expect(all.over).toBe(true);
});

test('the best run is that of the lowest validation loss, else of the lowest loss', () => {
  const run = (loss: number, validationLoss: number | null = null) => ({ loss, validationLoss });
  expect(bestOf([run(3), run(1), run(2)])).toBe(1);
  expect(bestOf([run(1, 9), run(2, 8), run(3, 10)])).toBe(1);
  expect(bestOf([undefined, run(NaN), run(5)])).toBe(2);
  expect(bestOf([undefined, run(NaN)])).toBe(-1);
});
