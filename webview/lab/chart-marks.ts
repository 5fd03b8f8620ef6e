import type uPlot from 'uplot';
import { element, svgElement } from '../shared/dom.ts';
import type { Mark, MarkKind } from './marks.ts';

/** Signs on a 10 × 10 grid: told apart by their shape, not by colour alone. */
const outlines: Readonly<Record<MarkKind, string>> = {
  best: 'M5 0.5L9.5 5L5 9.5L0.5 5z',
  'stopped-early': 'M1 1h8v8h-8z',
  diverged: 'M1 1L9 9M9 1L1 9',
  rate: 'M5 1L9.5 9h-9z',
};
const size = 10;

/** Vertical lines with a sign at their top. */
export function drawMarks({ ctx, bbox, valToPos, scales }: uPlot, marks: readonly Mark[], colour: string): void {
  const ratio = devicePixelRatio;
  const { min = 0, max = 0 } = scales['x'] ?? {};
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = ratio;
  for (const { kind, epoch } of marks) {
    if (epoch < (min ?? 0) || epoch > (max ?? 0)) continue;
    const x = Math.round(valToPos(epoch, 'x', true));
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + size * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.save();
    ctx.translate(x - (size / 2) * ratio, bbox.top);
    ctx.scale(ratio, ratio);
    ctx.lineWidth = 1.5;
    const outline = new Path2D(outlines[kind]);
    ctx.stroke(outline);
    if (kind !== 'diverged') ctx.fill(outline);
    ctx.restore();
  }
  ctx.restore();
}

/** The same signs in words, below the charts. */
export class MarkList {
  readonly node = element('ul', { class: 'marks' });
  private shown = '';

  show(marks: readonly Mark[]): void {
    const texts = marks.map(({ text }) => text).join('\n');
    if (texts === this.shown) return;
    this.shown = texts;
    this.node.replaceChildren(...marks.map(({ kind, text }) => element('li', { 'data-mark': kind }, sign(kind), text)));
  }
}

function sign(kind: MarkKind): SVGSVGElement {
  const outline = svgElement('path', {
    d: outlines[kind],
    fill: kind === 'diverged' ? 'none' : 'currentColor',
    stroke: 'currentColor',
    'stroke-width': '1.5',
  });
  return svgElement('svg', { viewBox: '0 0 10 10', width: '10', height: '10', 'aria-hidden': 'true' }, outline);
}
