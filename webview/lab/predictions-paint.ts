import type { PredictionPicture, PredictionPoints, Range } from '../../src/protocol/predictions.ts';
import type { Rgb } from '../shared/colours.ts';
import type { Shape } from './predictions-colours.ts';
import { certainty, classColours, classShape, css, mixed, themeColour } from './predictions-colours.ts';
import type { Axes, Frame } from './plot.ts';

/** Regions are paler than the points on them. */
const strength = 0.6;
const radius = 4;

type Map = Exclude<PredictionPicture, { kind: 'curve' }>;

/** Decision regions: the likeliest class's colour, the stronger the surer. */
export function paintClasses(
  frame: Frame,
  map: Extract<Map, { kind: 'classes' }>,
  points: PredictionPoints,
  classes: number,
): void {
  const colours = classColours(classes);
  paintCells(frame, map, (cell) => {
    const colour = colours.classes[map.winners[cell] ?? 0] ?? colours.page;
    return mixed(colours.page, colour, strength * certainty(map.shares[cell] ?? 0, classes));
  });
  points.x.forEach((x, index) => {
    const target = points.targets[index] ?? 0;
    const place = { x: frame.x(x), y: frame.y(points.y[index] ?? NaN) };
    mark(
      frame.context,
      classShape(target),
      place,
      colours.classes[target] ?? colours.page,
      colours.page,
      held(points, index),
    );
  });
}

/** A value by colour: that of low ones over the page's to that of high ones. */
export function paintValues(
  frame: Frame,
  map: Extract<Map, { kind: 'values' }>,
  points: PredictionPoints,
  range: Range,
): void {
  const { page, classes } = classColours(2);
  const [low = page, high = page] = classes;
  const shade = (value: number, most: number): Rgb => {
    if (Number.isNaN(value)) return page;
    const from = (2 * (value - range.from)) / (range.to - range.from) - 1;
    return mixed(page, from < 0 ? low : high, most * Math.min(1, Math.abs(from)));
  };
  paintCells(frame, map, (cell) => shade(map.values[cell] ?? NaN, strength));
  const outline = themeColour('--vscode-foreground');
  points.x.forEach((x, index) => {
    const place = { x: frame.x(x), y: frame.y(points.y[index] ?? NaN) };
    mark(
      frame.context,
      held(points, index) ? 'square' : 'circle',
      place,
      shade(points.targets[index] ?? NaN, 1),
      outline,
      false,
    );
  });
}

export function paintCurve(
  frame: Frame,
  { values }: Extract<PredictionPicture, { kind: 'curve' }>,
  points: PredictionPoints,
): void {
  const { context } = frame;
  const page = cover(frame);
  const [training, validation] = [themeColour('--training'), themeColour('--validation')];
  points.x.forEach((x, index) => {
    const isHeld = held(points, index);
    const place = { x: frame.x(x), y: frame.y(points.targets[index] ?? NaN) };
    mark(context, 'circle', place, isHeld ? validation : training, page, isHeld);
  });
  const { from, to } = points.xRange;
  context.beginPath();
  values.forEach((value, index) => {
    context.lineTo(frame.x(from + ((to - from) * index) / (values.length - 1)), frame.y(value));
  });
  context.strokeStyle = css(themeColour('--vscode-foreground'));
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.stroke();
}

/** Predicted (up) against actual (across); beyond the range, on its edge. */
export function paintScatter(frame: Frame, actual: Float64Array, predicted: Float64Array, range: Range): void {
  const { context } = frame;
  const page = cover(frame);
  context.beginPath();
  context.moveTo(frame.x(range.from), frame.y(range.from));
  context.lineTo(frame.x(range.to), frame.y(range.to));
  context.strokeStyle = css(themeColour('--muted'));
  context.lineWidth = 1;
  context.stroke();
  const colour = themeColour('--training');
  actual.forEach((value, index) => {
    const up = within(range, predicted[index] ?? NaN);
    mark(context, 'circle', { x: frame.x(value), y: frame.y(up) }, colour, page, false);
  });
}

