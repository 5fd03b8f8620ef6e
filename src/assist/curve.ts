import type { ActivationFacts } from './activations.ts';

export interface CurveColours {
  readonly text: string;
  readonly value: string;
  readonly slope: string;
}

const [width, height, reach] = [240, 150, 4];
const [low, high] = [-1.6, 2.4];
const x = (u: number) => ((u + reach) / (2 * reach)) * width;
const y = (value: number) => ((high - value) / (high - low)) * height;

/** An activation and, dashed, its derivative for −4 ≤ u ≤ 4, as an SVG picture of 240 × 150. */
export function curvePicture({ value, slope }: NonNullable<ActivationFacts['curve']>, colours: CurveColours): string {
  const axis = `stroke="${colours.text}" stroke-opacity=".5"`;
  const label = (at: number, colour: string, text: string) =>
    `<text x="8" y="${at}" fill="${colour}" font-family="sans-serif" font-size="12">${text}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<path d="M0 ${y(0)}H${width}M${x(0)} 0V${height}" fill="none" ${axis}/>`,
    `<path d="M0 ${y(1)}H${width}M0 ${y(-1)}H${width}" fill="none" ${axis} stroke-dasharray="1 4"/>`,
    `<path d="${path(slope)}" fill="none" stroke="${colours.slope}" stroke-width="2" stroke-dasharray="5 4"/>`,
    `<path d="${path(value)}" fill="none" stroke="${colours.value}" stroke-width="2"/>`,
    label(16, colours.value, 'f(u)'),
    label(32, colours.slope, 'f′(u)'),
    label(y(1) + 13, colours.text, '1'),
    '</svg>',
  ].join('');
}

function path(f: (u: number) => number): string {
  const points: string[] = [];
  for (let u = -reach; u <= reach; u += reach / 100) points.push(`${x(u).toFixed(1)} ${y(f(u)).toFixed(1)}`);
  return `M${points.join('L')}`;
}
