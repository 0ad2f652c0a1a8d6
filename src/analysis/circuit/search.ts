/** The best of several fits from different starts. */
import { covarianceOf } from '../../math/covariance.ts';
import { type LeastSquaresResult, leastSquares } from '../../math/least-squares.ts';
import { uniformGenerator } from '../../math/random.ts';
import type { CnlsProblem } from './cnls.ts';
import { type CircuitNode, signature } from './parse.ts';
import { startSource } from './start-values.ts';

const SEED = 2023;
const MOST_STARTS = 30;
const MOST_ITERATIONS = 120;
/** As many starts as must end at the same sum of squares before it is taken for the lowest one. */
const AGREEING_STARTS = 3;
/** The same for an optimum in doubt: one that fits badly, or that has lost some of its parameters. */
const AGREEING_STARTS_IF_DOUBTFUL = 8;
/** Root mean square of the residuals (fractions of |Z|) above which a fit is bad. */
const POOR_FIT = 0.02;
/** Standard error of a logarithm above which a parameter is lost. */
const LOST = 1;
const FEWEST_STARTS = 4;
/** A part is weak if the sum of squares without it stays below this multiple of the best one. */
const WEAK_PART = 2;
const VANISHED = 1e-12;
/** Relative difference of two sums of squares that count as the same. */
const SAME_OPTIMUM = 1e-4;
/** No parameter changes by more than this in one step of the fit: e² for those that move in their logarithm. */
const STEP_CAP = 2;
/** Relative misfit (of |Z|, per residual) below which only rounding is left. */
export const ROUNDING = 1e-13;

export interface SearchResult {
  readonly best: LeastSquaresResult;
  readonly starts: number;
  /** Starts that ended at the best sum of squares. */
  readonly agreeing: number;
}

/** One fit from a start in natural units; it may stop at a sum of squares known from another start. */
export function localFit(
  problem: CnlsProblem,
  start: ArrayLike<number>,
  maxIterations = MOST_ITERATIONS,
  known = Number.NaN,
): LeastSquaresResult {
  return leastSquares(problem, problem.toFit(start), {
    maxIterations,
    stepCap: STEP_CAP,
    floor: problem.length * ROUNDING ** 2,
    known,
    sameness: SAME_OPTIMUM,
  });
}

/**
 * Fits from `extraStarts` (natural units) and from starts that the spectrum suggests, until several agree on the
 * lowest sum of squares. A part of the circuit without which the fit is hardly worse may sit in one of many shallow
 * optima: it is taken out, the rest fitted, and the part put back at every time constant in turn. The chance in it
 * is the same every time.
 */
export function searchOptimum(problem: CnlsProblem, extraStarts: readonly ArrayLike<number>[]): SearchResult {
  const source = startSource(problem, uniformGenerator(SEED));
  const tally = new Tally(problem);
  for (const start of [...extraStarts, ...source.everywhere(MOST_STARTS)]) {
    tally.fitFrom(start);
    if (tally.isSettled) break;
  }
  const { best } = tally;
  const scanned: string[] = [];
  for (const part of source.shapedParts) {
    const reduced = fitWithout(problem, part, problem.fromFit(best.parameters));
    // two branches of one structure leave the same rest behind: one scan serves both
    const rest = `${signature(part)} ${reduced.sumOfSquares.toPrecision(4)}`;
    if (reduced.sumOfSquares > WEAK_PART * best.sumOfSquares || scanned.includes(rest)) continue;
    scanned.push(rest);
    for (const start of source.scan(problem.fromFit(reduced.parameters), part)) tally.fitFrom(start);
  }
  return { best: tally.best, starts: tally.starts, agreeing: tally.agreeing };
}

/** The fit with one part so small that it does not count. */
function fitWithout(problem: CnlsProblem, part: CircuitNode, values: Float64Array): LeastSquaresResult {
  const start = values.slice();
  for (let k = part.first; k < part.end; k++) start[k]! *= VANISHED ** problem.circuit.parameters[k]!.ohms;
  const held = problem.toFit(start).subarray(part.first, part.end);
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  lower.set(held, part.first);
  upper.set(held, part.first);
  return localFit({ ...problem, lower, upper }, start);
}

/** What the fits so far came to. */
class Tally {
  starts = 0;
  readonly #problem: CnlsProblem;
  readonly #sums: number[] = [];
  #best: LeastSquaresResult | undefined;
  #doubtful = true;

  constructor(problem: CnlsProblem) {
    this.#problem = problem;
  }

  fitFrom(start: ArrayLike<number>): void {
    // the way to a better optimum may pass by one that has lost a part, and linger there
    const known = this.#doubtful ? Number.NaN : this.#best?.sumOfSquares;
    const result = localFit(this.#problem, start, MOST_ITERATIONS, known);
    if (result.reason === 'not-finite') return;
    this.starts += 1;
    this.#sums.push(result.sumOfSquares);
    const isLower = this.#best === undefined || result.sumOfSquares < this.#best.sumOfSquares;
    // an arrival at the known sum of squares is not a better fit, only one that was not carried through
    if (!isLower || result.reason === 'known') return;
    this.#best = result;
    this.#doubtful = isDoubtful(this.#problem, result);
  }

  get best(): LeastSquaresResult {
    if (this.#best === undefined) throw new RangeError('no start of the circuit gives a finite impedance');
    return this.#best;
  }

  get agreeing(): number {
    const floor = this.#problem.length * ROUNDING ** 2;
    const limit = Math.max(this.best.sumOfSquares * (1 + SAME_OPTIMUM), floor);
    return this.#sums.filter((sum) => sum <= limit).length;
  }

  /** Enough starts ended at the best sum of squares. */
  get isSettled(): boolean {
    const enough = this.#doubtful ? AGREEING_STARTS_IF_DOUBTFUL : AGREEING_STARTS;
    return this.starts >= FEWEST_STARTS && this.agreeing >= enough;
  }
}

/** A fit that is bad, or has lost some of its parameters, may be a side valley. */
function isDoubtful(problem: CnlsProblem, { sumOfSquares, jacobian, parameters }: LeastSquaresResult): boolean {
  const { length, lower, upper } = problem;
  const variance = sumOfSquares / length;
  if (variance > POOR_FIT ** 2) return true;
  const free = Array.from(parameters, (value, k) => value > lower[k]! && value < upper[k]!);
  if (problem.circuit.parameters.some(({ transform }, k) => transform === 'log' && !free[k])) return true;
  const { matrix } = covarianceOf(jacobian, length, free, variance);
  return free.some((isFree, k) => isFree && !(matrix[k * (free.length + 1)]! < LOST ** 2));
}
