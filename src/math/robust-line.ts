/** A straight line that outliers do not move, and the uncertainty of its slope. */
import { uniformGenerator } from './random.ts';
import { medianInPlace } from './select.ts';
import { mean, median, standardDeviation } from './statistics.ts';

export interface RobustLine {
  readonly slope: number;
  readonly intercept: number;
  /** NaN below eight points. */
  readonly slopeStandardError: number;
}

/** Longer series are averaged into at most this many bins first: all pairs of a bin's members say the same. */
const MOST_POINTS = 200;
/** The bootstrap draws from fewer bins: it pairs them up anew in every draw. */
const MOST_BOOTSTRAP_POINTS = 64;
const BOOTSTRAP_DRAWS = 200;
const BOOTSTRAP_SEED = 20_231;
const FEWEST_POINTS_FOR_ERROR = 8;
/**
 * Residuals scatter less than the noise by what was fitted: two for the line, one for its memory. The fourth has no
 * derivation: it makes up part of what `npm run validate` still finds missing at 60 cycles.
 */
const SPENT_BY_THE_FIT = 4;
/** Length of the blocks: what correlation the first-order model leaves does not reach far. */
const BLOCK = 2;

/**
 * Theil–Sen line: median of the slopes of all pairs, median of the intercepts. The standard error of the slope is
 * that of a circular block bootstrap of the residuals after their correlation from one point to the next is taken out,
 * and put back afterwards (Davison & Hinkley, Bootstrap Methods and their Application, 1997, section 8.2).
 * `x` must increase. Two points at least, else NaN.
 */
export function theilSen(x: Float64Array, y: Float64Array): RobustLine {
  const points = averageIntoBins(x, y, MOST_POINTS);
  const slope = medianSlope(points.x, points.y);
  const intercept = median(points.y.map((value, i) => value - slope * points.x[i]!));
  return { slope, intercept, slopeStandardError: bootstrapSlopeError(x, y, slope) };
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

function bootstrapSlopeError(allX: Float64Array, allY: Float64Array, slope: number): number {
  if (allX.length < FEWEST_POINTS_FOR_ERROR) return Number.NaN;
  const { x, y } = averageIntoBins(allX, allY, MOST_BOOTSTRAP_POINTS);
  const raw = y.map((value, i) => value - slope * x[i]!);
  const centre = mean(raw);
  const residuals = raw.map((value) => value - centre);
  const n = residuals.length;
  const memory = lagOneCorrelation(residuals);
  const innovations = residuals.map((value, i) =>
    i === 0 ? value * Math.sqrt(1 - memory * memory) : value - memory * residuals[i - 1]!,
  );
  const uniform = uniformGenerator(BOOTSTRAP_SEED);
  const slopes = new Float64Array(BOOTSTRAP_DRAWS);
  const draw = new Float64Array(n);
  for (let b = 0; b < BOOTSTRAP_DRAWS; b++) {
    const blocks = resampler(innovations, uniform);
    let last = blocks() / Math.sqrt(1 - memory * memory);
    for (let i = 0; i < n; i++) {
      draw[i] = last;
      last = memory * last + blocks();
    }
    slopes[b] = medianSlope(x, draw);
  }
  return standardDeviation(slopes) * Math.sqrt(n / (n - SPENT_BY_THE_FIT));
}

/** Values one after the other in circular blocks that start at random. */
function resampler(values: Float64Array, uniform: () => number): () => number {
  let position = 0;
  let left = 0;
  return () => {
    if (left === 0) {
      position = Math.floor(uniform() * values.length);
      left = BLOCK;
    }
    left -= 1;
    return values[position++ % values.length]!;
  };
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
