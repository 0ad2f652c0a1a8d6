/** The best of several fits from different starts. */
import { type LeastSquaresResult, leastSquares } from '../../math/least-squares.ts';
import { uniformGenerator } from '../../math/random.ts';
import type { CnlsProblem } from './cnls.ts';
import { startSource } from './start-values.ts';

const SEED = 2023;
const MOST_STARTS = 30;
/** As many starts as must end at the same sum of squares before it is taken for the lowest one. */
const AGREEING_STARTS = 3;
const FEWEST_STARTS = 4;
/** Starts for each part of the circuit that is moved elsewhere, and how often that is repeated while it helps. */
const STARTS_AROUND = 2;
const ROUNDS_AROUND = 3;
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

/** One fit from a start in natural units. */
export function localFit(problem: CnlsProblem, start: ArrayLike<number>, maxIterations = 120): LeastSquaresResult {
  const floor = problem.length * ROUNDING ** 2;
  return leastSquares(problem, problem.toFit(start), { maxIterations, stepCap: STEP_CAP, floor });
}

/**
 * Fits from `extraStarts` (natural units) and from starts that the spectrum suggests, until several agree on the
 * lowest sum of squares; then tries to better it by moving one part of the circuit elsewhere. The chance in it is
 * the same every time.
 */
export function searchOptimum(problem: CnlsProblem, extraStarts: readonly ArrayLike<number>[]): SearchResult {
  const source = startSource(problem, uniformGenerator(SEED));
  const tally = new Tally(problem);
  for (const start of [...extraStarts, ...source.everywhere(MOST_STARTS)]) {
    tally.fitFrom(start);
    if (tally.agreeing >= AGREEING_STARTS && tally.starts >= FEWEST_STARTS) break;
  }
  for (let round = 0; round < ROUNDS_AROUND; round++) {
    const before = tally.best.sumOfSquares;
    for (const start of source.around(problem.fromFit(tally.best.parameters), STARTS_AROUND)) tally.fitFrom(start);
    if (tally.best.sumOfSquares >= before * (1 - SAME_OPTIMUM)) break;
  }
  return { best: tally.best, starts: tally.starts, agreeing: tally.agreeing };
}

/** What the fits so far came to. */
class Tally {
  readonly #problem: CnlsProblem;
  readonly #results: LeastSquaresResult[] = [];

  constructor(problem: CnlsProblem) {
    this.#problem = problem;
  }

  fitFrom(start: ArrayLike<number>): void {
    const result = localFit(this.#problem, start);
    if (result.reason !== 'not-finite') this.#results.push(result);
  }

  get starts(): number {
    return this.#results.length;
  }

  get best(): LeastSquaresResult {
    const [first, ...others] = this.#results;
    if (first === undefined) throw new RangeError('no start of the circuit gives a finite impedance');
    return others.reduce((best, result) => (result.sumOfSquares < best.sumOfSquares ? result : best), first);
  }

  get agreeing(): number {
    const floor = this.#problem.length * ROUNDING ** 2;
    const limit = Math.max(this.best.sumOfSquares * (1 + SAME_OPTIMUM), floor);
    return this.#results.filter((result) => result.sumOfSquares <= limit).length;
  }
}
