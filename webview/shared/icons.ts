import { svgElement } from './dom.ts';

/** Outlines on a 16 × 16 grid, in the text's colour. */
const outlines = {
  run: 'M5 3.5v9l7-4.5z',
  stop: 'M4.5 4.5h7v7h-7z',
  pause: 'M4.5 3.5h2.5v9h-2.5zM9 3.5h2.5v9h-2.5z',
  epoch: 'M3 3.5v9l6.5-4.5zM11 3.5h2v9h-2z',
  step: 'M3.5 3.5h2v9h-2zM7.5 3.5v9l6-4.5z',
  reset: 'M3.2 8.5a4.9 4.9 0 1 0 1.4-3.9L3.2 6M3.2 2.5V6h3.5',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  passed: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5 8.2l2.2 2.2L11.2 6',
  failed: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  warning: 'M8 2l6.3 11.5H1.7zM8 6.2v3.6M8 11.2v1',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.2v4M8 4.6v1.1',
} as const;

export type Icon = keyof typeof outlines;

const solid: ReadonlySet<Icon> = new Set(['run', 'stop', 'pause', 'epoch', 'step']);

export function icon(name: Icon): SVGSVGElement {
  const filled = solid.has(name);
  return svgElement(
    'svg',
    { viewBox: '0 0 16 16', width: '16', height: '16', class: `icon icon-${name}`, 'aria-hidden': 'true' },
    svgElement('path', {
      d: outlines[name],
      fill: filled ? 'currentColor' : 'none',
      stroke: filled ? 'none' : 'currentColor',
      'stroke-width': '1.25',
      'stroke-linejoin': 'round',
      'stroke-linecap': 'round',
    }),
  );
}
