/** Fits of known two-arc spectra, with what each says of itself. */
import { cnlsProblem } from '../../src/analysis/circuit/cnls.ts';
import { fitCircuit } from '../../src/analysis/circuit/fit-circuit.ts';
import { fitFlags } from '../../src/analysis/circuit/flags.ts';
import { parseCircuit } from '../../src/analysis/circuit/parse.ts';
import { localFit } from '../../src/analysis/circuit/search.ts';
import { type TwoArcTruth, twoArcSpectra } from './two-arc-spectra.ts';

export interface Trial {
  readonly truth: TwoArcTruth;
  /** χ² within 1 % of the one that a fit from the truth reaches. */
  readonly reached: boolean;
  /** Arcs at least eight times apart in time constant, resistances expected to within 15 %. */
  readonly separable: boolean;
  /** Carries a word that tells why an arc's values are not to be trusted. */
  readonly flagged: boolean;
  readonly values: readonly number[];
  readonly intervals: readonly (readonly [number, number])[];
  readonly milliseconds: number;
}

const CIRCUIT = parseCircuit('R0-p(R1,CPE1)-p(R2,CPE2)-W1');
const REASON = /^(not-converged|unconfirmed-optimum|overlapping-arcs|uncertain|at-bound|not-identifiable|outside)/;

export function trials(count: number, seed: number): Trial[] {
  return twoArcSpectra(count, seed).map(({ truth, frequency, real, imaginary }) => {
    const points = { frequency, real, imaginary };
    const begin = performance.now();
    const fit = fitCircuit(CIRCUIT, points);
    const milliseconds = performance.now() - begin;
    const fromTruth = localFit(cnlsProblem(CIRCUIT, points), truth.values, 400);
    const error = (k: number) => (truth.standardErrors[k] ?? Number.NaN) / (truth.values[k] ?? Number.NaN);
    return {
      truth,
      reached: fit.chi2 <= 1.01 * fromTruth.sumOfSquares,
      separable: truth.tau[1] >= 8 * truth.tau[0] && Math.max(error(1), error(4)) <= 0.15,
      flagged: fitFlags(fit).some((flag) => REASON.test(flag)),
      values: fit.parameters.map((parameter) => parameter.value),
      intervals: fit.parameters.map(({ lower95, upper95 }) => [lower95, upper95] as const),
      milliseconds,
    };
  });
}

/** Each fitted arc is nearer to its own true time constant than to the other's. */
export function arcsKept({ truth, values }: Trial): boolean {
  const tau = (r: number) => {
    const [resistance = Number.NaN, q = Number.NaN, n = Number.NaN] = values.slice(r, r + 3);
    return (resistance * q) ** (1 / n);
  };
  const away = (fitted: number, k: 0 | 1) => Math.abs(Math.log(fitted / truth.tau[k]));
  return away(tau(1), 0) < away(tau(1), 1) && away(tau(4), 1) < away(tau(4), 0);
}

/** Share of the trials whose interval of parameter k holds the truth; an interval that is not given does not. */
export function coverage(some: readonly Trial[], k: number): number {
  const covered = some.filter(({ truth, intervals }) => {
    const [low = Number.NaN, high = Number.NaN] = intervals[k] ?? [];
    const value = truth.values[k] ?? Number.NaN;
    return value >= low && value <= high;
  });
  return covered.length / some.length;
}
