import { describe, expect, it } from 'vitest';
import { learningRateOf, rateAfterDivergence } from '../../../src/engine/schedule.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import * as is from '../../../src/protocol/guards.ts';
import { expectClose } from '../../conformance/close.ts';
import { fixture, tableOf } from '../../conformance/fixtures.ts';
import { specWith } from '../spec/told.ts';

const entry = is.object({ learningRate: is.whatever, rates: is.listOf(is.number) });
const table = Object.entries(fixture('schedules.json', tableOf(entry)));

function rateOf(text: unknown) {
  const { spec } = parseSpec(specWith({ training: JSON.stringify({ epochs: 37, learningRate: text }) }));
  if (!spec) throw new Error('the fixture is no learning rate');
  return spec.training.learningRate;
}

describe('the rate of every epoch', () => {
  it.each(table)('%s, against torch.optim.lr_scheduler', (_, { learningRate, rates }) => {
    const rate = rateOf(learningRate);
    const ours = rates.map((_rate, index) => learningRateOf(rate, index + 1, rates.length));
    // torch multiplies its way from epoch to epoch: the roundings add up.
    expectClose(ours, rates, { relative: 1e-13, absolute: 1e-15 });
  });

  it('is the same throughout without a schedule', () => {
    expect([1, 50, 100].map((epoch) => learningRateOf(rateOf(0.25), epoch, 100))).toEqual([0.25, 0.25, 0.25]);
  });

  it('reaches the top of a warm-up of one epoch at once', () => {
    const rate = rateOf({ schedule: 'warmup-cosine', initial: 0.2, warmupEpochs: 1 });
    expect([1, 2].map((epoch) => learningRateOf(rate, epoch, 37))).toEqual([0.2, 0.2]);
  });
});

describe('the rate to try after a run diverged', () => {
  it('is a tenth if the first epoch did it, later a quarter, in two digits', () => {
    expect(rateAfterDivergence(rateOf(3), 1)).toBe(0.3);
    expect(rateAfterDivergence(rateOf(3), 2)).toBe(0.75);
    expect(rateAfterDivergence(rateOf({ schedule: 'cosine', initial: 0.333 }), 9)).toBe(0.083);
  });
});
