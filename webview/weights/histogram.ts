import { setAttribute, svgElement } from '../shared/dom.ts';

/** Odd, so that values at and about 0 have a bar of their own. */
const bars = 31;

/** How many of the values lie where between -extent and extent, from left to right. */
export function histogram(parts: readonly Float64Array[], extent: number): number[] {
  const counts = Array<number>(bars).fill(0);
  for (const part of parts) {
    for (const value of part) {
      if (!Number.isFinite(value)) continue;
      const share = extent === 0 ? 0.5 : (value / extent + 1) / 2;
      const bar = Math.min(bars - 1, Math.floor(share * bars));
      counts[bar] = (counts[bar] ?? 0) + 1;
    }
  }
  return counts;
}

/** Bars above the colour scale, which is their axis. */
export class HistogramBars {
  private readonly outline = svgElement('path');
  readonly node = svgElement(
    'svg',
    { class: 'histogram', viewBox: `0 0 ${bars} 1`, preserveAspectRatio: 'none', role: 'img' },
    this.outline,
  );

  show(counts: readonly number[], label: string): void {
    const most = Math.max(1, ...counts);
    const outline = counts.map((count, bar) => `M${bar + 0.05} 1v${-count / most}h0.9v${count / most}z`);
    setAttribute(this.outline, 'd', outline.join(''));
    setAttribute(this.node, 'aria-label', label);
  }
}
