/** Order statistics without sorting. */

/**
 * Median of the first `length` values in linear time (Hoare's quickselect, pivot from the middle); reorders them.
 * Mean of the two middle ones for an even number; NaN for none.
 */
export function medianInPlace(values: Float64Array, length = values.length): number {
  if (length === 0) return Number.NaN;
  const upper = length >> 1;
  const high = selectInPlace(values, length, upper);
  if (length % 2 === 1) return high;
  let low = values[0]!;
  for (let i = 1; i < upper; i++) if (values[i]! > low) low = values[i]!;
  return (low + high) / 2;
}

/** The value that would stand at `rank` (from 0) after sorting; smaller ones stand before it afterwards. */
export function selectInPlace(values: Float64Array, length: number, rank: number): number {
  let from = 0;
  let to = length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1]!;
    let i = from;
    let j = to;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const held = values[i]!;
        values[i++] = values[j]!;
        values[j--] = held;
      }
    }
    if (rank <= j) to = j;
    else if (rank >= i) from = i;
    else break;
  }
  return values[rank]!;
}
