/** Means, spreads and medians. Empty input gives NaN, never an exception. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Standard deviation with n − 1; NaN below two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) * (values[i]! - centre);
  return Math.sqrt(sum / (values.length - 1));
}

/** Quantile of type 7 (linear between order statistics), p from 0 to 1. */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Standard deviation of the scatter of a smooth series about its own trend, from second differences: for white
 * noise their standard deviation is √6 times that of the noise, and a straight trend cancels. Robust by the median;
 * NaN below five values.
 */
export function scatterAboutTrend(values: ArrayLike<number>): number {
  if (values.length < 5) return Number.NaN;
  const seconds = new Float64Array(values.length - 2);
  for (let i = 0; i < seconds.length; i++) seconds[i] = Math.abs(values[i]! - 2 * values[i + 1]! + values[i + 2]!);
  return (1.4826 * median(seconds)) / Math.sqrt(6);
}
