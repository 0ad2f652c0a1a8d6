/** Non-linear least squares with box bounds, and the covariance of its result. */
import { choleskyFactor, choleskySolve } from './linear-algebra.ts';

export interface LeastSquaresProblem {
  /** Number of residuals, m. */
  readonly length: number;
  /** Bounds of each parameter; ±Infinity where there is none. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Writes the m residuals, and ∂residual i/∂parameter k at jacobian[k·m + i]. */
  evaluate(parameters: Float64Array, residuals: Float64Array, jacobian: Float64Array): void;
}

export interface LeastSquaresOptions {
  readonly maxIterations?: number;
  /** Stop when a Gauss–Newton step promises to lower the sum of squares by less than this fraction of it. */
  readonly tolerance?: number;
  /** A sum of squares at or below which only rounding is left. */
  readonly floor?: number;
  /** A sum of squares known from elsewhere: arriving there, to within half of `sameness` of it, is enough. */
  readonly known?: number;
  readonly sameness?: number;
  /** Largest change of a parameter in one step. */
  readonly stepCap?: number;
}

/**
 * `converged`: the best that the tolerance asks for; `floor`: fits to rounding; `known`: arrived at the known sum of
 * squares; the others are failures.
 */
export type StopReason = 'converged' | 'floor' | 'known' | 'iteration-limit' | 'no-descent' | 'not-finite';

export interface LeastSquaresResult {
  readonly parameters: Float64Array;
  readonly sumOfSquares: number;
  readonly jacobian: Float64Array;
  readonly iterations: number;
  readonly reason: StopReason;
}

const LARGEST_DAMPING = 1e12;

/**
 * Levenberg–Marquardt on a box: damping scaled by the diagonal of JᵀJ, steps that do not lower the sum of squares
 * are rejected, bounds and the step cap are kept by an active set inside each step, so that a parameter may end
 * exactly on its bound. Every criterion is relative: residuals multiplied by a constant give the same path.
 * Reason `not-finite`: the start itself has no finite sum of squares.
 * Marquardt, J. SIAM 11 (1963) 431; damping update by gain ratio: Nielsen, IMM-REP-1999-05.
 */
export function leastSquares(
  problem: LeastSquaresProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresResult {
  const { maxIterations = 200, tolerance = 1e-10, floor = 0, stepCap = Number.POSITIVE_INFINITY } = options;
  const { known = Number.NaN, sameness = 0 } = options;
  const state = new Descent(problem, start, stepCap);
  if (!Number.isFinite(state.cost)) return state.result(0, 'not-finite');
  let damping = 1e-3;
  let growth = 2;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    if (state.cost <= floor) return state.result(iteration, 'floor');
    if (Math.abs(state.cost - known) <= (sameness / 2) * known) return state.result(iteration, 'known');
    const left = state.promise(0);
    if (left <= tolerance * state.cost) {
      // so close, the last undamped step is all but exact
      state.tryStep(left);
      return state.result(iteration, 'converged');
    }
    const promised = state.promise(damping);
    const gain = state.tryStep(promised);
    if (gain > 0) {
      damping = Math.max(1e-12, damping * Math.max(1 / 5, 1 - (2 * gain - 1) ** 3));
      growth = 2;
    } else {
      damping *= growth;
      growth *= 2;
      if (damping > LARGEST_DAMPING) return state.result(iteration, 'no-descent');
    }
  }
  return state.result(maxIterations, 'iteration-limit');
}

/** The current point, its normal equations and the step under consideration. */
class Descent {
  cost: number;
  readonly #problem: LeastSquaresProblem;
  readonly #stepCap: number;
  #point: Float64Array;
  #residuals: Float64Array;
  #jacobian: Float64Array;
  #trial: Float64Array;
  #trialResiduals: Float64Array;
  #trialJacobian: Float64Array;
  readonly #normal: Float64Array;
  readonly #gradient: Float64Array;
  readonly #step: Float64Array;

