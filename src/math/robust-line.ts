/** A straight line that outliers do not move, and the uncertainty of its slope. */
import { medianInPlace } from './select.ts';
import { mean, median, quantile } from './statistics.ts';

export interface RobustLine {
  readonly slope: number;
  readonly intercept: number;
  /** NaN below eight points. */
  readonly slopeStandardError: number;
}

/** Longer series are averaged into at most this many bins first: all pairs of a bin's members say the same. */
const MOST_POINTS = 200;
const FEWEST_POINTS_FOR_ERROR = 8;
/** Variance of the Theil–Sen slope over that of least squares for normal noise (Sen, J. Am. Stat. Assoc. 1968, 63, 1379). */
const VARIANCE_RATIO = Math.PI / 3;
/** Residuals beyond this many robust standard deviations count as that many: the median slope does not follow them. */
const OUTLIER = 3;

/**
 * Theil–Sen line: median of the slopes of all pairs, median of the intercepts. The standard error of the slope is that of
 * least squares under noise whose correlation falls off as ρ^k over k points, with ρ and the size of the noise from the
 * residuals, times √(π/3) for what the median costs. `x` must increase. Two points at least, else NaN.
 */
export function theilSen(x: Float64Array, y: Float64Array): RobustLine {
  const points = averageIntoBins(x, y, MOST_POINTS);
  const slope = medianSlope(points.x, points.y);
  const intercept = median(points.y.map((value, i) => value - slope * points.x[i]!));
  return { slope, intercept, slopeStandardError: slopeError(points.x, points.y, slope) };
}

/** Bins of equal count, so that their noise is equal; the last one may hold fewer. */
function averageIntoBins(x: Float64Array, y: Float64Array, most: number): { x: Float64Array; y: Float64Array } {
  const size = Math.ceil(x.length / most);
  if (size <= 1) return { x, y };
  const bins = Math.ceil(x.length / size);
  const average = (values: Float64Array) =>
    Float64Array.from({ length: bins }, (_, bin) => mean(values.subarray(bin * size, (bin + 1) * size)));
  return { x: average(x), y: average(y) };
}

function medianSlope(x: Float64Array, y: Float64Array): number {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) slopes[count++] = (y[j]! - y[i]!) / (x[j]! - x[i]!);
  }
  return medianInPlace(slopes);
}

function slopeError(x: Float64Array, y: Float64Array, slope: number): number {
  const n = x.length;
  if (n < FEWEST_POINTS_FOR_ERROR) return Number.NaN;
  const residuals = withoutOutliers(y.map((value, i) => value - slope * x[i]!));
  const squares = residuals.reduce((sum, value) => sum + value * value, 0);
  if (squares === 0) return 0;
  const memory = lagOneCorrelation(residuals);
  const centre = mean(x);
  const distances = x.map((value) => value - centre);
  const spread = distances.reduce((sum, value) => sum + value * value, 0);
  const ones = new Float64Array(n).fill(1);
  const ofSlope = correlatedSquares(distances, memory) / spread;
  // What the fitted level and slope take from the expected squares of correlated residuals.
  const freedom = n - correlatedSquares(ones, memory) / n - ofSlope;
  return Math.sqrt((VARIANCE_RATIO * (squares / freedom) * ofSlope) / spread);
}

/** Σ wᵢ wⱼ ρ^|i−j|: the variance of Σ wᵢ eᵢ for noise of unit variance. */
function correlatedSquares(weights: Float64Array, memory: number): number {
  let total = 0;
  let carried = 0;
  for (let i = 0; i < weights.length; i++) {
    carried = i === 0 ? 0 : memory * (carried + weights[i - 1]!);
    total += weights[i]! * (weights[i]! + 2 * carried);
  }
  return total;
}

/** Centred, and drawn in where they lie far out. */
function withoutOutliers(raw: Float64Array): Float64Array {
  const middle = median(raw);
  const sizes = raw.map((value) => Math.abs(value - middle));
  // Of coarse data more than half may be alike: at least nine tenths are left as they are.
  const limit = Math.max(OUTLIER * 1.4826 * median(sizes), quantile(sizes, 0.9));
  const drawnIn = raw.map((value) => Math.min(limit, Math.max(-limit, value - middle)));
  const centre = mean(drawnIn);
  return drawnIn.map((value) => value - centre);
}

/**
 * Correlation of neighbouring residuals about a fitted line, with the bias that the fit brings taken out (Kendall:
 * for a mean and a trend −(2 + 4ρ)/n). Negative correlations count as none: they would shrink the error.
 */
function lagOneCorrelation(residuals: Float64Array): number {
  const n = residuals.length;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    squares += residuals[i]! * residuals[i]!;
    if (i > 0) products += residuals[i]! * residuals[i - 1]!;
  }
  if (squares === 0) return 0;
  const corrected = (products / squares + 2 / n) / (1 - 4 / n);
  return Math.min(0.95, Math.max(0, corrected));
}
