import { element } from './dom.ts';

/** One tooltip for the whole page. Its first line is the heading. */
export class Tooltip {
  private readonly node = element('div', { class: 'tooltip', role: 'tooltip', hidden: '' });

  constructor() {
    document.body.append(this.node);
  }

  /** At a point of the viewport, flipped to stay inside it. */
  show(x: number, y: number, lines: readonly string[]): void {
    this.node.replaceChildren(...lines.map((line) => element('div', {}, line)));
    this.node.hidden = false;
    const { width, height } = this.node.getBoundingClientRect();
    const left = x + 12 + width > innerWidth ? x - 12 - width : x + 12;
    const top = y + 16 + height > innerHeight ? y - 12 - height : y + 16;
    this.node.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.max(4, Math.round(top))}px)`;
  }

  hide(): void {
    this.node.hidden = true;
  }
}
