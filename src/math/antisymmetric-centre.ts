/** The centre of a curve that bends there from one side to the other, as a titration curve or a plateau does. */
import { choleskyFactor, choleskySolve } from './linear-algebra.ts';

export interface Centre {
  readonly x: number;
  readonly y: number;
  /** Standard uncertainty of y, from the scatter of the points and how long it persists. */
  readonly yStandardError: number;
}

/** Powers of x in the local curve: its even part is the parabola, its odd part may bend more than a cubic. */
const POWERS: readonly number[] = [0, 1, 2, 3, 5];
const TERMS = POWERS.length;
/** x⁵ between −1 and 1 is nearly 10/9 x³ − 5/21 x (least squares). */
const CUBIC_PART = 10 / 9;
/** Fewer points do not tell scatter from shape. */
const LEAST_POINTS = 10;
/** Scatter that persists longer than this leaves nothing to average. */
const MOST_PERSISTENCE = 0.95;
const MOST_ROUNDS = 20;
/** A centre that would move by less than this share of the half width stands still. */
const STILL = 1e-4;
/** Points that come and go keep a noisy one moving: by less than this share it is found, with that uncertainty. */
const NEARLY_STILL = 0.1;
/** It moves by half the way after so many rounds, not to go round in circles. */
const FULL_ROUNDS = 6;

/**
 * Centre of a window of the given half width on the x axis, moved until the points in it have no even part about it:
 * the inflection of an antisymmetric curve. x ascends; y goes through the centre with the sign of `direction`, and more
 * slowly than beside it. Undefined where the window finds no such place within one half width of `start`, or holds too
 * few points.
 *
 * Scatter that persists from point to point, as of rounded readings or of another shape, enlarges the uncertainty by
 * √((1 + r)/(1 − r)), r its correlation between neighbours.
 */
export function antisymmetricCentre(
  x: Float64Array,
  y: Float64Array,
  start: number,
  halfWidth: number,
  direction: 1 | -1,
): Centre | undefined {
  let centre = start;
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const fit = fitAbout(x, y, centre, halfWidth);
    if (fit === undefined) return undefined;
    const { c, bend } = fit;
    if (!(direction * bend > 0 && direction * c[1]! > 0)) return undefined;
    const shift = -c[2]! / (3 * bend);
    if (Math.abs(shift) < STILL || (round === MOST_ROUNDS && Math.abs(shift) < NEARLY_STILL)) {
      const middle = fit.origin + c[0]! + c[1]! * shift;
      const moved = c[1]! * shift;
      return { x: centre + shift * halfWidth, y: middle, yStandardError: Math.hypot(standardError(fit), moved) };
    }
    centre += (round > FULL_ROUNDS ? 0.5 : 1) * Math.max(-0.5, Math.min(0.5, shift)) * halfWidth;
    if (!(Math.abs(centre - start) <= halfWidth)) return undefined;
  }
  return undefined;
}

interface Fit {
  /** Of the powers of (x − centre)/halfWidth, y from `origin`. */
  readonly c: Float64Array;
  readonly origin: number;
  /** Coefficient of the cube in a fit without the fifth power. */
  readonly bend: number;
  /** Cholesky factor of the normal equations. */
  readonly factor: Float64Array;
  readonly residuals: Float64Array;
}

function fitAbout(x: Float64Array, y: Float64Array, centre: number, halfWidth: number): Fit | undefined {
  const first = x.findIndex((value) => value >= centre - halfWidth);
  const last = x.findLastIndex((value) => value <= centre + halfWidth);
  if (first < 0 || last - first + 1 < LEAST_POINTS) return undefined;
  const u = x.subarray(first, last + 1).map((value) => (value - centre) / halfWidth);
  const origin = y[(first + last) >> 1]!;
  const heights = y.subarray(first, last + 1).map((value) => value - origin);
  const factor = new Float64Array(TERMS * TERMS);
  const c = new Float64Array(TERMS);
  for (let i = 0; i < u.length; i++) {
    for (let r = 0; r < TERMS; r++) {
      c[r]! += u[i]! ** POWERS[r]! * heights[i]!;
      for (let k = 0; k <= r; k++) factor[r * TERMS + k]! += u[i]! ** (POWERS[r]! + POWERS[k]!);
    }
  }
  if (!choleskyFactor(factor, TERMS)) return undefined;
  choleskySolve(factor, TERMS, c);
  const residuals = u.map(
    (place, i) => heights[i]! - POWERS.reduce((sum, power, r) => sum + c[r]! * place ** power, 0),
  );
  return { c, origin, bend: c[3]! + CUBIC_PART * c[4]!, factor, residuals };
}

/** Of the curve at its centre: that of the height, and that of the place times the slope. */
function standardError({ c, bend, factor, residuals }: Fit): number {
  const gradient = Float64Array.from([1, 0, -c[1]! / (3 * bend), 0, 0]);
  const solved = gradient.slice();
  choleskySolve(factor, TERMS, solved);
  const quadratic = gradient.reduce((sum, g, k) => sum + g * solved[k]!, 0);
  return Math.sqrt(quadratic * persistentVariance(residuals));
}

/** Variance of residuals, enlarged for their correlation from one to the next. */
function persistentVariance(residuals: Float64Array): number {
  const n = residuals.length;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < n; i++) {
    squares += residuals[i]! ** 2;
    if (i > 0) products += residuals[i]! * residuals[i - 1]!;
  }
  if (squares === 0) return 0;
  const persistence = Math.min(Math.max(products / squares, 0), MOST_PERSISTENCE);
  return ((squares / (n - TERMS)) * (1 + persistence)) / (1 - persistence);
}
