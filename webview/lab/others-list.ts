import type { OtherRun } from '../../src/protocol/run.ts';
import { checkbox } from '../shared/controls.ts';
import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { decimal } from '../shared/numbers.ts';

interface Row {
  readonly run: OtherRun;
  readonly training: HTMLElement;
  readonly validation: HTMLElement;
}

/** Names and settings of the runs that are drawn beside the shown one, with their values. */
export class OthersList {
  readonly node = element('ul', { class: 'others', hidden: '', 'aria-label': t('Other runs') });
  private rows: readonly Row[] = [];
  private readonly hidden = new Set<number>();

  constructor(private readonly changed: () => void) {}

  /** Those that are to be drawn, each with its place in the list. */
  get drawn(): readonly { readonly run: OtherRun; readonly place: number }[] {
    return this.rows.map(({ run }, place) => ({ run, place })).filter(({ run }) => !this.hidden.has(run.id));
  }

  show(runs: readonly OtherRun[]): void {
    this.rows = runs.map((run) => ({ run, training: element('span'), validation: element('span') }));
    this.node.replaceChildren(othersHead(), ...this.rows.map((row, place) => this.row(row, place)));
    this.node.hidden = runs.length === 0;
  }

  /** The values of an epoch; without one those of each run's last. */
  point(epoch: number | undefined): void {
    for (const { run, training, validation } of this.rows) {
      const { loss, stride } = run;
      const at = epoch === undefined ? loss.training.length - 1 : Math.floor(epoch / stride);
      setText(training, decimal(loss.training[at]));
      setText(validation, decimal(loss.validation[at]));
    }
  }

  private row({ run, training, validation }: Row, place: number): HTMLElement {
    const toggle = checkbox(otherName(run), !this.hidden.has(run.id), (on) => {
      if (on) this.hidden.delete(run.id);
      else this.hidden.add(run.id);
      this.changed();
    });
    const swatch = element('span', { class: `swatch other-${place}`, 'aria-hidden': 'true' });
    return element('li', { 'data-other': String(run.id) }, swatch, toggle, training, validation);
  }
}

function othersHead(): HTMLElement {
  const head = (text: string): HTMLElement => element('span', {}, text);
  return element('li', { class: 'others-head' }, head(''), head(''), head(t('training')), head(t('validation')));
}

export function otherName({ id, settings }: OtherRun): string {
  return settings === '' ? t('Run {0}, same settings', id) : t('Run {0}: {1}', id, settings);
}
