import * as is from './guards.ts';
import type { Guarded } from './guards.ts';
import { health, network, place } from './run.ts';

/** Host → weights view. */
export const toWeights = is.either(
  /** Answers `ready`, and follows whenever another run is shown. */
  is.object({
    type: is.literal('snapshot'),
    /** Null when there is no run to show. */
    run: is.nullable(
      is.object({
        id: is.count,
        file: is.text,
        network,
        epoch: is.count,
        /** Whether earlier epochs can be looked at. */
        past: is.flag,
        parameters: is.floats,
      }),
    ),
  }),
  is.object({ type: is.literal('frame'), run: is.count, epoch: is.count, parameters: is.floats }),
  /** Answers `epoch`: the last epoch until then whose weights were kept. */
  is.object({ type: is.literal('past'), run: is.count, epoch: is.count, parameters: is.floats }),
  is.object({ type: is.literal('health'), run: is.count, health }),
  /** Selected here or elsewhere. */
  is.object({ type: is.literal('selected'), place }),
);
export type ToWeights = Guarded<typeof toWeights>;

/** Weights view → host. */
export const fromWeights = is.either(
  is.object({ type: is.literal('ready') }),
  /** Look back at the weights of an epoch. */
  is.object({ type: is.literal('epoch'), epoch: is.count }),
  /** Select it here, in the lab and in the file. */
  is.object({ type: is.literal('select'), place }),
  is.object({ type: is.literal('error'), message: is.text }),
);
export type FromWeights = Guarded<typeof fromWeights>;
