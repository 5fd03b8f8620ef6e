import type { Range } from '../../src/protocol/predictions.ts';
import { computedColour } from '../shared/colours.ts';
import { element, setAttribute } from '../shared/dom.ts';
import { decimal } from '../shared/numbers.ts';

export interface Axes {
  readonly x: Range;
  readonly y: Range;
  readonly xName: string;
  readonly yName: string;
  /** How powers of ten are written, where both ranges are exponents. */
  readonly powers?: { x(power: number): string; y(power: number): string };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A canvas with its two scales, in CSS pixels; what is painted is clipped to the space between the axes. */
export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  x(value: number): number;
  y(value: number): number;
}

const height = 300;
const margin = { left: 56, top: 8, right: 12, bottom: 40 } as const;

/** Axes with names, and between them whatever `paint` puts there. */
export class Plot {
  private readonly canvas = element('canvas', { 'aria-hidden': 'true' });
  private readonly marker = element('div', { class: 'plot-mark', hidden: '' });
  readonly node = element('div', { class: 'plot', role: 'img' }, this.canvas, this.marker);
  private again: (() => void) | undefined;
  private shown: { readonly frame: Frame; readonly axes: Axes } | undefined;
  private marked: Point | undefined;

  constructor() {
    this.canvas.style.height = `${height}px`;
    new ResizeObserver(() => this.again?.()).observe(this.node);
  }

  describe(text: string): void {
    setAttribute(this.node, 'aria-label', text);
  }

  draw(axes: Axes, paint: (frame: Frame) => void): void {
    this.again = () => this.paint(axes, paint);
    this.again();
  }

  /** The values at a point of the viewport; undefined outside of the axes. */
  valueAt(clientX: number, clientY: number): Point | undefined {
    if (this.shown === undefined) return undefined;
    const { frame, axes } = this.shown;
    const { left, top } = this.node.getBoundingClientRect();
    const [x, y] = [(clientX - left - frame.left) / frame.width, (clientY - top - frame.top) / frame.height];
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return undefined;
    return { x: axes.x.from + x * (axes.x.to - axes.x.from), y: axes.y.to - y * (axes.y.to - axes.y.from) };
  }

  /** Where in the viewport values are; what lies beyond the axes, on their edge. */
  placeOf(values: Point): Point {
    const { left, top } = this.node.getBoundingClientRect();
    const { x, y } = this.inside(values);
    return { x: left + x, y: top + y };
  }

  /** Puts a ring around a point; undefined: none. */
  mark(values: Point | undefined): void {
    this.marked = values;
    this.marker.hidden = values === undefined;
    if (values === undefined) return;
    const { x, y } = this.inside(values);
    this.marker.style.transform = `translate(${x}px, ${y}px)`;
  }

  private inside({ x, y }: Point): Point {
    if (this.shown === undefined) return { x: 0, y: 0 };
    const { frame } = this.shown;
    return {
      x: Math.min(frame.left + frame.width, Math.max(frame.left, frame.x(x))),
      y: Math.min(frame.top + frame.height, Math.max(frame.top, frame.y(y))),
    };
  }

  private paint(axes: Axes, paint: (frame: Frame) => void): void {
    const full = Math.floor(this.node.clientWidth);
    const context = this.canvas.getContext('2d');
    if (full === 0 || context === null) return;
    const density = devicePixelRatio;
    const [wide, high] = [Math.round(full * density), Math.round(height * density)];
    if (this.canvas.width !== wide || this.canvas.height !== high)
      [this.canvas.width, this.canvas.height] = [wide, high];
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, full, height);
    const frame = frameOf(context, axes, full);
    this.shown = { frame, axes };
    this.mark(this.marked);
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.width, frame.height);
    context.clip();
    paint(frame);
    context.restore();
    drawAxes(frame, axes);
  }
}

function frameOf(context: CanvasRenderingContext2D, { x, y }: Axes, full: number): Frame {
  const { left, top } = margin;
  const width = full - left - margin.right;
  const inner = height - top - margin.bottom;
  return {
    context,
    left,
    top,
    width,
    height: inner,
    x: (value) => left + (width * (value - x.from)) / (x.to - x.from),
    y: (value) => top + inner - (inner * (value - y.from)) / (y.to - y.from),
  };
}

function drawAxes({ context, left, top, width, height: inner, x, y }: Frame, axes: Axes): void {
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  context.fillStyle = computedColour('--muted');
  context.strokeStyle = computedColour('--grid');
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, inner - 1);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const across = axes.powers ? powers(axes.x, width / 64) : ticks(axes.x, width / 64);
  for (const tick of across) context.fillText((axes.powers?.x ?? tickText)(tick), x(tick), top + inner + 6);
  context.fillText(shortened(context, axes.xName, width), left + width / 2, top + inner + 24);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const upwards = axes.powers ? powers(axes.y, inner / 40) : ticks(axes.y, inner / 40);
  for (const tick of upwards) context.fillText((axes.powers?.y ?? tickText)(tick), left - 8, y(tick));
  context.save();
  context.translate(8, top + inner / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(shortened(context, axes.yName, inner), 0, 0);
  context.restore();
}

/** Round numbers within a range: 1, 2 or 5 times a power of ten apart, about as many as wanted at most. */
export function ticks({ from, to }: Range, most: number): number[] {
  if (!(to > from)) return [];
  const least = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= least * (1 - 1e-9)) ?? 10 * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** Whole exponents within a range, evenly spaced, about as many as wanted at most. */
function powers({ from, to }: Range, most: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / Math.max(1, most)));
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/** The exponents of ten that positive values lie between, and half of one more at each end. */
export function powerRange(values: readonly number[]): Range {
  const exponents = values.map(Math.log10);
  return { from: Math.min(...exponents) - 0.5, to: Math.max(...exponents) + 0.5 };
}

function tickText(value: number): string {
  const short = Number(value.toPrecision(4));
  return short === 0 || (Math.abs(short) >= 1e-3 && Math.abs(short) < 1e5) ? String(short) : decimal(short, 2);
}

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  let kept = text;
  while (kept.length > 1 && context.measureText(kept).width > room) kept = `${kept.slice(0, -2).trimEnd()}…`;
  return kept;
}
