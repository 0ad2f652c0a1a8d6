/** Peaks of a sampled curve. */

export interface Peak {
  /** Sample with the largest value; the first of equal ones. */
  readonly index: number;
  /** Height over the higher of the lowest points that part it from higher samples, or from the ends, on its two sides. */
  readonly prominence: number;
}

/** Local maxima, not counting the ends, in order of their place. A flat top is one maximum. */
export function findPeaks(values: ArrayLike<number>): Peak[] {
  const peaks: Peak[] = [];
  for (let i = 1; i < values.length - 1; i++) {
    if (!(values[i]! > values[i - 1]!)) continue;
    let end = i;
    while (end + 1 < values.length && values[end + 1] === values[i]) end++;
    if (end + 1 < values.length && values[end + 1]! < values[i]!) {
      const left = lowestBeside(values, i, -1);
      const right = lowestBeside(values, i, 1);
      peaks.push({ index: i, prominence: values[i]! - Math.max(left, right) });
    }
  }
  return peaks;
}

/** Lowest value from a sample up to a higher one, or to the end. */
function lowestBeside(values: ArrayLike<number>, from: number, direction: 1 | -1): number {
  let lowest = values[from]!;
  for (let i = from; i >= 0 && i < values.length && values[i]! <= values[from]!; i += direction) {
    lowest = Math.min(lowest, values[i]!);
  }
  return lowest;
}

/** Index, interpolated, at which the curve first falls to `level` on the way from a sample; NaN if it does not. */
export function crossingBeside(values: ArrayLike<number>, from: number, direction: 1 | -1, level: number): number {
  for (let i = from + direction; i >= 0 && i < values.length; i += direction) {
    if (values[i]! > level) continue;
    const inner = values[i - direction]!;
    return i - direction * ((level - values[i]!) / (inner - values[i]!));
  }
  return Number.NaN;
}
