import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compiler/compile.ts';
import { words } from '../../src/engine/compiler/meeting.ts';
import { view, type Machine } from '../../src/engine/machine.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { referenceMachine } from '../../src/engine/reference.ts';
import type { EpochRecord } from '../../src/engine/results.ts';
import { Training } from '../../src/engine/training.ts';
import { nodeHelpers, startHelper } from '../../src/worker/nodeHelpers.ts';
import { finish, prepare, type Prepared } from './prepare.ts';
import { sizedSpec } from './randomSpec.ts';

const cases = {
  'a chunk a batch': { inputs: 9, units: [21, 6, 3], batchSize: 33 },
  'several chunks a batch': { inputs: 9, units: [24, 4], batchSize: 100 },
  'one output': { inputs: 12, units: [16, 1], batchSize: 32 },
  'zeros that are skipped': { inputs: 70, units: [17, 3], batchSize: 40, zeros: 0.8 },
  'panels that each thread copies': { inputs: 100, units: [130, 90, 3], batchSize: 64 },
  'the same where zeros are skipped': { inputs: 70, units: [75, 3], batchSize: 64, zeros: 0.8 },
};
const rules = {
  'gradient descent': {},
  'all that a step can have': { optimizer: 'adam', l1: 0.001, l2: 0.01, clipNorm: 0.1 },
};

/** Waits until all helpers have started, so that they take part from the first batch on. */
function together(plan: Plan): Machine {
  const machine = compile(plan, { ...nodeHelpers, processors: 2 });
  const meeting = view(machine, plan.meeting);
  if (!(meeting instanceof Int32Array) || typeof plan.threads !== 'number') return machine;
  for (;;) {
    const ready = Atomics.load(meeting, words.ready);
    if (ready === plan.threads - 1) return machine;
    Atomics.wait(meeting, words.ready, ready, 5);
  }
}

function trained({ spec, dataset }: Prepared, build: (plan: Plan) => Machine) {
  const machines: Machine[] = [];
  const training = new Training(spec, dataset, undefined, (plan) => {
    const machine = build(plan);
    machines.push(machine);
    return machine;
  });
  const records: (EpochRecord | null)[] = [];
  const outcome = finish(training.run(), (record) => {
    if (record) records.push(record);
  });
  const hash = createHash('sha256').update(training.parameterBytes()).digest('hex');
  const meetings = machines.map((machine) => view(machine, machine.plan.meeting)[words.generation] ?? 0);
  return { result: { records, outcome, hash }, meetings: meetings[0] ?? 0 };
}

describe.each(Object.entries(cases))('%s', (_, sizes) => {
  describe.each(Object.entries(rules))('%s', (_name, rule) => {
    it.each([2, 3, 4])('%i threads give what one gives', async (threads) => {
      const content = sizedSpec(sizes, 'float32', { ...rule, threads });
      const prepared = await prepare(content);
      const several = trained(prepared, together);
      expect(several.meetings).toBeGreaterThan(0);
      const alone = trained(prepared, compile);
      expect(alone.meetings).toBe(0);
      expect(several.result).toStrictEqual(alone.result);
      expect(alone.result).toStrictEqual(trained(prepared, referenceMachine).result);
    });
  });
});

it('helpers leave when the machine is released, even those that start only then', async () => {
  const { spec, dataset } = await prepare(sizedSpec(cases['a chunk a batch'], 'float64', { threads: 3 }));
  const exits: Promise<unknown>[] = [];
  const helpers = {
    processors: 2,
    start: (...thread: Parameters<typeof startHelper>) => void exits.push(once(startHelper(...thread), 'exit')),
  };
  const training = new Training(spec, dataset, undefined, (plan) => compile(plan, helpers));
  training.release();
  expect(exits).toHaveLength(2);
  expect(await Promise.all(exits)).toEqual([[0], [0]]);
});
