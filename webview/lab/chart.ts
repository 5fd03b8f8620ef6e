import uPlot from 'uplot';
import { computedColour } from '../shared/colours.ts';
import { count, percent } from '../shared/numbers.ts';
import { drawMarks } from './chart-marks.ts';
import type { Course } from './history.ts';
import type { Mark } from './marks.ts';
import type { Span } from './thin.ts';
import { thinned } from './thin.ts';

/** How a line is drawn. */
export interface Stroke {
  /** CSS variable. */
  readonly colour: string;
  readonly width: number;
  readonly dashed: boolean;
}

export interface ChartOptions {
  readonly label: string;
  /** Of the x axis; empty where the chart below has it. */
  readonly epochLabel: string;
  readonly height: number;
  readonly log: boolean;
  /** Values are shares from 0 to 1, shown in percent. */
  readonly share: boolean;
  /** Charts with the same key move their crosshairs together. */
  readonly sync: string;
  readonly strokes: readonly Stroke[];
  onCursor(epoch: number | undefined): void;
  /** Undefined: all epochs. */
  onZoom(span: Span | undefined): void;
}

/** Narrower selections are clicks. */
const leastSelection = 4;

/** Lines of one value an epoch. Colours are read when it is made. */
export class Chart {
  private readonly plot: uPlot;
  private readonly marksColour = computedColour('--muted');
  private span: Span = { from: 0, to: 1 };
  private marks: readonly Mark[] = [];

  constructor(
    private readonly host: HTMLElement,
    private readonly options: ChartOptions,
  ) {
    this.plot = new uPlot(this.settings(), [[], ...options.strokes.map(() => [])], host);
    this.plot.over.setAttribute('aria-hidden', 'true');
  }

  /**
   * @param lines one a stroke
   * @param span what is shown: fixed while a run goes on, so that the picture does not creep
   */
  update(lines: readonly Course[], span: Span, marks: readonly Mark[]): void {
    this.span = { from: span.from, to: Math.max(span.from + 1, span.to) };
    this.marks = marks;
    const { log } = this.options;
    const fits = (value: number): boolean => Number.isFinite(value) && (!log || value > 0);
    const { epochs, lines: drawn } = thinned(lines, this.span, 2 * this.plot.width, fits);
    this.plot.setData([[...epochs], ...drawn.map((line) => [...line])]);
  }

  /** The crosshair, and that of the charts that move with it. */
  pointAt(epoch: number): void {
    this.plot.setCursor({ left: this.plot.valToPos(epoch, 'x'), top: 0 });
  }

  resize(): void {
    const { width } = this;
    if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: this.options.height });
  }

  destroy(): void {
    this.plot.destroy();
  }

  private get width(): number {
    return Math.floor(this.host.clientWidth);
  }

  /** Of the cursor, which uPlot puts left of the plot when the pointer leaves it. */
  private pointed({ cursor, posToVal }: uPlot): void {
    const { left = -1 } = cursor;
    this.options.onCursor(left < 0 ? undefined : Math.max(0, Math.round(posToVal(left, 'x'))));
  }

  /** After all charts that select together have been told: a zoom changes what a place means. */
  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width === 0) return;
    const span = { from: Math.floor(plot.posToVal(left, 'x')), to: Math.ceil(plot.posToVal(left + width, 'x')) };
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    if (width >= leastSelection) queueMicrotask(() => this.options.onZoom(span));
  }

  private settings(): uPlot.Options {
    const { label, epochLabel, height, log, share, sync, strokes } = this.options;
    const text = computedColour('--muted');
    const lines = computedColour('--grid');
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis = {
      stroke: text,
      font,
      labelFont: font,
      grid: { stroke: lines, width: 1 },
      ticks: { show: false },
      gap: 8,
    };
    return {
      width: Math.max(200, this.width),
      height,
      // Half of the longest number under the right edge.
      padding: [12, () => (this.span.to < 1e5 ? 12 : 24), 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        y: false,
        sync: { key: sync, setSeries: false },
        bind: {
          dblclick: () => () => {
            this.options.onZoom(undefined);
            return null;
          },
        },
      },
      scales: {
        x: { time: false, range: () => [this.span.from, this.span.to] },
        y: { distr: log ? 3 : 1, range: (_, least, most) => yRange(least, most, this.options) },
      },
      axes: [
        {
          ...axis,
          ...(epochLabel === '' ? {} : { label: epochLabel, labelSize: 20, labelGap: 4 }),
          size: 28,
          space: 64,
          incrs: wholeSteps,
          values: (_, epochs, __, ___, step) => epochs.map((epoch) => epochTick(epoch, step)),
        },
        {
          ...axis,
          label,
          labelSize: 20,
          size: 56,
          space: 32,
          values: (_, splits) => splits.map((value) => (value === null ? '' : tick(value, share))),
        },
      ],
      series: [
        {},
        ...strokes.map(({ colour, width, dashed }) => ({
          stroke: computedColour(colour),
          width,
          ...(dashed && { dash: [6, 4] }),
          points: { show: false },
        })),
      ],
      hooks: {
        setCursor: [(plot) => this.pointed(plot)],
        setSelect: [(plot) => this.selected(plot)],
        draw: [(plot) => drawMarks(plot, this.marks, this.marksColour)],
      },
    };
  }
}

/** Axis steps: epochs are whole. */
const wholeSteps = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

/** 200,000 and 200 M: a round number of a million and more takes no more room than others. */
export function epochTick(epoch: number, step: number): string {
  return epoch < 1e6 || step < 1e4 ? count(epoch) : `${count(epoch / 1e6)}\u00a0M`;
}

function tick(value: number, share: boolean): string {
  if (value === 0) return '0';
  if (share) return percent(value).replace('.0', '');
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(0);
}

/** Linear axes begin at 0 (a loss) or span 0 to 1 (a share), so that they move as little as can be. */
function yRange(least: number, most: number, { log, share }: ChartOptions): [number, number] {
  if (log) return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most) + 1e-9)];
  if (share) return [0, 1];
  const low = Math.min(0, least);
  return most > low ? [low, most + 0.05 * (most - low)] : [low, low + 1];
}
