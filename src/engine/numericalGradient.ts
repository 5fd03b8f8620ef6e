import { readParameters, view, writeGradient, writeParameters, type Machine } from './machine.ts';
import { rounding } from './rounding.ts';
import { lossSum } from './score.ts';

/** Multiply-adds between two yields: a few milliseconds. */
const sliceWork = 1 << 20;

/**
 * ∂loss/∂w of one batch by central differences, (L(w+h) − L(w−h)) / 2h, in the place of
 * backpropagation's: it is as slow as it is, two passes over the batch a parameter. The step is the
 * power of two near the cube root of the precision's ε, where truncation and rounding balance, times
 * the size of the weight.
 * Adds the batch's loss and metrics to the tally. May be given up after any yield. Penalties are no part of it: they belong to the step
 * that is made of the gradient.
 * @param from first row of the batch in the epoch's order
 */
export function* numericalGradient(machine: Machine, from: number, rows: number): Generator<null, void, void> {
  const { plan } = machine;
  const tally = view(machine, plan.tally);
  const unit = plan.precision === 'float32' ? 2 ** -8 : 2 ** -17;
  const pass = (): void => {
    for (let at = 0; at < rows; at += plan.chunk) {
      machine.accumulate(from + at, Math.min(plan.chunk, rows - at), rows, at === 0);
    }
  };

  pass();
  const epoch = tally.slice();
  const parameters = readParameters(machine);
  const moved = parameters.slice();
  const lossAt = (index: number, value: number): number => {
    moved[index] = value;
    writeParameters(machine, moved);
    tally.fill(0);
    pass();
    return lossSum(machine) / rows;
  };
  const gradient = new Float64Array(parameters.length);
  const round = rounding(plan.precision);
  const frozen = frozenParameters(machine);
  const stride = Math.max(1, Math.floor(sliceWork / (2 * rows * (plan.network.parameters + 8))));
  let done = 0;
  try {
    for (let index = 0; index < parameters.length; index++) {
      if (frozen[index] === 1) continue;
      const w = parameters[index] ?? NaN;
      const h = unit * powerOfTwoAbove(Math.abs(w));
      const [up, down] = [round(w + h), round(w - h)];
      gradient[index] = (lossAt(index, up) - lossAt(index, down)) / (up - down);
      moved[index] = w;
      if (++done % stride !== 0) continue;
      // Whoever looks at the parameters meanwhile finds them as they are.
      writeParameters(machine, parameters);
      yield null;
    }
  } finally {
    writeParameters(machine, parameters);
    tally.set(epoch);
  }
  writeGradient(machine, gradient);
}

/** 1 where training leaves the parameter as it is. */
function frozenParameters({ plan }: Machine): Uint8Array {
  const frozen = new Uint8Array(plan.network.parameters);
  for (const { shape, weights, biases } of plan.layers) {
    if (shape.frozen) frozen.fill(1, weights, shape.bias ? biases + shape.units : biases);
  }
  return frozen;
}

/** The smallest power of two that is 1 or more, and not below x. */
function powerOfTwoAbove(x: number): number {
  let power = 1;
  while (power < x) power *= 2;
  return power;
}
