import { expect, test } from 'vitest';
import { PageLoads } from '../../../src/views/pageLoads.ts';

test('of pages that load at the same time the first and the last are told', () => {
  const told: boolean[] = [];
  const loads = new PageLoads((loading) => told.push(loading));
  const [one, other] = [{}, {}];
  loads.begin(one);
  loads.begin(other);
  loads.begin(one);
  loads.end(one);
  loads.end(one);
  expect(told).toEqual([true]);
  loads.end(other);
  expect(told).toEqual([true, false]);
  loads.end(other);
  loads.begin(one);
  expect(told).toEqual([true, false, true]);
});
