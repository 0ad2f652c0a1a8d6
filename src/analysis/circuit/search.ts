/** The best of several fits from different starts. */
import { type LeastSquaresResult, leastSquares } from '../../math/least-squares.ts';
import { uniformGenerator } from '../../math/random.ts';
import type { CnlsProblem } from './cnls.ts';
import { type CircuitNode, signature } from './parse.ts';
import { startSource } from './start-values.ts';

const SEED = 2023;
const MOST_STARTS = 30;
/** As many starts as must end at the same sum of squares before it is taken for the lowest one. */
const AGREEING_STARTS = 3;
/** A fit that is off by more than this fraction of |Z| may be a side valley: it takes more starts to believe in it. */
const POOR_FIT = 0.02;
const AGREEING_STARTS_IF_POOR = 6;
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

/** One fit from a start in natural units. */
export function localFit(problem: CnlsProblem, start: ArrayLike<number>, maxIterations = 120): LeastSquaresResult {
  const floor = problem.length * ROUNDING ** 2;
  return leastSquares(problem, problem.toFit(start), { maxIterations, stepCap: STEP_CAP, floor });
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

  /** Enough starts ended at the best sum of squares. */
  get isSettled(): boolean {
    if (this.starts < FEWEST_STARTS) return false;
    const poor = this.best.sumOfSquares > this.#problem.length * POOR_FIT ** 2;
    return this.agreeing >= (poor ? AGREEING_STARTS_IF_POOR : AGREEING_STARTS);
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
