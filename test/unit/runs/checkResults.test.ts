import { expect, it } from 'vitest';
import type { CheckedParameter, CheckedTensor } from '../../../src/protocol/run.ts';
import { tensorResults } from '../../../src/runs/checkResults.ts';

type Tensor = Omit<CheckedTensor, 'errors'>;

const tensor = (more: Partial<Tensor>): Tensor => ({
  layer: 0,
  name: 'output',
  tensor: 'weights',
  parameters: 2,
  checked: 2,
  passed: 2,
  noise: 0,
  failed: 0,
  kinks: 0,
  inactive: 0,
  notFinite: 0,
  maxRelativeError: 0,
  ...more,
});

const parameter = (more: Partial<CheckedParameter>): CheckedParameter => ({
  layer: 0,
  tensor: 'weights',
  index: [0, 1],
  status: 'failed',
  backpropagation: 0.5,
  numerical: 0.25,
  relativeError: 0.5,
  slopes: undefined,
  ...more,
});

function results(tensors: Tensor[], notable: CheckedParameter[] = []) {
  return tensorResults({ tensors, notable }).map(({ layer: _, tensor: __, ...result }) => result);
}

it('a tensor passes, kinks or not', () => {
  expect(results([tensor({}), tensor({ passed: 1, kinks: 1 })])).toEqual([{ kind: 'passed' }, { kind: 'passed' }]);
});

it('a tensor without a gradient was not tested', () => {
  expect(results([tensor({ passed: 0, inactive: 2 })])).toEqual([{ kind: 'untested' }]);
});

it('a tensor fails with what was expected of its own parameters', () => {
  const notable = [
    parameter({}),
    parameter({ index: [3], tensor: 'biases' }),
    parameter({ layer: 1 }),
    parameter({ status: 'passed', index: [0, 0] }),
    parameter({ status: 'not-finite', index: [1, 0], backpropagation: Infinity, numerical: NaN }),
  ];
  expect(results([tensor({ failed: 1, notFinite: 1, passed: 0 })], notable)).toEqual([
    {
      kind: 'failed',
      differ: 2,
      expected: '∂E/∂W[1, 2] = 0.25\n∂E/∂W[2, 1] = NaN',
      actual: '∂E/∂W[1, 2] = 0.5\n∂E/∂W[2, 1] = Infinity',
    },
  ]);
});
