import type { Rgb } from '../shared/colours.ts';
import { computedColour, rgb } from '../shared/colours.ts';

/** Shades from the most negative over 0 to the most positive. Odd, so that 0 has its own. */
export const shades = 255;

/** Pixels as a canvas of bytes in this order takes them: alpha, blue, green, red from the top. */
export type Palette = Uint32Array;

/** From the negative colour over the page's background to the positive one. */
export function palette(negative: Rgb, zero: Rgb, positive: Rgb): Palette {
  const middle = (shades - 1) / 2;
  return Uint32Array.from({ length: shades }, (_, shade) => {
    const towards = shade < middle ? negative : positive;
    const share = Math.abs(shade - middle) / middle;
    const [red = 0, green = 0, blue = 0] = zero.map((from, channel) =>
      Math.round(from + share * ((towards[channel] ?? 0) - from)),
    );
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

export function themePalette(): Palette {
  return palette(...themeColours());
}

function themeColours(): [Rgb, Rgb, Rgb] {
  const colour = (variable: string): Rgb => rgb(computedColour(variable));
  return [colour('--negative'), colour('--page'), colour('--positive')];
}

/** The shade of a value on a scale that is symmetric about 0. */
export function shadeOf(value: number, extent: number): number {
  const middle = (shades - 1) / 2;
  if (extent === 0 || Number.isNaN(value)) return middle;
  return middle + Math.round(middle * Math.min(1, Math.max(-1, value / extent)));
}

/** Fills a picture of one pixel a value. */
export function paint(pixels: Uint32Array, values: Float64Array, extent: number, colours: Palette): void {
  for (let index = 0; index < values.length; index += 1) {
    pixels[index] = colours[shadeOf(values[index] ?? NaN, extent)] ?? 0;
  }
}
