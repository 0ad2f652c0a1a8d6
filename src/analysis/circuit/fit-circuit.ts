/** One circuit fitted to one spectrum: values, uncertainties and everything that qualifies them. */
import { type Covariance, covarianceOf } from '../../math/covariance.ts';
import type { StopReason } from '../../math/least-squares.ts';
import { studentQuantile } from '../../math/student.ts';
import { type Arc, exchangeGroups, findArcs, logTimeConstant, orderArcs, seriesResistors } from './arcs.ts';
import { type CnlsProblem, cnlsProblem, type SpectrumPoints, timeRange } from './cnls.ts';
import { type Estimate, exponentEstimate, isIdentified, logEstimate } from './estimate.ts';
import type { Circuit } from './parse.ts';
import { localFit, ROUNDING, searchOptimum } from './search.ts';

/**
 * `at-bound`: an exponent on its limit, or a value that ran to zero or infinity as far as the data can tell: held
 * fixed in the covariance. `not-identifiable`: the data leave it open, or its standard error exceeds half of it.
 * `outside-measured-range`: belongs to an arc whose apex lies outside the measured frequencies.
 */
export type ParameterFlag = 'at-bound' | 'not-identifiable' | 'outside-measured-range';

export interface FittedParameter extends Estimate {
  readonly label: string;
  readonly unit: string;
  readonly flags: readonly ParameterFlag[];
}

export interface FittedArc {
  readonly arc: Arc;
  /** Index of its resistance among the parameters. */
  readonly resistance: FittedParameter;
  /** s */
  readonly timeConstant: number;
}

export interface CircuitFit {
  readonly circuit: Circuit;
  readonly points: SpectrumPoints;
  readonly parameters: readonly FittedParameter[];
  /** Σ|ΔZ|²/|Z|² with the measured |Z| (Boukamp, J. Electrochem. Soc. 142 (1995) 1885). */
  readonly chi2: number;
  /** χ²/(2N − k), k free parameters. */
  readonly chi2Reduced: number;
  /** 2N ln(χ²/2N) + 2k + 2k(k + 1)/(2N − k − 1), k counting all parameters and the variance. */
  readonly aicc: number;
  /** 2N − k. */
  readonly freedom: number;
  /** Student's t for 95 % and this freedom. */
  readonly quantile: number;
  readonly converged: boolean;
  readonly reason: StopReason;
  readonly starts: number;
  /** Starts that reached this optimum. */
  readonly agreeing: number;
  /** Fastest first. */
  readonly arcs: readonly FittedArc[];
  /** Sum of the resistors in series with everything; NaN where there is none. */
  readonly seriesResistance: Estimate;
  /** Sum of the resistances of all arcs, with their correlation. */
  readonly arcResistance: Estimate;
  /** Pairs of parameters correlated above 0.95. */
  readonly correlated: readonly (readonly [string, string])[];
  /** In the fit's variables (ln p, exponents as they are). */
  readonly covariance: Covariance;
}

/** Relative influence on Z below which a parameter has vanished from the impedance. */
const NO_INFLUENCE = 1e-6;
const POLISHING_ITERATIONS = 400;
const HIGH_CORRELATION = 0.95;
const LEVEL = 0.95;

/** Fewest points with which a circuit can be fitted and its AICc is defined: 2N > k + 1 with the variance in k. */
export function fewestPoints(circuit: Circuit): number {
  return Math.floor((circuit.parameters.length + 2) / 2) + 1;
}

/**
 * Fits a circuit by complex non-linear least squares, weights 1/|Z_measured|, from several starts.
 * `extraStarts` in natural units are tried first. Points must be finite with f > 0 and |Z| > 0, and as many as
 * fewestPoints asks for (else RangeError). Result and uncertainties scale with Z.
 */
export function fitCircuit(
  circuit: Circuit,
  points: SpectrumPoints,
  extraStarts: readonly ArrayLike<number>[] = [],
): CircuitFit {
  if (points.frequency.length < fewestPoints(circuit)) {
    throw new RangeError(`${circuit.text} needs ${fewestPoints(circuit)} points`);
  }
  const scale = binaryScale(points);
  const rescale = (values: ArrayLike<number>, factor: number) =>
    Float64Array.from(values, (value, k) => value * factor ** circuit.parameters[k]!.ohms);
  const problem = cnlsProblem(circuit, {
    frequency: points.frequency,
    real: points.real.map((z) => z / scale),
    imaginary: points.imaginary.map((z) => z / scale),
  });
  const search = searchOptimum(
    problem,
    extraStarts.map((start) => rescale(start, 1 / scale)),
  );
  const ordered = orderArcs(exchangeGroups(circuit), problem.fromFit(search.best.parameters));
  return describeFit(problem, points, ordered, search, (values) => rescale(values, scale));
}

/**
 * The same optimum with the branches of one structure arranged anew (`values` in natural units must be a
 * rearrangement of the fit's own).
 */
export function rearranged(fit: CircuitFit, values: Float64Array): CircuitFit {
  const problem = cnlsProblem(fit.circuit, fit.points);
  return describeFit(problem, fit.points, values, fit, (same) => Float64Array.from(same));
}

/** Values of the parameters in the order of the circuit, natural units. */
export function fittedValues(fit: CircuitFit): Float64Array {
  return Float64Array.from(fit.parameters, (parameter) => parameter.value);
}

/** The power of two next to the middle |Z|: dividing by it is exact. */
function binaryScale(points: SpectrumPoints): number {
  const logs = points.real.map((re, i) => Math.log2(Math.hypot(re, points.imaginary[i]!)));
  return 2 ** Math.round(logs.reduce((sum, value) => sum + value, 0) / logs.length);
}

