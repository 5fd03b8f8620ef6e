import type { Op } from '../plan.ts';
import { activate } from './activations.ts';
import { drop } from './dropout.ts';
import { affine, biasGradient, hiddenDelta, mirror, weightGradient } from './layers.ts';
import { outputDelta, rowLosses, softmax } from './outputs.ts';
import { affineOfRow, gradientOfRow, hiddenDeltaOfRow } from './rowLayers.ts';
import type { Scope } from './scope.ts';
import { sortByColumn, sparseAffine, sparseGradient } from './sparse.ts';
import { tallyLosses, tallyScores } from './tally.ts';

/** Emits an op into a function. */
export function emitOp(scope: Scope, op: Op): void {
  switch (op.kind) {
    case 'affine':
      return op.layer.isWrittenOut ? affineOfRow(scope, op.layer, op.input) : affine(scope, op.layer, op.input);
    case 'activate':
      return op.activation === 'softmax' ? softmax(scope, op.layer) : activate(scope, op.layer, op.activation);
    case 'drop':
      return drop(scope, op.layer, op.dropout);
    case 'loss':
      rowLosses(scope, op.layer, op.loss);
      return tallyLosses(scope);
    case 'score':
      return tallyScores(scope, op.layer, op.task);
    case 'output-delta':
      return outputDelta(scope, op.layer, op.loss);
    case 'mirror':
      return op.layer.isWrittenOut ? undefined : mirror(scope, op.layer, op.mirror);
    case 'hidden-delta':
      return op.next.isWrittenOut
        ? hiddenDeltaOfRow(scope, op.layer, op.next)
        : hiddenDelta(scope, op.layer, op.next, op.mirror);
    case 'sparse-affine':
      return sparseAffine(scope, op.layer, op.sparse);
    case 'gradient':
      if (op.layer.isWrittenOut) return gradientOfRow(scope, op.layer);
      weightGradient(scope, op.layer);
      return op.layer.shape.bias ? biasGradient(scope, op.layer) : undefined;
    case 'sparse-gradient':
      sortByColumn(scope, op.sparse, op.layer.shape.units);
      return sparseGradient(scope, op.layer, op.sparse);
    case 'bias-gradient':
      return biasGradient(scope, op.layer);
  }
}
