/** By Neumaier's compensated sum (ZAMM 54, 1974). */
export function compensatedMean(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const after = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - after + value : value - after + sum;
    sum = after;
  }
  // An infinite sum has a compensation of NaN (∞ − ∞), which says nothing more.
  return (Number.isFinite(sum) ? sum + lost : sum) / values.length;
}