function describeFit(
  problem: CnlsProblem,
  points: SpectrumPoints,
  values: Float64Array,
  search: { readonly starts: number; readonly agreeing: number },
  toNatural: (values: ArrayLike<number>) => Float64Array,
): CircuitFit {
  const { circuit, length } = problem;
  const final = localFit(problem, values, POLISHING_ITERATIONS);
  const natural = toNatural(problem.fromFit(final.parameters));
  const holds = holdsOf(problem, final.parameters, final.jacobian);
  const free = holds.map((hold) => hold === undefined);
  const freedom = length - free.filter(Boolean).length;
  const chi2 = final.sumOfSquares;
  const covariance = covarianceOf(final.jacobian, length, free, chi2 / freedom);
  const quantile = studentQuantile(LEVEL, freedom);
  const parameters = describeParameters(circuit, natural, covariance, holds, quantile, timeRange(points));
  const arcs = findArcs(circuit).map((arc) => ({
    arc,
    resistance: parameters[arc.resistance]!,
    timeConstant: Math.exp(logTimeConstant(arc, natural).log),
  }));
  const sum = (indices: readonly number[]) => sumOf(indices, natural, free, covariance, quantile);
  return {
    circuit,
    points,
    parameters,
    chi2,
    chi2Reduced: chi2 / freedom,
    aicc: correctedAkaike(chi2, length, circuit.parameters.length + 1),
    freedom,
    quantile,
    converged: final.reason === 'converged' || final.reason === 'floor',
    reason: final.reason,
    starts: search.starts,
    agreeing: search.agreeing,
    arcs: arcs.toSorted((a, b) => a.timeConstant - b.timeConstant),
    seriesResistance: sum(seriesResistors(circuit)),
    arcResistance: sum(arcs.map(({ arc }) => arc.resistance)),
    correlated: correlatedPairs(circuit, covariance),
    covariance,
  };
}

/** Why each parameter is held fixed in the covariance; undefined for the free ones. */
function holdsOf(problem: CnlsProblem, variables: Float64Array, jacobian: Float64Array) {
  const { circuit, length, lower, upper } = problem;
  return Array.from(variables, (value, k): ParameterFlag | undefined => {
    if (value <= lower[k]! || value >= upper[k]!) return 'at-bound';
    let sum = 0;
    for (let i = 0; i < length; i++) sum += jacobian[k * length + i]! ** 2;
    if (Math.sqrt(sum / length) >= NO_INFLUENCE) return undefined;
    // a size without influence ran towards zero or infinity; an exponent or τ has lost what it belongs to
    return circuit.parameters[k]?.ohms === 0 ? 'not-identifiable' : 'at-bound';
  });
}

function describeParameters(
  circuit: Circuit,
  values: Float64Array,
  covariance: Covariance,
  holds: readonly (ParameterFlag | undefined)[],
  quantile: number,
  range: readonly [number, number],
): FittedParameter[] {
  const outside = new Set(
    findArcs(circuit).flatMap((arc) => {
      const tau = Math.exp(logTimeConstant(arc, values).log);
      return tau < range[0] || tau > range[1] ? arc.members : [];
    }),
  );
  const n = values.length;
  return circuit.parameters.map(({ label, unit, transform }, k) => {
    const value = values[k]!;
    const hold = holds[k];
    const error = hold === undefined ? Math.sqrt(covariance.matrix[k * n + k]!) : Number.NaN;
    const estimate = (transform === 'log' ? logEstimate : exponentEstimate)(value, error, quantile);
    const flags: ParameterFlag[] = hold === undefined ? [] : [hold];
    if (hold === undefined && !isIdentified(estimate)) flags.push('not-identifiable');
    if (outside.has(k)) flags.push('outside-measured-range');
    return { label, unit, ...estimate, flags };
  });
}

/** A sum of positive parameters; those held fixed count as known. */
function sumOf(
  indices: readonly number[],
  values: Float64Array,
  free: readonly boolean[],
  covariance: Covariance,
  quantile: number,
): Estimate {
  if (indices.length === 0) return logEstimate(Number.NaN, Number.NaN, Number.NaN);
  const gradient = new Float64Array(values.length);
  let value = 0;
  for (const k of indices) {
    gradient[k] = values[k]!;
    value += values[k]!;
  }
  const variance = indices.some((k) => free[k]) ? covariance.varianceOf(gradient) : Number.NaN;
  return logEstimate(value, Math.sqrt(variance) / value, quantile);
}

function correlatedPairs(circuit: Circuit, { matrix }: Covariance): [string, string][] {
  const labels = circuit.parameters.map((parameter) => parameter.label);
  const n = labels.length;
  return labels.flatMap((a, i) =>
    labels.slice(0, i).flatMap((b, j): [string, string][] => {
      const correlation = matrix[i * n + j]! / Math.sqrt(matrix[i * n + i]! * matrix[j * n + j]!);
      return Math.abs(correlation) > HIGH_CORRELATION ? [[b, a]] : [];
    }),
  );
}

/** Hurvich and Tsai, Biometrika 76 (1989) 297, for `length` residuals and k parameters with the variance. */
function correctedAkaike(chi2: number, length: number, k: number): number {
  const variance = Math.max(chi2 / length, ROUNDING ** 2);
  return length * Math.log(variance) + 2 * k + (2 * k * (k + 1)) / (length - k - 1);
}
