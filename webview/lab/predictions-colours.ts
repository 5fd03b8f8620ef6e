import type { Rgb } from '../shared/colours.ts';
import { rgb } from '../shared/colours.ts';

/** Classes are told apart by colour and by shape, in this order; two by those of the signs. */
const variables = ['--class-1', '--class-2', '--class-3', '--class-4', '--class-5', '--class-6'] as const;
export const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'down'] as const;
export type Shape = (typeof shapes)[number];

export function classVariable(index: number, classes: number): string {
  if (classes === 2) return index === 0 ? '--negative' : '--positive';
  return variables[index % variables.length] ?? variables[0];
}

/** From the seventh class on, the colours come again with other shapes. */
export function classShape(index: number): Shape {
  return shapes[(index + Math.floor(index / shapes.length)) % shapes.length] ?? 'circle';
}

/** The theme's colour even where the system forces its own: pictures are made of several. */
export function themeColour(variable: string): Rgb {
  const probe = document.createElement('span');
  probe.style.setProperty('forced-color-adjust', 'none');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const colour = rgb(getComputedStyle(probe).color);
  probe.remove();
  return colour;
}

export interface ClassColours {
  readonly page: Rgb;
  readonly classes: readonly Rgb[];
}

export function classColours(classes: number): ClassColours {
  const seen = Array.from({ length: classes }, (_, index) => themeColour(classVariable(index, classes)));
  return { page: themeColour('--page'), classes: seen };
}

/** Of one colour over another, `share` of it. */
export function mixed(under: Rgb, over: Rgb, share: number): Rgb {
  const [red, green, blue] = under;
  return [red + share * (over[0] - red), green + share * (over[1] - green), blue + share * (over[2] - blue)];
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
}

/** How sure a probability is: 0 where all classes are alike, 1 at certainty. */
export function certainty(share: number, classes: number): number {
  return Math.max(0, Math.min(1, (share - 1 / classes) / (1 - 1 / classes)));
}
