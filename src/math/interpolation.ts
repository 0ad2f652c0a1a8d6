/** Piecewise linear curves through points in ascending order of x. */

/** The curve at a place, the last of several points with the same x; NaN outside the points. */
export function interpolate(x: ArrayLike<number>, y: ArrayLike<number>, at: number): number {
  const n = x.length;
  if (n === 0 || !(at >= x[0]! && at <= x[n - 1]!)) return Number.NaN;
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  if (low === n - 1 || x[low] === at) return y[low]!;
  return y[low]! + ((at - x[low]!) / (x[low + 1]! - x[low]!)) * (y[low + 1]! - y[low]!);
}

/**
 * Means of the curve over `count` equal intervals from `from` to `to`: uses every point, where interpolation would use
 * two for each interval.
 */
export function intervalMeans(
  x: Float64Array,
  y: Float64Array,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): Float64Array {
  const integral = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    integral[i] = integral[i - 1]! + ((y[i]! + y[i - 1]!) / 2) * (x[i]! - x[i - 1]!);
  }
  const width = (to - from) / count;
  const upTo = (place: number) => integralAt(x, y, integral, Math.min(Math.max(place, x[0]!), x[x.length - 1]!));
  const marks = Float64Array.from({ length: count + 1 }, (_, k) => upTo(from + k * width));
  return Float64Array.from({ length: count }, (_, k) => (marks[k + 1]! - marks[k]!) / width);
}

/** Integral of the curve from its first point to a place within it. */
function integralAt(x: Float64Array, y: Float64Array, integral: Float64Array, place: number): number {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (x[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  if (x[low] === place || low === x.length - 1) return integral[low]!;
  const width = place - x[low]!;
  const slope = (y[low + 1]! - y[low]!) / (x[low + 1]! - x[low]!);
  return integral[low]! + width * (y[low]! + (slope * width) / 2);
}
