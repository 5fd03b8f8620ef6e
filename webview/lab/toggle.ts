import { setAttribute, svgElement } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count } from '../shared/numbers.ts';
import type { Point } from './layout.ts';
import { mostOpened } from './strongest.ts';

/** A line of the picture that opens a block to its strongest units, and closes it again. */
export class Toggle {
  readonly node: SVGGElement;
  private readonly text: SVGTextElement;

  /**
   * @param size of the column
   * @param units that are drawn; null while it is closed
   * @param ranked whether these are the strongest
   * @param name of the column
   */
  constructor(size: number, units: readonly number[] | null, ranked: boolean, name: string) {
    const open = units !== null;
    const what = label(size, open, ranked);
    this.text = svgElement('text', { class: 'name' }, `${open ? '▾' : '▸'} ${what}`);
    this.node = svgElement(
      'g',
      {
        class: 'toggle',
        role: 'button',
        tabindex: '0',
        'aria-expanded': String(open),
        'aria-label': t('{0}: {1}', name, what),
      },
      this.text,
    );
  }

  place({ x, y }: Point): void {
    setAttribute(this.text, 'x', String(x));
    setAttribute(this.text, 'y', String(y));
  }

  onActivate(act: () => void): void {
    this.node.addEventListener('click', (event) => {
      // Below it is a block, which a click selects.
      event.stopPropagation();
      act();
    });
    this.node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act();
    });
  }
}

function label(size: number, open: boolean, ranked: boolean): string {
  if (size <= mostOpened) return t('all {0} units', count(size));
  if (!open) return t('{0} strongest', mostOpened);
  return ranked ? t('{0} strongest of {1}', mostOpened, count(size)) : t('first {0} of {1}', mostOpened, count(size));
}
