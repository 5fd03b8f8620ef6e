import type { Findings } from './findings.ts';
import type { Tensor } from './tensors.ts';

/** What a report holds to be drawn: of bounded size, whatever the network's. */

/** Backpropagation's derivatives beside the numerical ones. */
export interface Scatter {
  /** Places in the flat parameters, at most 2,000, evenly spread over those checked. */
  places: Float64Array;
  backpropagation: Float64Array;
  numerical: Float64Array;
}

/** A tensor's relative errors, units down and inputs across. */
export interface ErrorMap {
  /** At most 64; fewer than units or inputs where a cell stands for several. */
  rows: number;
  columns: number;
  /** Row by row, the largest error of each cell's parameters; NaN where none was compared. */
  values: Float64Array;
  /** Of the parameters with these errors, in the flat parameters. */
  places: Float64Array;
}

const mostPoints = 2000;
const mostCells = 64;

export function scatter({ checked, backpropagation, numerical }: Findings): Scatter {
  const count = Math.min(mostPoints, checked.length);
  const places = Float64Array.from({ length: count }, (_, point) => {
    return checked[Math.floor((point * checked.length) / count)] ?? NaN;
  });
  return {
    places,
    backpropagation: places.map((at) => backpropagation[at] ?? NaN),
    numerical: places.map((at) => numerical[at] ?? NaN),
  };
}

export function errorMap({ kind, units, inputs, start }: Tensor, { relativeError }: Findings): ErrorMap {
  const width = kind === 'biases' ? 1 : inputs;
  const rows = Math.min(mostCells, units);
  const columns = Math.min(mostCells, width);
  const values = new Float64Array(rows * columns).fill(NaN);
  const places = values.slice();
  for (let unit = 0; unit < units; unit++) {
    for (let input = 0; input < width; input++) {
      const place = start + unit * width + input;
      const error = relativeError[place] ?? NaN;
      const cell = Math.floor((unit * rows) / units) * columns + Math.floor((input * columns) / width);
      // The first number replaces NaN, to which nothing compares.
      if (error !== error || (values[cell] ?? NaN) >= error) continue;
      values[cell] = error;
      places[cell] = place;
    }
  }
  return { rows, columns, values, places };
}
