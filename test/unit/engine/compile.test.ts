import { expect, it } from 'vitest';
import { compile } from '../../../src/engine/compiler/compile.ts';
import { readParameters, view, writeParameters, type Machine } from '../../../src/engine/machine.ts';
import { networkOf } from '../../../src/engine/network.ts';
import { makePlan } from '../../../src/engine/makePlan.ts';
import { plainDescent, type StepRule } from '../../../src/engine/plan.ts';
import { parseSpec } from '../../../src/spec/parse.ts';

const { spec } = parseSpec(
  '{ "data": { "samples": [{ "input": [1], "target": 1 }] }, "layers": [{ "units": 1, "bias": false }] }',
);

/** One weight, 2, on one row: input 3, target 5. */
function machineWith(rule: StepRule): Machine {
  if (!spec) throw new Error('not a network');
  const network = networkOf(spec, 1);
  const request = { network, task: 'regression', precision: 'float64', batch: 1, trainingRows: 1 } as const;
  const machine = compile(makePlan({ ...request, validationRows: 0, rule }));
  view(machine, machine.plan.data.training.inputs).set([3]);
  view(machine, machine.plan.data.training.targets).set([5]);
  writeParameters(machine, [2]);
  return machine;
}

it('machines of one plan have a memory each, and another plan is another module', () => {
  const [first, second, penalised] = [plainDescent, plainDescent, { ...plainDescent, l2: 0.5 }].map(machineWith);
  first?.train(0, 1, 0.25);
  penalised?.train(0, 1, 0.25);
  // (3w − 5)² has the slope 6 at w = 2, and l2/2·w² adds 1.
  expect([first, second, penalised].map((machine) => machine && [...readParameters(machine)])).toEqual([
    [0.5],
    [2],
    [0.25],
  ]);
});

it('what needs more memory than there is is refused, before anything is had, with how much', () => {
  const huge = { data: { generator: 'xor' }, layers: [{ units: 100_000 }, { units: 100_000 }, { units: 1 }] };
  const parsed = parseSpec(JSON.stringify(huge));
  if (!parsed.spec) throw new Error('not a network');
  const network = networkOf(parsed.spec, 2);
  const request = { network, task: 'regression', precision: 'float32', batch: 32, trainingRows: 200 } as const;
  expect(() => makePlan({ ...request, validationRows: 0, rule: plainDescent })).toThrow(
    /^This network and its data need \d{5,6} MB of memory, more than the 4,096 MB there are\.$/,
  );
});

it('other threads are started where they pay, or where it is said how many', () => {
  const started = (sizes: readonly number[], changes: { threads: number | 'auto'; nonzeroInputs?: number }): number => {
    const [inputs = 1, ...units] = sizes;
    const parsed = parseSpec(
      JSON.stringify({ data: { generator: 'xor' }, layers: units.map((count) => ({ units: count })) }),
    );
    if (!parsed.spec) throw new Error('not a network');
    const network = networkOf(parsed.spec, inputs);
    const request = { network, task: 'regression', precision: 'float32', batch: 64, trainingRows: 64 } as const;
    let threads = 0;
    compile(makePlan({ ...request, validationRows: 0, ...changes }), { processors: 2, start: () => threads++ });
    return threads;
  };
  expect(started([784, 128, 10], { threads: 'auto' })).toBe(1);
  expect(started([784, 128, 10], { threads: 'auto', nonzeroInputs: 10_000 })).toBe(0);
  expect(started([784, 512, 256, 10], { threads: 'auto', nonzeroInputs: 10_000 })).toBe(1);
  expect(started([4, 16, 3], { threads: 'auto' })).toBe(0);
  expect(started([4, 16, 3], { threads: 2 })).toBe(1);
});
