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
 * Stretches begin at multiples of their length, so that a line that grows does not flicker.
 * @param most how many epochs are drawn one by one: about two a pixel
 */
export function thinned(
  lines: readonly Float64Array[],
  { from, to }: Span,
  most: number,
  fits: (value: number) => boolean,
): Drawn {
  const longest = Math.max(0, ...lines.map(({ length }) => length));
  const first = Math.max(0, Math.floor(from) - 1);
  const last = Math.min(longest - 1, Math.ceil(to) + 1);
  const stretch = Math.max(1, 2 * Math.ceil((last - first + 1) / most));
  if (stretch === 2) {
    const epochs = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    return { epochs, lines: lines.map((line) => epochs.map((epoch) => drawable(line[epoch], fits))) };
  }
  const starts: number[] = [];
  for (let start = first - (first % stretch); start <= last; start += stretch) starts.push(start);
  return {
    epochs: starts.flatMap((start) => [start, start + stretch / 2]),
    lines: lines.map((line) => starts.flatMap((start) => extremes(line, start, start + stretch, fits))),
  };
}

function extremes(
  line: Float64Array,
  start: number,
  end: number,
  fits: (value: number) => boolean,
): [number | null, number | null] {
  let [lowest, highest] = [NaN, NaN];
  let [lowestAt, highestAt] = [start, start];
  for (let at = start; at < Math.min(end, line.length); at++) {
    const value = line[at] ?? NaN;
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
