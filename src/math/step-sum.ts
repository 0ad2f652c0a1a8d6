/** A sum of symmetric steps on a sloping ground, y(x), fitted to points whose x is uncertain and whose y is not. */
import { covarianceOf } from './covariance.ts';
import { type LeastSquaresProblem, leastSquares } from './least-squares.ts';

export interface StepEstimate {
  readonly position: number;
  /** Full width at half maximum of the derivative. */
  readonly width: number;
  readonly amount: number;
}

export interface FittedStep extends StepEstimate {
  readonly positionStandardError: number;
  readonly amountStandardError: number;
}

/** Points in ascending order of y. */
export interface StepPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Standard deviation of each x. */
  readonly deviation: Float64Array;
}

export interface StepSum {
  readonly steps: readonly FittedStep[];
  /** Per degree of freedom, relative to the stated deviations. */
  readonly chiSquare: number;
}

/** Half width at half maximum of the standard logistic density and of the standard normal one. */
const LOGISTIC_HALF = Math.log(3 + 2 * Math.SQRT2);
const NORMAL_HALF = Math.sqrt(2 * Math.LN2);
/** Offset and slopes of the ground at both ends; then position, width, amount, shape and skew of each step. */
const GROUND = 3;
const PER_STEP = 5;
/** The slope of the ground is at least this share of the mean slope: a vertical curve has no x of its own. */
const LEAST_SLOPE = 1e-4;
/** Position and width of a step may change by these multiples of its first width. */
const FARTHEST = 1;
const NARROWEST = 0.2;
const WIDEST = 4;
/** A shape about which the points say nothing is known to so much about the middle of its range from 0 to 1. */
const SHAPE_DEVIATION = 0.5;
/** The same of the skew about 0; and the largest skew at which the step surely rises everywhere. */
const SKEW_DEVIATION = 1.5;
const MOST_SKEW = 1.5;
/** An asymmetry of another form moves a step by up to so many times what a skew does that is as hard to see. */
const OTHER_ASYMMETRY = 1.5;
/** Residuals that persist longer than this leave nothing to average. */
const MOST_PERSISTENCE = 0.95;

/**
 * Each step is a logistic or a normal distribution of its own width, or any mixture of the two; the slope of the ground
 * runs linearly from one end to the other and is positive. Standard errors hold the scatter of the points about the
 * curve, enlarged by √((1 + r)/(1 − r)) with r the correlation of neighbouring residuals, and what is open of shapes,
 * ground and asymmetry. For the last a second fit takes the distributions of t + skew·w(t), t = 2(x − position)/width,
 * with w′ = t³/(1 + t²)², which leaves the maximum of the derivative where it is. Undefined where the points are too few
 * or a fit does not settle, or χ² per degree of freedom is above the highest one given.
 */
export function fitStepSum(
  points: StepPoints,
  start: readonly StepEstimate[],
  highestChiSquare = Number.POSITIVE_INFINITY,
): StepSum | undefined {
  const scaled = scale(points);
  const count = points.x.length;
  const size = GROUND + PER_STEP * start.length;
  if (count < 3 * size) return undefined;
  const symmetric = solve(scaled, start, startOf(scaled, start), 0);
  if (symmetric === undefined || !(symmetric.chiSquare <= highestChiSquare)) return undefined;
  const skewed = solve(scaled, start, symmetric.parameters, MOST_SKEW);
  if (skewed === undefined) return undefined;
  const error = (parameter: number) => {
    const at = parameter * size + parameter;
    const open = Math.max(0, skewed.covariance[at]! - symmetric.covariance[at]!);
    return Math.sqrt(symmetric.covariance[at]! + OTHER_ASYMMETRY ** 2 * open);
  };
  const { origin, width, height } = scaled;
  const steps = start.map((_, k): FittedStep => {
    const at = GROUND + PER_STEP * k;
    const { parameters } = symmetric;
    return {
      position: origin + width * parameters[at]!,
      width: width * parameters[at + 1]!,
      amount: height * parameters[at + 2]!,
      positionStandardError: width * error(at),
      amountStandardError: height * error(at + 2),
    };
  });
  return { steps, chiSquare: symmetric.chiSquare };
}

/** Points from 0 to 1 in x and in y. */
interface Scaled extends StepPoints {
  readonly origin: number;
  readonly width: number;
  readonly height: number;
}

function scale({ x, y, deviation }: StepPoints): Scaled {
  const origin = x.reduce((a, b) => Math.min(a, b));
  const width = x.reduce((a, b) => Math.max(a, b)) - origin;
  const bottom = y[0]!;
  const height = y.at(-1)! - bottom;
  return {
    x: x.map((value) => (value - origin) / width),
    y: y.map((value) => (value - bottom) / height),
    deviation: deviation.map((value) => value / width),
    origin,
    width,
    height,
  };
}

function startOf({ origin, width, height }: Scaled, steps: readonly StepEstimate[]): number[] {
  const ground = Math.max(LEAST_SLOPE, 1 - steps.reduce((sum, step) => sum + step.amount / height, 0));
  return [
    0,
    ground,
    ground,
    ...steps.flatMap((step) => [(step.position - origin) / width, step.width / width, step.amount / height, 0.5, 0]),
  ];
}