  constructor(problem: LeastSquaresProblem, start: ArrayLike<number>, stepCap: number) {
    const n = start.length;
    const m = problem.length;
    this.#problem = problem;
    this.#stepCap = stepCap;
    this.#point = Float64Array.from(start, (value, i) => clamp(value, problem.lower[i]!, problem.upper[i]!));
    this.#residuals = new Float64Array(m);
    this.#jacobian = new Float64Array(n * m);
    this.#trial = new Float64Array(n);
    this.#trialResiduals = new Float64Array(m);
    this.#trialJacobian = new Float64Array(n * m);
    this.#normal = new Float64Array(n * n);
    this.#gradient = new Float64Array(n);
    this.#step = new Float64Array(n);
    problem.evaluate(this.#point, this.#residuals, this.#jacobian);
    this.cost = sumOfSquares(this.#residuals);
    this.#linearise();
  }

  result(iterations: number, reason: StopReason): LeastSquaresResult {
    return { parameters: this.#point, sumOfSquares: this.cost, jacobian: this.#jacobian, iterations, reason };
  }

  #linearise(): void {
    const n = this.#point.length;
    const m = this.#residuals.length;
    for (let i = 0; i < n; i++) {
      this.#gradient[i] = dot(this.#jacobian, i * m, this.#residuals, 0, m);
      for (let j = 0; j <= i; j++) {
        const product = dot(this.#jacobian, i * m, this.#jacobian, j * m, m);
        this.#normal[i * n + j] = product;
        this.#normal[j * n + i] = product;
      }
    }
  }

  /** Computes the damped step inside bounds and cap; returns the decrease that the linear model promises. */
  promise(damping: number): number {
    const n = this.#point.length;
    const low = new Float64Array(n);
    const high = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      low[i] = Math.max(this.#problem.lower[i]! - this.#point[i]!, -this.#stepCap);
      high[i] = Math.min(this.#problem.upper[i]! - this.#point[i]!, this.#stepCap);
    }
    boxedStep(this.#normal, this.#gradient, damping, low, high, this.#step);
    let decrease = 0;
    for (let i = 0; i < n; i++) {
      decrease -= this.#step[i]! * (2 * this.#gradient[i]! + dot(this.#normal, i * n, this.#step, 0, n));
    }
    return decrease;
  }

  /** Moves if the sum of squares falls; returns the ratio of actual to promised decrease, else 0. */
  tryStep(promised: number): number {
    for (let i = 0; i < this.#point.length; i++) {
      const moved = this.#point[i]! + this.#step[i]!;
      this.#trial[i] = clamp(moved, this.#problem.lower[i]!, this.#problem.upper[i]!);
    }
    this.#problem.evaluate(this.#trial, this.#trialResiduals, this.#trialJacobian);
    const cost = sumOfSquares(this.#trialResiduals);
    if (!(cost < this.cost)) return 0;
    const gain = promised > 0 ? (this.cost - cost) / promised : 0.5;
    [this.#point, this.#trial] = [this.#trial, this.#point];
    [this.#residuals, this.#trialResiduals] = [this.#trialResiduals, this.#residuals];
    [this.#jacobian, this.#trialJacobian] = [this.#trialJacobian, this.#jacobian];
    this.cost = cost;
    this.#linearise();
    return Math.max(gain, Number.MIN_VALUE);
  }
}

/**
 * Minimises the damped quadratic model on a box by an active set (Stark and Parker, Comput. Stat. 10 (1995) 129):
 * goes towards the minimum of the free parameters until the first meets its face, and frees those that the model
 * pulls back inside. The model falls all the way, so that what it promises is never negative.
 */
function boxedStep(
  normal: Float64Array,
  gradient: Float64Array,
  damping: number,
  low: Float64Array,
  high: Float64Array,
  step: Float64Array,
): void {
  const n = gradient.length;
  step.fill(0);
  // a parameter without any influence has nothing to gain, one with equal bounds is held
  const movable = Array.from({ length: n }, (_, i) => i).filter((i) => normal[i * n + i]! > 0 && low[i]! < high[i]!);
  let free = movable;
  for (let round = 0; round < 4 * n; round++) {
    if (free.length > 0) {
      const hit = moveToFace(solveFree(normal, gradient, damping, free, step), free, low, high, step);
      if (hit !== undefined) {
        free = free.filter((i) => i !== hit);
        continue;
      }
    }
    const released = movable.find((i) => {
      if (free.includes(i)) return false;
      const slope = gradient[i]! + dot(normal, i * n, step, 0, n) + damping * normal[i * n + i]! * step[i]!;
      const tolerance = 1e-10 * Math.abs(gradient[i]!);
      return (step[i] === low[i] && slope < -tolerance) || (step[i] === high[i] && slope > tolerance);
    });
    if (released === undefined) return;
    free = [...free, released];
  }
}

/** Moves the free parameters towards `target` until the first meets its face; returns that one. */
function moveToFace(
  target: Float64Array,
  free: readonly number[],
  low: Float64Array,
  high: Float64Array,
  step: Float64Array,
): number | undefined {
  let fraction = 1;
  let hit: number | undefined;
  free.forEach((i, k) => {
    const face = target[k]! < step[i]! ? low[i]! : high[i]!;
    const way = target[k]! - step[i]!;
    if ((way < 0 && target[k]! >= face) || (way > 0 && target[k]! <= face) || way === 0) return;
    const reach = (face - step[i]!) / way;
    if (reach < fraction || hit === undefined) {
      fraction = Math.min(fraction, reach);
      hit = i;
    }
  });
  free.forEach((i, k) => {
    const moved = step[i]! + fraction * (target[k]! - step[i]!);
    const face = target[k]! < step[i]! ? low[i]! : high[i]!;
    step[i] = i === hit ? face : clamp(moved, low[i]!, high[i]!);
  });
  return hit;
}

/** (JᵀJ + damping·diag) restricted to the free parameters, the others at the step already chosen. */
function solveFree(
  normal: Float64Array,
  gradient: Float64Array,
  damping: number,
  free: readonly number[],
  step: Float64Array,
): Float64Array {
  const n = gradient.length;
  const size = free.length;
  const fixed = step.slice();
  for (const i of free) fixed[i] = 0;
  const scale = Float64Array.from(free, (i) => 1 / Math.sqrt(normal[i * n + i]!));
  // without the smallest damping two parameters of equal effect would leave no solution
  for (let lambda = damping; ; lambda = Math.max(1e-11, lambda * 10)) {
    const matrix = new Float64Array(size * size);
    const solution = new Float64Array(size);
    for (let r = 0; r < size; r++) {
      const i = free[r]!;
      solution[r] = -(gradient[i]! + dot(normal, i * n, fixed, 0, n)) * scale[r]!;
      for (let c = 0; c < size; c++) matrix[r * size + c] = normal[i * n + free[c]!]! * scale[r]! * scale[c]!;
      matrix[r * size + r]! += lambda;
    }
    if (!choleskyFactor(matrix, size)) continue;
    choleskySolve(matrix, size, solution);
    return solution.map((value, r) => value * scale[r]!);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function sumOfSquares(values: Float64Array): number {
  return dot(values, 0, values, 0, values.length);
}

function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[aStart + i]! * b[bStart + i]!;
  return sum;
}
