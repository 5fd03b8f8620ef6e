import { cos, sin } from '../engine/elementary-trig.ts';
import { type RandomStream, stream } from '../engine/random.ts';
import type { GeneratorSource } from '../spec/spec.ts';
import { numberColumn, type Table } from './column.ts';

/** Makes one row: the coordinates of a point, then its class or value. */
type RowMaker = (row: number) => readonly number[];

/**
 * Rows made from formulas and a seed; how each generator is defined is said in `docs/format.md`.
 * Classes take turns row by row, so that the first rows already show them all.
 */
export function generatedTable(source: GeneratorSource): Table {
  const { samples } = source;
  const { inputs, target } = namesOf(source);
  const columns = [...inputs, target].map((name) => ({ name, values: new Float64Array(samples) }));
  const make = rowMaker(source);
  for (let row = 0; row < samples; row++) {
    make(row).forEach((value, column) => columns[column]?.values.set([value], row));
  }
  const made = columns.map(({ name, values }) => numberColumn(name, values));
  return { rows: samples, inputs: made.slice(0, -1), targets: made.slice(-1) };
}

function namesOf({ generator, features }: GeneratorSource): { inputs: readonly string[]; target: string } {
  switch (generator) {
    case 'xor':
    case 'circles':
    case 'moons':
    case 'spiral':
      return { inputs: ['x', 'y'], target: 'class' };
    case 'sine':
      return { inputs: ['x'], target: 'y' };
    case 'blobs':
      return { inputs: numbered(features), target: 'class' };
    case 'linear':
    case 'friedman':
      return { inputs: numbered(features), target: 'y' };
  }
  generator satisfies never;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => (count === 1 ? 'x' : `x${index + 1}`));
}

function rowMaker(source: GeneratorSource): RowMaker {
  const { generator, samples, classes, features, seed } = source;
  const points = stream(seed, 'data');
  // A stream of its own, so that more noise moves the same points further instead of drawing others.
  const noises = stream(seed, 'noise');
  const noise = () => (source.noise === 0 ? 0 : source.noise * noises.normal());
  switch (generator) {
    case 'xor':
      return () => {
        const [x, y] = [within(points, -1, 1), within(points, -1, 1)];
        return [x + noise(), y + noise(), x * y < 0 ? 1 : 0];
      };
    case 'circles':
      return (row) => {
        const angle = 2 * Math.PI * (Math.floor(row / 2) / onCurve(row, 2, samples));
        const radius = row % 2 === 1 ? INNER_RADIUS : 1;
        return [radius * cos(angle) + noise(), radius * sin(angle) + noise(), row % 2];
      };
    case 'moons':
      return (row) => {
        const inner = row % 2;
        const angle = Math.PI * along(row, 2, samples);
        const x = inner === 1 ? 1 - cos(angle) : cos(angle);
        const y = inner === 1 ? 0.5 - sin(angle) : sin(angle);
        return [x + noise(), y + noise(), inner];
      };
    case 'spiral':
      return (row) => {
        const arm = row % classes;
        const radius = along(row, classes, samples);
        const angle = 4 * radius + (2 * Math.PI * arm) / classes;
        return [radius * sin(angle) + noise(), radius * cos(angle) + noise(), arm];
      };
    case 'blobs': {
      const centres = Array.from({ length: classes }, () => drawn(features, points, -10, 10));
      return (row) => [...(centres[row % classes] ?? []).map((centre) => centre + noise()), row % classes];
    }
    case 'linear': {
      // Drawn before the points, so that more rows are of the same plane.
      const coefficients = drawn(features + 1, points, -1, 1);
      return () => {
        const x = drawn(features, points, -1, 1);
        return [
          ...x,
          x.reduce((sum, value, i) => sum + (coefficients[i] ?? 0) * value, coefficients[features] ?? 0) + noise(),
        ];
      };
    }
    case 'sine':
      return () => {
        const x = Math.PI * within(points, -1, 1);
        return [x, sin(x) + noise()];
      };
    case 'friedman':
      return () => {
        const x = drawn(features, points, 0, 1);
        return [...x, friedman(x) + noise()];
      };
  }
  generator satisfies never;
}

/** `factor` of scikit-learn's make_circles. */
const INNER_RADIUS = 0.8;

/** The first problem of Friedman (1991), as scikit-learn's make_friedman1: only five inputs matter. */
function friedman([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]): number {
  return 10 * sin(Math.PI * a * b) + 20 * (c - 0.5) * (c - 0.5) + 10 * d + 5 * e;
}

function drawn(count: number, random: RandomStream, low: number, high: number): number[] {
  return Array.from({ length: count }, () => within(random, low, high));
}

/** Uniform. */
function within(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** How far along its curve, from 0 to 1, a row is when the rows are dealt to the curves in turn. */
function along(row: number, curves: number, rows: number): number {
  const all = onCurve(row, curves, rows);
  return all > 1 ? Math.floor(row / curves) / (all - 1) : 0;
}

/** How many rows the curve of this one gets. */
function onCurve(row: number, curves: number, rows: number): number {
  return Math.ceil((rows - (row % curves)) / curves);
}
