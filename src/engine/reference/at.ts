/** A number of the arena, whose regions are as long as the plan says. */
export const at = (numbers: ArrayLike<number>, index: number): number => numbers[index] ?? NaN;
