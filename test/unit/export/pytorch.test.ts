import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pythonList, pythonProse } from '../../../src/export/pytorch/python.ts';
import { pytorchScript } from '../../../src/export/pytorch/script.ts';
import {
  epochSource,
  optimizerExpression,
  penaltySource,
  scheduleSource,
} from '../../../src/export/pytorch/training.ts';
import { readSafetensors } from '../../../src/export/safetensors.ts';
import type { LearningRate, Optimizer, TrainingSpec } from '../../../src/spec/spec.ts';
import { xorTask } from '../runs/fakeWorker.ts';
import { networkOf } from '../../../src/engine/network.ts';

/** What the real PyTorch makes of it is test/export's to show; here, what is in the script and what is not. */

const optimizers: readonly [Optimizer, string][] = [
  [{ type: 'gradient-descent' }, 'SGD(parameters, lr=learning_rate(1))'],
  [{ type: 'momentum', momentum: 0.8 }, 'SGD(parameters, lr=learning_rate(1), momentum=0.8)'],
  [{ type: 'nesterov', momentum: 0.8 }, 'SGD(parameters, lr=learning_rate(1), momentum=0.8, nesterov=True)'],
  [{ type: 'nesterov', momentum: 0 }, 'SGD(parameters, lr=learning_rate(1))'],
  [{ type: 'adagrad', eps: 1e-10 }, 'Adagrad(parameters, lr=learning_rate(1), eps=1e-10)'],
  [
    { type: 'rmsprop', alpha: 0.9, eps: 1e-8, momentum: 0.5 },
    'RMSprop(parameters, lr=learning_rate(1), alpha=0.9, eps=1e-8, momentum=0.5)',
  ],
  [
    { type: 'adam', betas: [0.9, 0.99], eps: 1e-8 },
    'Adam(parameters, lr=learning_rate(1), betas=(0.9, 0.99), eps=1e-8)',
  ],
  [
    { type: 'adamw', betas: [0.9, 0.99], eps: 1e-8, weightDecay: 0.1 },
    'AdamW(parameters, lr=learning_rate(1), betas=(0.9, 0.99), eps=1e-8, weight_decay=0.1)',
  ],
];

test.each(optimizers)('%j', (optimizer, expected) => {
  expect(optimizerExpression(optimizer)).toBe(`torch.optim.${expected}`);
});

const schedules: readonly [LearningRate, string][] = [
  [{ schedule: 'constant', initial: 0.1 }, 'return 0.1'],
  [{ schedule: 'step', initial: 0.1, stepSize: 30, gamma: 0.5 }, 'return 0.1 * 0.5 ** ((epoch - 1) // 30)'],
  [{ schedule: 'exponential', initial: 0.1, gamma: 0.9 }, 'return 0.1 * 0.9 ** (epoch - 1)'],
  [
    { schedule: 'cosine', initial: 0.1, minimum: 0.01 },
    'return 0.01 + (0.1 - 0.01) * (1 + math.cos(math.pi * (epoch - 1) / EPOCHS)) / 2',
  ],
  [{ schedule: 'warmup-cosine', initial: 0.1, minimum: 0, warmupEpochs: 5 }, 'return 0.1 * (epoch / 5)'],
];

test.each(schedules)('%j', (rate, expected) => {
  expect(scheduleSource(rate)).toContain(`    ${expected}`);
});

const { spec } = xorTask();
const withTraining = (changes: Partial<TrainingSpec>): TrainingSpec => ({ ...spec.training, ...changes });

test('penalties and clipping are there only where they are wanted', () => {
  expect(penaltySource(withTraining({ l1: 0, l2: 0 }))).toBe('');
  expect(penaltySource(withTraining({ l1: 0.1, l2: 0 }))).toMatch(/return 0\.1 \* weights\.abs\(\)\.sum\(\)$/);
  expect(penaltySource(withTraining({ l1: 0, l2: 0.2 }))).toMatch(/return 0\.2 \/ 2 \* \(weights\*\*2\)\.sum\(\)$/);
  expect(epochSource(withTraining({ clipNorm: undefined }))).not.toContain('clip');
  expect(epochSource(withTraining({ clipNorm: 3 }))).toContain('clip_grad_norm_(parameters, 3)');
});

describe('the script', () => {
  test('has the starting weights as a safetensors file', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 13, maxLength: 13 }), (values) => {
        const parameters = Float64Array.from(values);
        const training: TrainingSpec = { ...spec.training, precision: 'float64' };
        const dataset = {
          inputNames: ['x1', 'x2'],
          outputNames: ['y'],
          training: { count: 0, inputs: new Float64Array(), targets: new Float64Array() },
          validation: { count: 0, inputs: new Float64Array(), targets: new Float64Array() },
        };
        const model = {
          spec: { ...spec, training },
          network: networkOf(spec, 2),
          parameters,
          specHash: '',
          inputNames: ['x1', 'x2'],
          epoch: 0,
        };
        const [file] = pytorchScript({ model, dataset, data: { kind: 'rows', ...dataset.training } }, 'xor.py');
        const base64 = /WEIGHTS = """\n([^"]*)\n"""/.exec(new TextDecoder().decode(file?.bytes))?.[1] ?? '';
        const { tensors } = readSafetensors(Buffer.from(base64, 'base64'));
        expect(tensors.flatMap((tensor) => [...tensor.values])).toEqual([...parameters]);
      }),
      { numRuns: 50 },
    );
  });
});

test('long lists are broken into lines', () => {
  expect(pythonList(['1', '2'])).toBe('[1, 2]');
  const list = pythonList(Array.from({ length: 100 }, (_, index) => String(index)));
  expect(Math.max(...list.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  expect(JSON.parse(list.replace(/,\n\]/, ']'))).toHaveLength(100);
});

test('prose ends no docstring and no line', () => {
  expect(pythonProse('a"""b\\c\r\n\u2028d')).toBe('a\\"\\"\\"b\\\\c d');
});
