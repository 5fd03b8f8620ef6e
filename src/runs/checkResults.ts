import type { CheckedParameter, CheckedTensor } from '../protocol/run.ts';

/** What the gradient check says of one tensor, as a test has it. */
export type TensorResult = Place &
  (
    | { readonly kind: 'passed' }
    /** Every derivative is 0: nothing was tested. */
    | { readonly kind: 'untested' }
    | {
        readonly kind: 'failed';
        /** How many derivatives differ. */
        readonly differ: number;
        /** Numerical derivatives, one a line, and backpropagation's of the same parameters. */
        readonly expected: string;
        readonly actual: string;
      }
  );

interface Place {
  readonly layer: number;
  readonly tensor: 'weights' | 'biases';
}

interface Report {
  readonly tensors: readonly Omit<CheckedTensor, 'errors'>[];
  readonly notable: readonly CheckedParameter[];
}

export function tensorResults({ tensors, notable }: Report): TensorResult[] {
  return tensors.map(({ layer, tensor, failed, notFinite, inactive, checked }): TensorResult => {
    const differ = failed + notFinite;
    if (differ > 0) {
      const wrong = notable.filter((one) => one.layer === layer && one.tensor === tensor && isWrong(one));
      const lines = (pick: (one: CheckedParameter) => number) =>
        wrong.map((one) => `${nameOf(one)} = ${pick(one)}`).join('\n');
      const expected = lines(({ numerical }) => numerical);
      return { layer, tensor, kind: 'failed', differ, expected, actual: lines((one) => one.backpropagation) };
    }
    return { layer, tensor, kind: checked > 0 && checked === inactive ? 'untested' : 'passed' };
  });
}

function isWrong({ status }: CheckedParameter): boolean {
  return status === 'failed' || status === 'not-finite';
}

/** As in mathematics, counted from 1: ∂E/∂W[unit, input], ∂E/∂b[unit]. */
function nameOf({ tensor, index }: CheckedParameter): string {
  return `∂E/∂${tensor === 'weights' ? 'W' : 'b'}[${index.map((at) => at + 1).join(', ')}]`;
}
