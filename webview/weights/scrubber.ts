import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count } from '../shared/numbers.ts';

/** A slider back through the epochs of a run; at its right end it follows the training. */
export class Scrubber {
  private readonly slider = element('input', { type: 'range', min: '0', step: '1', 'aria-label': t('Epoch') });
  private readonly text = element('span', { class: 'epoch', 'data-testid': 'weights-epoch' });
  private readonly note = element(
    'p',
    { class: 'note', hidden: '' },
    t('A restored run: its last weights were kept, not those of earlier epochs.'),
  );
  readonly node = element('div', {}, element('div', { class: 'scrubber' }, this.slider, this.text), this.note);
  /** The epoch that is looked at; undefined: the latest. */
  wanted: number | undefined;

  /** @param look called with the epoch that was chosen, or undefined for the latest */
  constructor(look: (epoch: number | undefined) => void) {
    this.slider.addEventListener('input', () => {
      const value = this.slider.valueAsNumber;
      this.wanted = value < Number(this.slider.max) ? value : undefined;
      look(this.wanted);
    });
  }

  /** @param shown the epoch that is seen, of `last`; @param past whether there are earlier ones to be seen */
  show(shown: number, last: number, past: boolean): void {
    this.slider.disabled = !past || last === 0;
    this.note.hidden = past;
    this.slider.max = String(last);
    this.slider.value = String(this.wanted ?? last);
    setText(this.text, t('epoch {0}', count(shown)));
    this.slider.setAttribute('aria-valuetext', t('epoch {0}', count(shown)));
  }
}
