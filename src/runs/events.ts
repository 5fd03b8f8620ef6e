import type { CheckState, Health, RunState } from '../protocol/run.ts';

/** What happens to the runs and the gradient checks of a file. */
export type RunEvent =
  /** Another run has taken the place of the file's last one, or the same has begun anew. */
  | { readonly kind: 'run'; readonly file: string }
  /** Its run has got further, by epochs or within one. */
  | { readonly kind: 'frame'; readonly file: string; readonly run: number }
  | { readonly kind: 'state'; readonly file: string; readonly run: number; readonly state: RunState }
  | { readonly kind: 'health'; readonly file: string; readonly run: number; readonly health: Health }
  /** Something is wrong with the rows that come to its run. */
  | { readonly kind: 'arrivals'; readonly file: string; readonly run: number }
  /** A run of the file's sweep has begun or ended, or another one is shown. */
  | { readonly kind: 'sweep'; readonly file: string }
  | { readonly kind: 'check'; readonly file: string; readonly state: CheckState };

export type Progress =
  | { readonly kind: 'frame' }
  | { readonly kind: 'state'; readonly state: RunState }
  | { readonly kind: 'health'; readonly health: Health }
  | { readonly kind: 'arrivals' }
  | { readonly kind: 'reset' };
