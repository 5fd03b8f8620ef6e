import { describe, expect, it } from 'vitest';
import type { Ending, Health, RunState } from '../../../src/protocol/run.ts';
import { runProblems } from '../../../src/runs/runProblems.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { lineOf, specWith } from '../spec/told.ts';

const ending: Ending = {
  reason: 'diverged',
  divergence: { epoch: 3, layer: 'hidden 1', tensor: 'weights', suggestedRate: 0.05 },
  epochs: 2,
  restoredEpoch: null,
  seconds: 0.1,
  samplesPerSecond: 1000,
  loss: 1e300,
  validationLoss: null,
  metrics: [],
  classes: null,
  weightsHash: '',
};

function told(trained: string, now: string, state: RunState, health: Health | null = null): string[] {
  const { spec } = parseSpec(trained);
  if (!spec) throw new Error('no spec');
  return runProblems({ spec, state, health }, parseSpec(now)).map((problem) => lineOf(now, problem));
}

const diverged: RunState = { kind: 'ended', ending };
const rate = (value: string) => specWith({ training: `{ "learningRate": ${value} }` });

describe('a run that diverged', () => {
  it('is told at its learning rate, with one to try', () => {
    expect(told(rate('9'), rate('9'), diverged)).toEqual([
      'warning diverged «9» the last run diverged in epoch 3, in the weights of hidden 1: try 0.05',
    ]);
  });

  it('is told as long as the rate is the same, whatever else has changed', () => {
    expect(told(rate('9'), rate('8'), diverged)).toEqual([]);
    expect(told(rate('9'), rate('9, "epochs": 3'), diverged)).toHaveLength(1);
  });

  it('is told at the brace around it if the rate is the default', () => {
    expect(told(specWith({}), specWith({}), diverged)).toEqual([
      'warning diverged «{» the last run diverged in epoch 3, in the weights of hidden 1: try 0.05',
    ]);
  });

  it.each<RunState>([
    { kind: 'running' },
    { kind: 'ended', ending: { ...ending, reason: 'completed', divergence: null } },
  ])('is not told of a run that is $kind', (state) => expect(told(rate('9'), rate('9'), state)).toEqual([]));
});

describe('a run that left dead units', () => {
  const completed: RunState = { kind: 'ended', ending: { ...ending, reason: 'completed', divergence: null } };
  const dead = (deadUnits: number): Health => ({
    rows: 4,
    layers: [
      { deadUnits, gradientRms: 0, updateRatio: 0 },
      { deadUnits: null, gradientRms: 0, updateRatio: 0 },
    ],
  });
  const net = (units: number, activation: string) =>
    specWith({ layers: `[{ "units": ${units}, "activation": "${activation}" }, { "units": 1 }]` });

  it('is told at the layer’s activation, if they are most of its units', () => {
    expect(told(net(4, 'relu'), net(4, 'relu'), completed, dead(3))).toEqual([
      'warning dead-units «"relu"» 3 of 4 units were 0 on every row after the last run: they no longer learn',
    ]);
    expect(told(net(4, 'relu'), net(4, 'relu'), completed, dead(2))).toEqual([]);
  });

  it('is told no more once the layer is another', () => {
    expect(told(net(4, 'relu'), net(4, 'tanh'), completed, dead(4))).toEqual([]);
    expect(told(net(4, 'relu'), net(8, 'relu'), completed, dead(4))).toEqual([]);
  });
});