function stepProblem(points: Scaled, start: readonly StepEstimate[], mostSkew: number): LeastSquaresProblem {
  const { origin, width, x, y, deviation } = points;
  const bounds = (low: boolean) =>
    Float64Array.from([
      ...(low ? [-1, LEAST_SLOPE, LEAST_SLOPE] : [1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]),
      ...start.flatMap((step) => [
        (step.position - origin + (low ? -1 : 1) * FARTHEST * step.width) / width,
        (step.width * (low ? NARROWEST : WIDEST)) / width,
        low ? 0 : 2,
        low ? 0 : 1,
        low ? -mostSkew : mostSkew,
      ]),
    ]);
  const length = x.length + 2 * start.length;
  const size = GROUND + PER_STEP * start.length;
  const gradient = new Float64Array(size);
  return {
    length,
    lower: bounds(true),
    upper: bounds(false),
    evaluate(parameters, residuals, jacobian) {
      jacobian.fill(0);
      for (let i = 0; i < x.length; i++) {
        const place = placeOf(parameters, y[i]!, x[i]!);
        const slope = amountAt(parameters, place, gradient).slope;
        residuals[i] = (x[i]! - place) / deviation[i]!;
        for (let k = 0; k < size; k++) jacobian[k * length + i] = gradient[k]! / (slope * deviation[i]!);
      }
      for (let k = 0; k < start.length; k++) {
        const [shape, row] = [GROUND + PER_STEP * k + 3, x.length + 2 * k];
        residuals[row] = (parameters[shape]! - 0.5) / SHAPE_DEVIATION;
        jacobian[shape * length + row] = 1 / SHAPE_DEVIATION;
        residuals[row + 1] = parameters[shape + 1]! / SKEW_DEVIATION;
        jacobian[(shape + 1) * length + row + 1] = 1 / SKEW_DEVIATION;
      }
    },
  };
}

/** Least squares with skews up to `mostSkew`, and their covariance; undefined where they do not settle. */
function solve(points: Scaled, first: readonly StepEstimate[], start: ArrayLike<number>, mostSkew: number) {
  const problem = stepProblem(points, first, mostSkew);
  const { parameters, reason } = leastSquares(problem, start, { tolerance: 1e-7 });
  if (reason !== 'converged' && reason !== 'no-descent') return undefined;
  const count = points.x.length;
  const size = parameters.length;
  const residuals = new Float64Array(problem.length);
  const jacobian = new Float64Array(problem.length * size);
  problem.evaluate(parameters, residuals, jacobian);
  const own = residuals.subarray(0, count);
  const chiSquare = own.reduce((sum, value) => sum + value * value, 0) / (count - size);
  // shapes and skews are known beforehand in units of their own, the points in those of their scatter
  const certainty = 1 / Math.sqrt(Math.max(chiSquare, Number.MIN_VALUE) * persistenceOf(own));
  for (let k = 0; k < size; k++) for (let i = 0; i < count; i++) jacobian[k * problem.length + i]! *= certainty;
  const free = Array.from(parameters, (_, k) => problem.lower[k]! < problem.upper[k]!);
  const { matrix } = covarianceOf(jacobian, problem.length, free, 1);
  return { parameters, covariance: matrix, chiSquare };
}

/** Curve and slope at x; writes the change of the curve with each parameter. */
function amountAt(parameters: Float64Array, x: number, gradient: Float64Array) {
  const [offset, from, to] = [parameters[0]!, parameters[1]!, parameters[2]!];
  // beyond the ends the ground runs straight on
  const inside = Math.min(Math.max(x, 0), 1);
  gradient[0] = 1;
  gradient[1] = x < 0 ? x : inside - (inside * inside) / 2;
  gradient[2] = (inside * inside) / 2 + Math.max(x - 1, 0);
  let value = offset + from * gradient[1] + to * gradient[2];
  let slope = from + (to - from) * inside;
  for (let at = GROUND; at < parameters.length; at += PER_STEP) {
    const [position, width, amount] = [parameters[at]!, parameters[at + 1]!, parameters[at + 2]!];
    const [shape, skew] = [parameters[at + 3]!, parameters[at + 4]!];
    const t = (2 * (x - position)) / width;
    const square = 1 + t * t;
    const warp = (Math.log(square) + 1 / square - 1) / 2;
    const warped = t + skew * warp;
    const logistic = 1 / (1 + Math.exp(-LOGISTIC_HALF * warped));
    const normal = normalDistribution(NORMAL_HALF * warped);
    const part = logistic + shape * (normal - logistic);
    const rise =
      (1 - shape) * LOGISTIC_HALF * logistic * (1 - logistic) +
      shape * NORMAL_HALF * normalDensity(NORMAL_HALF * warped);
    const density = (2 / width) * rise * (1 + (skew * t ** 3) / square ** 2);
    value += amount * part;
    slope += amount * density;
    gradient[at] = -amount * density;
    gradient[at + 1] = (-amount * density * t) / 2;
    gradient[at + 2] = part;
    gradient[at + 3] = amount * (normal - logistic);
    gradient[at + 4] = amount * rise * warp;
  }
  return { value, slope };
}

/** Where the curve has the value y: Newton steps from x, kept in a bracket. */
function placeOf(parameters: Float64Array, y: number, start: number): number {
  const gradient = new Float64Array(parameters.length);
  let [low, high, x] = [-1, 2, start];
  for (let round = 0; round < 60; round++) {
    const { value, slope } = amountAt(parameters, x, gradient);
    if (value < y) low = x;
    else high = x;
    const next = x + (y - value) / slope;
    if (Math.abs(next - x) < 1e-9) return next;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** To 7.5e-8: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17. */
function normalDistribution(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = normalDensity(z) * series;
  return z > 0 ? 1 - tail : tail;
}

/** Variance of a mean of residuals relative to that of independent ones. */
function persistenceOf(residuals: Float64Array): number {
  let squares = 0;
  let products = 0;
  residuals.forEach((value, i) => {
    squares += value * value;
    if (i > 0) products += value * residuals[i - 1]!;
  });
  const r = Math.min(Math.max(squares > 0 ? products / squares : 0, 0), MOST_PERSISTENCE);
  return (1 + r) / (1 - r);
}
