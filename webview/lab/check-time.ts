import type { CheckReport } from '../../src/protocol/run.ts';
import { CellCursor, type Cell } from '../shared/cell-cursor.ts';
import { element, setText } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, duration } from '../shared/numbers.ts';
import { table, twin } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { Plot, powerRange, type Frame } from './plot.ts';
import { css, themeColour } from './predictions-colours.ts';

interface Times {
  readonly parameters: number;
  readonly backpropagation: number;
  /** By two forward passes a parameter. */
  readonly numerical: number;
}

/** What both ways of differentiating cost, and how that grows with the network. */
export class TimeFigure {
  private readonly plot = new Plot();
  private readonly times: readonly Times[];
  readonly node: HTMLElement;

  constructor(
    private readonly report: CheckReport,
    tooltip: Tooltip,
  ) {
    this.times = timesOf(report);
    const measured = element('p', { class: 'note' });
    const reckoned = element('p', { class: 'note' });
    setText(measured, measuredText(report));
    setText(reckoned, reckonedText(report));
    const legend = element(
      'div',
      { class: 'prediction-legend' },
      item('dot', t('backpropagation')),
      item('dot hollow', t('two forward passes a parameter')),
      element('span', {}, t('filled: measured, dashed: reckoned')),
    );
    const twinTable = twin(t('Time of both ways as a table'), () => this.table());
    this.node = element('div', { class: 'times' }, this.plot.node, legend, measured, reckoned, twinTable.node);
    this.plot.describe(t('Time of both ways against the number of parameters'));
    const { times, plot } = this;
    const point = ({ column }: Cell): { x: number; y: number } => pointOf(times[column], 'numerical');
    const cells = {
      node: plot.node,
      rows: 1,
      columns: times.length,
      cellAt: (x: number, y: number): Cell | undefined => {
        const at = plot.valueAt(x, y);
        return at === undefined ? undefined : { row: 0, column: nearest(times, at.x) };
      },
      cornerOf: (cell: Cell) => plot.placeOf(point(cell)),
      point: (cell: Cell | undefined) => plot.mark(cell && point(cell)),
    };
    new CellCursor(
      cells,
      tooltip,
      () => undefined,
      (_, column) => linesOf(times[column]),
    );
    this.paint();
  }

  paint(): void {
    const { times, report } = this;
    const seconds = times.flatMap(({ backpropagation, numerical }) => [backpropagation, numerical]);
    this.plot.draw(
      {
        x: powerRange(times.map(({ parameters }) => parameters)),
        y: powerRange([...seconds, report.seconds.numerical].filter((value) => value > 0)),
        xName: t('parameters'),
        yName: t('time'),
        powers: { x: (power) => shortCount(10 ** power), y: (power) => roundDuration(10 ** power) },
      },
      (frame) => paintTimes(frame, times, report),
    );
  }

  private table(): Node {
    return table(
      t('Time of both ways'),
      [t('Parameters'), t('Backpropagation'), t('Two passes a parameter'), t('Times as long')],
      this.times.map(({ parameters, backpropagation, numerical }) => [
        parameters === this.report.parameters ? t('{0}, this network', count(parameters)) : count(parameters),
        duration(backpropagation),
        duration(numerical),
        count(Math.round(numerical / backpropagation)),
      ]),
    );
  }
}

/** Of this network, and of others a power of ten larger or smaller whose passes take as long a parameter. */
export function timesOf({ parameters, seconds, passSeconds }: CheckReport): Times[] {
  const sizes = [100, 1000, 10_000, 100_000, 1_000_000].filter((size) => size !== parameters);
  return [...sizes, parameters]
    .toSorted((one, other) => one - other)
    .map((size) => {
      const share = size / parameters;
      return {
        parameters: size,
        backpropagation: share * seconds.backpropagation,
        numerical: 2 * size * share * passSeconds,
      };
    });
}

function measuredText({ checked, seconds, passSeconds }: CheckReport): string {
  return t(
    'Measured: backpropagation {0}, one forward pass {1}; numerical differentiation of {2} parameters, which follows only what each one changes, {3} (square).',
    duration(seconds.backpropagation),
    duration(passSeconds),
    count(checked),
    duration(seconds.numerical),
  );
}

function reckonedText({ parameters, seconds, passSeconds }: CheckReport): string {
  const numerical = 2 * parameters * passSeconds;
  return t(
    'Reckoned: by two forward passes a parameter it would take {0}, {1} times as long as backpropagation. With ten times the parameters, backpropagation takes about ten times as long, and two passes a parameter a hundred times.',
    duration(numerical),
    count(Math.round(numerical / seconds.backpropagation)),
  );
}

function paintTimes(frame: Frame, times: readonly Times[], { parameters, checked, seconds }: CheckReport): void {
  const { context } = frame;
  const here = times.find((one) => one.parameters === parameters);
  const at = (one: Times | undefined, way: 'backpropagation' | 'numerical'): { x: number; y: number } => {
    const { x, y } = pointOf(one, way);
    return { x: frame.x(x), y: frame.y(y) };
  };
  context.lineWidth = 1.5;
  for (const way of ['backpropagation', 'numerical'] as const) {
    const colour = css(themeColour(way === 'numerical' ? '--validation' : '--training'));
    context.strokeStyle = context.fillStyle = colour;
    context.setLineDash([4, 3]);
    context.beginPath();
    for (const one of times) {
      const { x, y } = at(one, way);
      context.lineTo(x, y);
    }
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    const { x, y } = at(here, way);
    context.arc(x, y, 4, 0, 2 * Math.PI);
    if (way === 'backpropagation') context.fill();
    else hollow(context);
  }
  const side = 8;
  const [x, y] = [frame.x(Math.log10(checked)), frame.y(Math.log10(seconds.numerical))];
  context.fillRect(x - side / 2, y - side / 2, side, side);
}

function hollow(context: CanvasRenderingContext2D): void {
  const { fillStyle } = context;
  context.fillStyle = css(themeColour('--page'));
  context.fill();
  context.stroke();
  context.fillStyle = fillStyle;
}

function pointOf(
  { parameters = NaN, ...ways }: Partial<Times> = {},
  way: 'backpropagation' | 'numerical',
): { x: number; y: number } {
  return { x: Math.log10(parameters), y: Math.log10(ways[way] ?? NaN) };
}

function nearest(times: readonly Times[], power: number): number {
  const distances = times.map(({ parameters }) => Math.abs(Math.log10(parameters) - power));
  return distances.indexOf(Math.min(...distances));
}

function linesOf(times: Times | undefined): string[] {
  if (times === undefined) return [];
  return [
    t('{0} parameters', count(times.parameters)),
    t('backpropagation {0}', duration(times.backpropagation)),
    t('two passes a parameter {0}', duration(times.numerical)),
  ];
}

/** 1, 10, … 100k, 1M */
function shortCount(value: number): string {
  if (value >= 1e6) return `${Math.round(value / 1e6)}M`;
  return value >= 1000 ? `${Math.round(value / 1000)}k` : String(Math.round(value * 100) / 100);
}

/** Of a power of ten, without digits that say nothing: 10 ms, 1 min is 60 s. */
function roundDuration(seconds: number): string {
  const [size, unit] =
    seconds < 1e-6 ? [1e-9, 'ns'] : seconds < 1e-3 ? [1e-6, 'µs'] : seconds < 1 ? [1e-3, 'ms'] : [1, 's'];
  return `${shortCount(seconds / size)}\u00a0${unit}`;
}

function item(mark: string, text: string): HTMLElement {
  return element('span', { class: 'legend-item' }, element('span', { class: mark, 'aria-hidden': 'true' }), text);
}
