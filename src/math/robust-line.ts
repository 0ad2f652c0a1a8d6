/** A straight line that outliers do not move, and the uncertainty of its slope. */
import { uniformGenerator } from './random.ts';
import { mean, median, standardDeviation } from './statistics.ts';

export interface RobustLine {
  readonly slope: number;
  readonly intercept: number;
  /** NaN below eight points. */
  readonly slopeStandardError: number;
}

/** Longer series are averaged into this many bins first: all pairs of a bin's members say the same. */
const MOST_POINTS = 200;
const BOOTSTRAP_DRAWS = 200;
const BOOTSTRAP_SEED = 20_231;
const FEWEST_POINTS_FOR_ERROR = 8;

/**
 * Theil–Sen line: median of the slopes of all pairs, median of the intercepts. The standard error of the slope is
 * that of a moving-block bootstrap of the residuals, which keeps their correlation from one point to the next.
 * `x` must increase. Two points at least, else NaN.
 */
export function theilSen(x: Float64Array, y: Float64Array): RobustLine {
  const binned = averageIntoBins(x, y, MOST_POINTS);
  const slope = medianSlope(binned.x, binned.y);
  const residuals = binned.y.map((value, i) => value - slope * binned.x[i]!);
  const intercept = median(residuals);
  const slopeStandardError =
    binned.x.length < FEWEST_POINTS_FOR_ERROR
      ? Number.NaN
      : bootstrapSlopeError(binned.x, residuals.map((value) => value - intercept));
  return { slope, intercept, slopeStandardError };
}

function averageIntoBins(x: Float64Array, y: Float64Array, bins: number): { x: Float64Array; y: Float64Array } {
  if (x.length <= bins) return { x, y };
  const edge = (bin: number) => Math.round((bin * x.length) / bins);
  const average = (values: Float64Array) =>
    Float64Array.from({ length: bins }, (_, bin) => mean(values.subarray(edge(bin), edge(bin + 1))));
  return { x: average(x), y: average(y) };
}

function medianSlope(x: Float64Array, y: Float64Array): number {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) slopes[count++] = (y[j]! - y[i]!) / (x[j]! - x[i]!);
  }
  return median(slopes);
}

function bootstrapSlopeError(x: Float64Array, residuals: Float64Array): number {
  const n = residuals.length;
  const block = Math.max(2, Math.round(Math.cbrt(n) * 1.5));
  const uniform = uniformGenerator(BOOTSTRAP_SEED);
  const slopes = new Float64Array(BOOTSTRAP_DRAWS);
  const draw = new Float64Array(n);
  for (let b = 0; b < BOOTSTRAP_DRAWS; b++) {
    for (let filled = 0; filled < n; filled += block) {
      const start = Math.floor(uniform() * (n - block + 1));
      for (let k = 0; k < block && filled + k < n; k++) draw[filled + k] = residuals[start + k]!;
    }
    slopes[b] = medianSlope(x, draw);
  }
  return standardDeviation(slopes);
}