/** Actual less predicted (up) against predicted (across); beyond the axes, on their edge. */
export function paintResiduals(frame: Frame, actual: Float64Array, predicted: Float64Array, { x, y }: Axes): void {
  const { context } = frame;
  const page = cover(frame);
  context.beginPath();
  context.moveTo(frame.x(x.from), frame.y(0));
  context.lineTo(frame.x(x.to), frame.y(0));
  context.strokeStyle = css(themeColour('--muted'));
  context.lineWidth = 1;
  context.stroke();
  const colour = themeColour('--training');
  actual.forEach((value, index) => {
    const guess = predicted[index] ?? NaN;
    mark(
      context,
      'circle',
      { x: frame.x(within(x, guess)), y: frame.y(within(y, value - guess)) },
      colour,
      page,
      false,
    );
  });
}

function within({ from, to }: Range, value: number): number {
  return Math.min(to, Math.max(from, value));
}

/** Makes the plot the page's colour, which with forced colours the canvas need not be on. */
function cover({ context, left, top, width, height }: Frame): Rgb {
  const page = themeColour('--page');
  context.fillStyle = css(page);
  context.fillRect(left, top, width, height);
  return page;
}

function held({ held: flags }: PredictionPoints, index: number): boolean {
  return flags[index] === 1;
}

function paintCells(frame: Frame, { columns, rows }: Map, colourOf: (cell: number) => Rgb): void {
  const image = new ImageData(columns, rows);
  for (let cell = 0; cell < columns * rows; cell += 1) {
    const [red, green, blue] = colourOf(cell);
    // Pictures go down, the second input goes up.
    const at = 4 * ((rows - 1 - Math.floor(cell / columns)) * columns + (cell % columns));
    image.data.set([red, green, blue, 255], at);
  }
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [columns, rows];
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  const { context, left, top, width, height } = frame;
  context.imageSmoothingEnabled = true;
  context.drawImage(canvas, left, top, width, height);
}

/** Filled with an outline, or hollow: rows held out. */
function mark(
  context: CanvasRenderingContext2D,
  shape: Shape,
  { x, y }: { x: number; y: number },
  colour: Rgb,
  outline: Rgb,
  hollow: boolean,
): void {
  context.beginPath();
  trace(context, shape, x, y, hollow ? radius - 0.75 : radius);
  context.closePath();
  context.fillStyle = css(hollow ? outline : colour);
  context.fill();
  context.strokeStyle = css(hollow ? colour : outline);
  context.lineWidth = hollow ? 1.5 : 1;
  context.stroke();
}

function trace(context: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number): void {
  const line = (...corners: readonly (readonly [number, number])[]): void =>
    corners.forEach(([across, down]) => context.lineTo(x + r * across, y + r * down));
  switch (shape) {
    case 'circle':
      return context.arc(x, y, r, 0, 2 * Math.PI);
    case 'square':
      return context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
    case 'triangle':
      return line([0, -1.15], [1.1, 0.85], [-1.1, 0.85]);
    case 'down':
      return line([0, 1.15], [1.1, -0.85], [-1.1, -0.85]);
    case 'diamond':
      return line([0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]);
    case 'cross':
      return line(
        ...([
          [-0.4, -1.2],
          [0.4, -1.2],
          [0.4, -0.4],
          [1.2, -0.4],
          [1.2, 0.4],
          [0.4, 0.4],
        ] as const),
        ...([
          [0.4, 1.2],
          [-0.4, 1.2],
          [-0.4, 0.4],
          [-1.2, 0.4],
          [-1.2, -0.4],
          [-0.4, -0.4],
        ] as const),
      );
    default:
      return shape satisfies never;
  }
}

/** A class's mark for the legend, in the colour of its text. */
export function outlineOf(shape: Shape): string {
  switch (shape) {
    case 'circle':
      return 'M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z';
    case 'square':
      return 'M4.5 4.5h7v7h-7z';
    case 'triangle':
      return 'M8 3.4l4.4 8H3.6z';
    case 'down':
      return 'M8 12.6l4.4-8H3.6z';
    case 'diamond':
      return 'M8 3l5 5-5 5-5-5z';
    case 'cross':
      return 'M6.4 3.2h3.2v3.2h3.2v3.2H9.6v3.2H6.4V9.6H3.2V6.4h3.2z';
    default:
      return shape satisfies never;
  }
}
