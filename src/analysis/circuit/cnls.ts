/** Complex non-linear least squares: a circuit and a spectrum as a problem for the solver. */
import type { LeastSquaresProblem } from '../../math/least-squares.ts';
import { circuitEvaluator } from './impedance.ts';
import type { Circuit } from './parse.ts';

export interface SpectrumPoints {
  /** Hz */
  readonly frequency: Float64Array;
  /** ohm */
  readonly real: Float64Array;
  /** ohm, negative where capacitive */
  readonly imaginary: Float64Array;
}

/** Exponents of CPE and Zarc are kept here: below, a CPE is no longer told from a diffusion element or a resistor. */
export const EXPONENT_RANGE = [0.3, 1] as const;
/** How far beyond the measured |Z| and time range a parameter may run before it counts as vanished. */
const RESISTANCE_MARGIN = 1e9;
const TIME_MARGIN = 1e4;

export interface CnlsProblem extends LeastSquaresProblem {
  readonly circuit: Circuit;
  readonly points: SpectrumPoints;
  /** 1/|Z| of the measured points. */
  readonly weights: Float64Array;
  /** Natural units → the fit's variables: ln p for positive parameters, exponents as they are. */
  toFit(values: ArrayLike<number>): Float64Array;
  fromFit(variables: ArrayLike<number>): Float64Array;
}

/** Residuals (Z_fit − Z)/|Z|, real parts before imaginary parts: weights 1/|Z_measured|. */
export function cnlsProblem(circuit: Circuit, points: SpectrumPoints): CnlsProblem {
  const n = points.frequency.length;
  const isLog = circuit.parameters.map((parameter) => parameter.transform === 'log');
  const weights = points.real.map((re, i) => 1 / Math.hypot(re, points.imaginary[i]!));
  const evaluator = circuitEvaluator(circuit, points.frequency);
  const toFit = (values: ArrayLike<number>) => Float64Array.from(values, (v, k) => (isLog[k] ? Math.log(v) : v));
  const fromFit = (variables: ArrayLike<number>) =>
    Float64Array.from(variables, (v, k) => (isLog[k] ? Math.exp(v) : v));
  const evaluate = (variables: Float64Array, residuals: Float64Array, jacobian: Float64Array) => {
    evaluator.evaluate(fromFit(variables));
    const { z, dz } = evaluator;
    for (let i = 0; i < n; i++) {
      residuals[i] = (z[i]! - points.real[i]!) * weights[i]!;
      residuals[n + i] = (z[n + i]! - points.imaginary[i]!) * weights[i]!;
    }
    for (let at = 0; at < dz.length; at += n) {
      for (let i = 0; i < n; i++) jacobian[at + i] = dz[at + i]! * weights[i]!;
    }
  };
  const [lower, upper] = parameterBounds(circuit, points, weights).map(toFit);
  if (lower === undefined || upper === undefined) throw new TypeError('bounds come in pairs');
  return { circuit, points, weights, length: 2 * n, lower, upper, evaluate, toFit, fromFit };
}

/** Values of each parameter at the ends of the range in which it could still matter. */
function parameterBounds(circuit: Circuit, points: SpectrumPoints, weights: Float64Array): Float64Array[] {
  const largest = RESISTANCE_MARGIN / weights.reduce((a, b) => Math.min(a, b));
  const smallest = 1 / weights.reduce((a, b) => Math.max(a, b)) / RESISTANCE_MARGIN;
  const [fastest, slowest] = timeRange(points);
  const lower = new Float64Array(circuit.parameters.length).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(circuit.parameters.length).fill(Number.NEGATIVE_INFINITY);
  const visit = (node: Circuit['root']): void => {
    if (node.kind !== 'element') {
      node.children.forEach(visit);
      return;
    }
    for (const resistance of [smallest, largest]) {
      for (const tau of [fastest / TIME_MARGIN, slowest * TIME_MARGIN]) {
        for (const exponent of EXPONENT_RANGE) {
          node.type.typical(resistance, tau, exponent).forEach((value, k) => {
            lower[node.first + k] = Math.min(lower[node.first + k]!, value);
            upper[node.first + k] = Math.max(upper[node.first + k]!, value);
          });
        }
      }
    }
  };
  visit(circuit.root);
  return [lower, upper];
}

/** Time constants whose apex lies inside the measured frequencies: [1/(2πf_max), 1/(2πf_min)], s. */
export function timeRange(points: SpectrumPoints): readonly [number, number] {
  const highest = points.frequency.reduce((a, b) => Math.max(a, b));
  const lowest = points.frequency.reduce((a, b) => Math.min(a, b));
  return [1 / (2 * Math.PI * highest), 1 / (2 * Math.PI * lowest)];
}
