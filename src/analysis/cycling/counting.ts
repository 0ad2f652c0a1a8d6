/** By which numbers the cycles of a sample are told apart. */

/** What a column `cycle` holds where cycles are chosen or compared over all files of a sample. */
export const CYCLE_NUMBER = "the instrument's cycle number, or ours, counted through, where those start again";

/**
 * Whether the instrument's numbers do that, given those of the complete cycles in time order; where they start again from
 * file to file, the cycles are counted through instead.
 */
export function isIncreasing(numbers: ArrayLike<number>): boolean {
  for (let i = 1; i < numbers.length; i++) if (!(numbers[i]! > numbers[i - 1]!)) return false;
  return true;
}

/** Number of a cycle within its sample, from 1; 0 for a leading second half. `before`: that of the cycle before it. */
export function nextIndex(before: number, leadingHalf: boolean): number {
  return leadingHalf && before === 0 ? 0 : before + 1;
}
