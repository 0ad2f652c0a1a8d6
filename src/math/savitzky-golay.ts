/** Savitzky–Golay filters (Anal. Chem. 1964, 36, 1627, doi:10.1021/ac60214a047): local least-squares polynomials. */
import { choleskyFactor, choleskySolve } from './linear-algebra.ts';

export interface SavitzkyGolay {
  /** Points of a window: odd, above `order`. */
  readonly points: number;
  /** Degree of the polynomials. */
  readonly order: number;
  /** Which derivative: 0 smooths. */
  readonly derivative: 0 | 1 | 2;
}

/**
 * Filters values on a uniform grid of the given step. Within half a window of an end the polynomial of the outermost
 * whole window is evaluated off its centre. All NaN where there are fewer values than a window has points.
 * Throws a RangeError on a window that does not determine the polynomial.
 */
export function savitzkyGolay(values: ArrayLike<number>, step: number, filter: SavitzkyGolay): Float64Array {
  const { points } = filter;
  const filtered = new Float64Array(values.length).fill(Number.NaN);
  const half = (points - 1) / 2;
  const central = filterWeights(filter, 0, step);
  if (values.length < points) return filtered;
  for (let i = 0; i < values.length; i++) {
    const first = Math.min(Math.max(i - half, 0), values.length - points);
    const offset = i - first - half;
    const weights = offset === 0 ? central : filterWeights(filter, offset, step);
    let sum = 0;
    for (let j = 0; j < points; j++) sum += weights[j]! * values[first + j]!;
    filtered[i] = sum;
  }
  return filtered;
}

/**
 * First derivative for curves whose ends are cut off: a polynomial far off the centre of its window overshoots, so that
 * within half a window of an end the slope goes over to that of a straight line through what a window about the point
 * holds of the values.
 */
export function smoothSlope(values: ArrayLike<number>, step: number, points: number, order: number): Float64Array {
  const slopes = savitzkyGolay(values, step, { points, order, derivative: 1 });
  const half = (points - 1) / 2;
  if (values.length < points) return slopes;
  const last = values.length - 1;
  for (let i = 0; i < half; i++) {
    const share = i / half;
    slopes[i] = share * slopes[i]! + ((1 - share) * lineSlope(values, 0, i + half)) / step;
    slopes[last - i] = share * slopes[last - i]! + ((1 - share) * lineSlope(values, last - i - half, last)) / step;
  }
  return slopes;
}

/** Slope per point of the least-squares line through the values from `first` to `last`. */
function lineSlope(values: ArrayLike<number>, first: number, last: number): number {
  const middle = (first + last) / 2;
  let [products, squares] = [0, 0];
  for (let i = first; i <= last; i++) {
    products += (i - middle) * values[i]!;
    squares += (i - middle) ** 2;
  }
  return products / squares;
}

/**
 * Weights of the points of a window whose sum of products is the derivative at `offset` points from its centre.
 * Throws a RangeError on a window that does not determine the polynomial.
 */
export function filterWeights({ points, order, derivative }: SavitzkyGolay, offset: number, step: number) {
  const half = (points - 1) / 2;
  if (!Number.isInteger(half) || half < 1 || points <= order || order < derivative) {
    throw new RangeError(`no Savitzky–Golay filter of order ${order} over ${points} points`);
  }
  const terms = order + 1;
  const normal = new Float64Array(terms * terms);
  for (let i = -half; i <= half; i++) {
    for (let r = 0; r < terms; r++) for (let c = 0; c <= r; c++) normal[r * terms + c]! += (i / half) ** (r + c);
  }
  if (!choleskyFactor(normal, terms)) throw new RangeError(`order ${order} is too high for ${points} points`);
  const coefficients = Float64Array.from({ length: terms }, (_, k) => powerDerivative(offset / half, k, derivative));
  choleskySolve(normal, terms, coefficients);
  const scale = (half * step) ** -derivative;
  return Float64Array.from({ length: points }, (_, j) => {
    const x = (j - half) / half;
    let weight = 0;
    for (let k = order; k >= 0; k--) weight = weight * x + coefficients[k]!;
    return weight * scale;
  });
}

/** Derivative of x^k. */
function powerDerivative(x: number, k: number, derivative: number): number {
  let factor = 1;
  for (let d = 0; d < derivative; d++) factor *= k - d;
  return factor === 0 ? 0 : factor * x ** (k - derivative);
}
