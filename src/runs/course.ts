import type { SweepCourses } from '../protocol/run.ts';

type Behaviour = NonNullable<SweepCourses['runs'][number]['behaviour']>;

/** Points of a small chart. */
const mostPoints = 120;

/**
 * What a course of losses, one an epoch from 0 on, looks like. By these rules, the first that holds:
 * - diverges: the last loss is no number, or is above the first;
 * - oscillates: in the second half a quarter of the steps or more go up, and a step is over 1 % of the first loss on
 *   average;
 * - crawls: it fell by less than a tenth, or is above a tenth of the first loss and a quarter or more of what it fell by
 *   came in the second half;
 * - converges: otherwise.
 * Of fewer than five losses only whether they diverge is told.
 */
export function behaviourOf(losses: Float64Array): Behaviour {
  const [first = NaN, last = NaN] = [losses[0], losses.at(-1)];
  if (!Number.isFinite(last) || last > first) return losses.length > 1 ? 'diverges' : 'too-short';
  if (losses.length < 5) return 'too-short';
  const half = losses.subarray(Math.floor(losses.length / 2));
  const steps = half.subarray(1).map((loss, index) => loss - (half[index] ?? NaN));
  const ups = steps.filter((step) => step > 0).length;
  const average = steps.reduce((sum, step) => sum + Math.abs(step), 0) / steps.length;
  if (ups >= steps.length / 4 && average > first / 100) return 'oscillates';
  const fall = first - last;
  const late = (half[0] ?? NaN) - last;
  return fall < first / 10 || (last > first / 10 && late >= fall / 4) ? 'crawls' : 'converges';
}

/**
 * At most 120 points of a course. Of a long one, pieces of equal length with the smallest and the largest value of each
 * in their order, so that what oscillates is seen to.
 */
export function thinnedCourse(losses: Float64Array): Float64Array {
  if (losses.length <= mostPoints) return losses.slice();
  const pieces = mostPoints / 2;
  const points = new Float64Array(mostPoints);
  for (let piece = 0; piece < pieces; piece++) {
    const part = losses.subarray(
      Math.floor((piece * losses.length) / pieces),
      Math.floor(((piece + 1) * losses.length) / pieces),
    );
    points.set(extremes(part), 2 * piece);
  }
  points[0] = losses[0] ?? NaN;
  points[mostPoints - 1] = losses.at(-1) ?? NaN;
  return points;
}

/** NaN where there is no finite value. */
function extremes(values: Float64Array): [number, number] {
  let [lowest, highest] = [-1, -1];
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    if (lowest < 0 || value < (values[lowest] ?? NaN)) lowest = index;
    if (highest < 0 || value > (values[highest] ?? NaN)) highest = index;
  }
  const [first, second] = lowest < highest ? [lowest, highest] : [highest, lowest];
  return [values[first] ?? NaN, values[second] ?? NaN];
}
