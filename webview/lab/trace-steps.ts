import type { Network } from '../../src/protocol/run.ts';
import { t } from '../shared/l10n.ts';

export type Step =
  { readonly phase: 'forward' | 'backward' | 'update'; readonly layer: number } | { readonly phase: 'loss' };

export const phases = ['forward', 'loss', 'backward', 'update'] as const;
export type Phase = (typeof phases)[number];

/** Through the network, to the loss, back again, and then the new weights. */
export function stepsOf({ layers }: Network): Step[] {
  const order = [...layers.keys()];
  return [
    ...order.map((layer) => ({ phase: 'forward', layer }) as const),
    { phase: 'loss' },
    ...order.toReversed().map((layer) => ({ phase: 'backward', layer }) as const),
    ...order.map((layer) => ({ phase: 'update', layer }) as const),
  ];
}

export function phaseName(phase: Phase): string {
  switch (phase) {
    case 'forward':
      return t('Forward');
    case 'loss':
      return t('Loss');
    case 'backward':
      return t('Backward');
    case 'update':
      return t('Update');
    default:
      return phase satisfies never;
  }
}

export function stepTitle(step: Step, { layers }: Network): string {
  if (step.phase === 'loss') return phaseName('loss');
  return t('{0}: {1}', phaseName(step.phase), layers[step.layer]?.name ?? '');
}
