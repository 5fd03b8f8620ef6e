import type { Loss } from '../../spec/spec.ts';
import type { Network } from '../network.ts';
import { hasCorner, unitOutput } from './activation.ts';

/** Where a layer's corners are: of its activation at u = 0, and of the loss that follows it. */
export interface Corners {
  readonly ofActivation: boolean;
  /** Says whether the errors of an output unit lie on different pieces of the loss at pre-activations a and b. */
  readonly ofLoss: ((a: number, b: number, target: number) => boolean) | null;
}

/** Of a layer; null where there is no corner to cross. */
export function cornersOf({ layers, loss }: Network, index: number): Corners | null {
  const curve = layers[index] ?? { activation: 'identity', alpha: 0 };
  const ofActivation = hasCorner(curve);
  if (index < layers.length - 1 || !hasPieces(loss)) return ofActivation ? { ofActivation, ofLoss: null } : null;
  const pieceAt = (u: number, target: number): number => piece(loss, unitOutput(curve, u) - target);
  return { ofActivation, ofLoss: (a, b, target) => pieceAt(a, target) !== pieceAt(b, target) };
}

/** Whether a unit lies on different sides of a corner at pre-activations a and b. */
export function isCrossed({ ofActivation, ofLoss }: Corners, a: number, b: number, target: number): boolean {
  if (ofActivation && Math.sign(a) !== Math.sign(b)) return true;
  return ofLoss !== null && ofLoss(a, b, target);
}

function hasPieces(loss: Loss): boolean {
  return loss === 'mean-absolute-error' || loss === 'huber';
}

/** On which piece of a loss made of pieces an error lies. */
function piece(loss: Loss, error: number): number {
  if (loss === 'mean-absolute-error') return Math.sign(error);
  return error < -1 ? -2 : error === -1 ? -1 : error < 1 ? 0 : error === 1 ? 1 : 2;
}
