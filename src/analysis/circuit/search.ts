/** The best of several fits from different starts. */
import { type LeastSquaresResult, leastSquares } from '../../math/least-squares.ts';
import { uniformGenerator } from '../../math/random.ts';
import type { CnlsProblem } from './cnls.ts';
import { startValues } from './start-values.ts';

const SEED = 2023;
const MOST_STARTS = 30;
/** As many starts as must end at the same sum of squares before it is taken for the lowest one. */
const AGREEING_STARTS = 3;
const FEWEST_STARTS = 4;
/** Relative difference of two sums of squares that count as the same. */
const SAME_OPTIMUM = 1e-4;
/** No parameter changes by more than this in one step of the fit: e² for those that move in their logarithm. */
const STEP_CAP = 2;
/** Relative misfit (of |Z|, per residual) below which only rounding is left. */
const ROUNDING = 1e-13;

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
 * lowest sum of squares. The chance in it is the same every time.
 */
export function searchOptimum(problem: CnlsProblem, extraStarts: readonly ArrayLike<number>[]): SearchResult {
  const starts = [...extraStarts, ...startValues(problem, MOST_STARTS, uniformGenerator(SEED))];
  const results: LeastSquaresResult[] = [];
  const floor = problem.length * ROUNDING ** 2;
  let best: LeastSquaresResult | undefined;
  let agreeing = 0;
  for (const start of starts) {
    const result = localFit(problem, start);
    if (result.reason === 'not-finite') continue;
    results.push(result);
    if (best === undefined || result.sumOfSquares < best.sumOfSquares) best = result;
    const limit = Math.max(best.sumOfSquares * (1 + SAME_OPTIMUM), floor);
    agreeing = results.filter((other) => other.sumOfSquares <= limit).length;
    if (agreeing >= AGREEING_STARTS && results.length >= FEWEST_STARTS) break;
  }
  if (best === undefined) throw new RangeError('no start of the circuit gives a finite impedance');
  return { best: localFit(problem, problem.fromFit(best.parameters), 400), starts: results.length, agreeing };
}
