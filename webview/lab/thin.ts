import { valueAt, type Course } from './history.ts';

/** What of some columns is drawn, a value an epoch. */
export interface Drawn {
  readonly epochs: readonly number[];
  /** Null where there is no value, or none that the scale can show. */
  readonly lines: readonly (readonly (number | null)[])[];
}

/** Epochs, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The lines between two epochs, and one beyond each so that they leave the picture. Where there are
 * more epochs than can be told apart, a stretch of them is drawn as its lowest and its highest value
 * in their order: the picture is the same, a spike is not lost, and the data are left alone.
 * Stretches begin at multiples of their length, so that a line that grows does not flicker. Beside a long line, of which
 * not all epochs are kept, others are drawn at those epochs only.
 * @param most how many epochs are drawn one by one: about two a pixel
 */
export function thinned(
  lines: readonly Course[],
  { from, to }: Span,
  most: number,
  fits: (value: number) => boolean,
): Drawn {
  const unit = Math.max(1, ...lines.map(({ stride }) => stride));
  const longest = Math.max(0, ...lines.map(({ values, stride }) => stride * (values.length - 1)));
  const first = unit * Math.max(0, Math.floor(from / unit) - 1);
  const last = Math.min(longest, unit * (Math.ceil(to / unit) + 1));
  const count = Math.max(0, Math.floor((last - first) / unit) + 1);
  const stretch = 2 * unit * Math.ceil(count / most);
  if (count <= most) {
    const epochs = Array.from({ length: count }, (_, index) => first + unit * index);
    return { epochs, lines: lines.map((line) => epochs.map((epoch) => drawable(valueAt(line, epoch), fits))) };
  }
  const starts: number[] = [];
  for (let start = first - (first % stretch); start <= last; start += stretch) starts.push(start);
  return {
    epochs: starts.flatMap((start) => [start, start + stretch / 2]),
    lines: lines.map((line) => starts.flatMap((start) => extremes(line, start, start + stretch, fits))),
  };
}

function extremes(
  { values, stride }: Course,
  start: number,
  end: number,
  fits: (value: number) => boolean,
): [number | null, number | null] {
  let [lowest, highest] = [NaN, NaN];
  let [lowestAt, highestAt] = [start, start];
  for (let at = start / stride; at < Math.min(end / stride, values.length); at++) {
    const value = values[at] ?? NaN;
    if (!fits(value)) continue;
    // The first number replaces NaN, to which nothing compares.
    if (!(value >= lowest)) [lowest, lowestAt] = [value, at];
    if (!(value <= highest)) [highest, highestAt] = [value, at];
  }
  const [low, high] = [drawable(lowest, fits), drawable(highest, fits)];
  return lowestAt <= highestAt ? [low, high] : [high, low];
}

function drawable(value: number | undefined, fits: (value: number) => boolean): number | null {
  return value !== undefined && fits(value) ? value : null;
}
