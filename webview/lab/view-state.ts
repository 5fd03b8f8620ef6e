import * as is from '../../src/protocol/guards.ts';
import type { Guarded } from '../../src/protocol/guards.ts';

/** What the webview itself remembers: how it is looked at, never what is shown. */
const viewState = is.object({
  /** Of the file, by which the host finds it again after the window was reloaded. */
  uri: is.text,
  logScale: is.flag,
  /** Which lines of the loss are drawn; absent: both. */
  lines: is.optional(is.literal('both', 'training', 'validation')),
  closed: is.listOf(is.text),
  /** Columns of a large network that are opened to single units; absent: none. */
  opened: is.optional(is.listOf(is.count)),
});
export type ViewState = Guarded<typeof viewState>;

export function readViewState(value: unknown): ViewState {
  return viewState(value) ? value : { uri: '', logScale: false, lines: undefined, closed: [], opened: undefined };
}
