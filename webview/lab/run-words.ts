import type { Ending, Position, RunState } from '../../src/protocol/run.ts';
import type { Icon } from '../shared/icons.ts';
import type { ShownRun } from './model.ts';
import { t, translated } from '../shared/l10n.ts';
import { count, decimal, duration, moment } from '../shared/numbers.ts';

export type Tone = 'neutral' | 'good' | 'bad';

export interface Words {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: Icon | undefined;
}

/** How a run stands, in a sentence. */
export function runWords(state: RunState | undefined): Words {
  if (state === undefined) return { text: t('Not trained yet'), tone: 'neutral', icon: undefined };
  switch (state.kind) {
    case 'starting':
      return { text: t('Starting…'), tone: 'neutral', icon: undefined };
    case 'running':
      return { text: t('Training'), tone: 'neutral', icon: undefined };
    case 'following':
      return { text: t('Waiting for rows in the data file'), tone: 'neutral', icon: undefined };
    case 'paused':
      return { text: pausedText(state.position), tone: 'neutral', icon: 'pause' };
    case 'stopping':
      return { text: t('Stopping: evaluating the final weights…'), tone: 'neutral', icon: undefined };
    case 'ended':
      return endingWords(state.ending);
    case 'failed':
      return { text: translated(state.message), tone: 'bad', icon: 'failed' };
    default:
      return state satisfies never;
  }
}

/** Likewise; of a window before this one, when that was. */
export function shownWords({ state, restored }: Pick<ShownRun, 'state' | 'restored'>): Words {
  const words = runWords(state);
  return restored === null ? words : { ...words, text: t('{0} · restored, run of {1}', words.text, moment(restored)) };
}

/** How many there are: 1 epoch, 2 epochs. */
export function epochsText(epochs: number): string {
  return epochs === 1 ? t('1 epoch') : t('{0} epochs', count(epochs));
}

function pausedText({ epoch, step, steps }: Position): string {
  return step === 0
    ? t('Paused after {0}', epochsText(epoch))
    : t('Paused in epoch {0}, after {1} of {2} steps', count(epoch + 1), count(step), count(steps));
}

function endingWords(ending: Ending): Words {
  const { reason, epochs, seconds, samplesPerSecond } = ending;
  const speed =
    Number.isFinite(samplesPerSecond) && samplesPerSecond > 0
      ? t(' · {0} samples per second', count(Math.round(samplesPerSecond)))
      : '';
  switch (reason) {
    case 'completed':
      return {
        text: t('Trained {0} in {1}', epochsText(epochs), duration(seconds)) + speed,
        tone: 'good',
        icon: 'passed',
      };
    case 'early-stopped':
      return { text: earlyStoppedText(ending) + speed, tone: 'good', icon: 'passed' };
    case 'stopped':
      return {
        text: t('Stopped after {0}, {1}', epochsText(epochs), duration(seconds)) + speed,
        tone: 'neutral',
        icon: 'info',
      };
    case 'diverged':
      return { text: divergenceText(ending), tone: 'bad', icon: 'warning' };
    default:
      return reason satisfies never;
  }
}

function earlyStoppedText({ epochs, restoredEpoch, seconds }: Ending): string {
  const [done, time] = [epochsText(epochs), duration(seconds)];
  return restoredEpoch === null
    ? t('No longer improved: stopped after {0}, {1}', done, time)
    : t('No longer improved: stopped after {0}, {1}, with the weights of epoch {2}', done, time, restoredEpoch);
}

function divergenceText({ divergence, epochs }: Ending): string {
  const kept = t('The last finite weights are kept.');
  if (divergence === null) return t('Diverged after {0}. {1}', epochsText(epochs), kept);
  const { epoch, layer, tensor, suggestedRate } = divergence;
  const advice = `${kept} ${t('Try a learning rate of {0}.', suggestedRate)}`;
  switch (tensor) {
    case 'loss':
      return t('Diverged in epoch {0}: the loss became infinite or not a number. {1}', epoch, advice);
    case 'weights':
      return t(
        'Diverged in epoch {0}: the weights of layer “{1}” became infinite or not a number. {2}',
        epoch,
        layer,
        advice,
      );
    case 'biases':
      return t(
        'Diverged in epoch {0}: the biases of layer “{1}” became infinite or not a number. {2}',
        epoch,
        layer,
        advice,
      );
    default:
      return tensor satisfies never;
  }
}

/** What a screen reader is told when a run begins or ends; single epochs would drown everything else. */
export function announcement(state: RunState): string {
  if (state.kind !== 'ended') return runWords(state).text;
  return t('{0}. Loss {1}.', runWords(state).text, decimal(state.ending.loss));
}
