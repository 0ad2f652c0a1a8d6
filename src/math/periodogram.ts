/** Periods in a series with a slow trend: least-squares spectra of unevenly spaced points. */

export interface Harmonic {
  /** Per unit of time. */
  readonly frequency: number;
  readonly frequencyStandardError: number;
  /** Half peak to peak. */
  readonly amplitude: number;
  readonly amplitudeStandardError: number;
  /** Share of the scatter about the trend that the wave explains, 0 to 1. */
  readonly power: number;
  /** Probability that noise alone gives a power as high anywhere in the range searched. */
  readonly falseAlarmProbability: number;
  /** The trend at each point, fitted together with the wave. */
  readonly trend: Float64Array;
  /** Trend and wave at each point. */
  readonly fitted: Float64Array;
}

export interface Periodogram {
  readonly frequency: Float64Array;
  readonly power: Float64Array;
  /** The strongest wave, its frequency refined between the points of the grid. */
  readonly strongest: Harmonic;
  /** Power that noise alone exceeds somewhere in the range with this probability. */
  readonly powerAt: (falseAlarmProbability: number) => number;
}

export interface PeriodogramOptions {
  /** Order of the polynomial that is fitted together with every wave. */
  readonly trendOrder: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Points of the grid per independent frequency (the reciprocal of the span). */
const OVERSAMPLING = 10;
const REFINEMENTS = 40;

/** Orders tried for a trend; the highest bends as often as slow waves do. */
const TREND_ORDERS = [1, 2, 3, 4, 6, 8] as const;
/** Enough to choose between trends. */
const COARSE = 2;

/**
 * Order of the polynomial that describes a series best together with one wave, by the Bayesian information criterion
 * (G. Schwarz, doi:10.1214/aos/1176344136); 1 for short series. `rangeOf` gives the frequencies searched with an order.
 */
export function bestTrendOrder(
  time: Float64Array,
  values: Float64Array,
  rangeOf: (order: number) => { readonly lowest: number; readonly highest: number },
): number {
  const n = time.length;
  let best = { order: 1, criterion: Number.POSITIVE_INFINITY };
  for (const order of TREND_ORDERS) {
    const { lowest, highest } = rangeOf(order);
    if (10 * order > n || !(highest > lowest)) continue;
    const { total, power } = strongestWave(time, values, { trendOrder: order, lowest, highest }, COARSE);
    const criterion = n * Math.log(total * (1 - power)) + (order + 4) * Math.log(n);
    if (criterion < best.criterion) best = { order, criterion };
  }
  return best.order;
}

interface Wave {
  readonly basis: readonly Float64Array[];
  /** Without the trend. */
  readonly residual: Float64Array;
  /** Sum of squares of the residual. */
  readonly total: number;
  readonly frequencies: Float64Array;
  readonly powers: Float64Array;
  readonly frequency: number;
  readonly solution: Solution;
  readonly power: number;
}

function strongestWave(
  time: Float64Array,
  values: Float64Array,
  { trendOrder, lowest, highest }: PeriodogramOptions,
  oversampling: number,
): Wave {
  const basis = orthonormalPolynomials(time, trendOrder);
  const residual = values.slice();
  for (const q of basis) subtract(residual, q, dot(q, residual));
  const total = dot(residual, residual);
  const span = time[time.length - 1]! - time[0]!;
  const count = Math.max(2, Math.ceil((highest - lowest) * span * oversampling) + 1);
  const step = (highest - lowest) / (count - 1);
  const frequencies = Float64Array.from({ length: count }, (_, k) => lowest + k * step);
  const powers = gridPowers(time, residual, total, basis, frequencies, step);
  const near = frequencies[powers.indexOf(maximum(powers))]!;
  return {
    basis,
    residual,
    total,
    frequencies,
    powers,
    ...refine(time, residual, total, basis, { near, step, lowest }),
  };
}

/**
 * Power of a sine wave at each frequency of a grid, fitted by least squares together with a polynomial trend, so that
 * neither takes from the other (the floating mean of M. Zechmeister and M. Kürster, doi:10.1051/0004-6361:200811296,
 * with a polynomial for the mean). `time` need not be even but must increase; times and values are finite.
 *
 * False-alarm probability after R. V. Baluev, doi:10.1111/j.1365-2966.2007.12689.x, for white noise. Standard errors
 * after M. H. Montgomery and D. O'Donoghue, Delta Scuti Star Newsletter 13, 28 (1999).
 *
 * Throws RangeError where there are too few points for the model.
 */
export function periodogram(time: Float64Array, values: Float64Array, options: PeriodogramOptions): Periodogram {
  const n = time.length;
  const freedom = n - options.trendOrder - 1;
  if (freedom < 4)
    throw new RangeError(`${n} points are too few for a trend of order ${options.trendOrder} and a wave`);
  const found = strongestWave(time, values, options, OVERSAMPLING);
  const noise = { freedom, bandwidth: options.highest * Math.sqrt(4 * Math.PI * variance(time)) };
  return {
    frequency: found.frequencies,
    power: found.powers,
    strongest: harmonic(time, values, found, noise),
    powerAt: (probability) => powerOf(probability, noise),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(from: Float64Array, what: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] = from[i]! - factor * what[i]!;
}

function maximum(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

function variance(values: Float64Array): number {
  const centre = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
}

/** Columns of the same length as `time`, orthonormal over its points; Gram–Schmidt twice keeps them so. */
function orthonormalPolynomials(time: Float64Array, order: number): Float64Array[] {
  const middle = (time[0]! + time[time.length - 1]!) / 2;
  const half = (time[time.length - 1]! - time[0]!) / 2 || 1;
  const basis: Float64Array[] = [];
  for (let k = 0; k <= order; k++) {
    const column = time.map((t) => ((t - middle) / half) ** k);
    for (let pass = 0; pass < 2; pass++) for (const q of basis) subtract(column, q, dot(q, column));
    const norm = Math.sqrt(dot(column, column));
    basis.push(column.map((value) => value / norm));
  }
  return basis;
}

/** Cosine and sine turn by the same angle from one frequency of the grid to the next. */
function gridPowers(
  time: Float64Array,
  residual: Float64Array,
  total: number,
  basis: readonly Float64Array[],
  frequency: Float64Array,
  step: number,
): Float64Array {
  const cosine = wave(time, frequency[0]!, Math.cos);
  const sine = wave(time, frequency[0]!, Math.sin);
  const turnCosine = wave(time, step, Math.cos);
  const turnSine = wave(time, step, Math.sin);
  return frequency.map((_, k) => {
    for (let i = 0; k > 0 && i < time.length; i++) {
      const c = cosine[i]! * turnCosine[i]! - sine[i]! * turnSine[i]!;
      sine[i] = sine[i]! * turnCosine[i]! + cosine[i]! * turnSine[i]!;
      cosine[i] = c;
    }
    return solve(cosine, sine, residual, basis).explained / total;
  });
}

function wave(time: Float64Array, frequency: number, of: (angle: number) => number): Float64Array {
  const origin = time[0]!;
  return time.map((t) => of(2 * Math.PI * frequency * (t - origin)));
}

interface Solution {
  readonly a: number;
  readonly b: number;
  /** Sum of squares that the wave takes from the residual. */
  readonly explained: number;
}

/** Least squares of a·cos + b·sin against the residual, both made orthogonal to the trend. */
function solve(
  cosine: Float64Array,
  sine: Float64Array,
  residual: Float64Array,
  basis: readonly Float64Array[],
): Solution {
  let [cc, ss, cs] = [dot(cosine, cosine), dot(sine, sine), dot(cosine, sine)];
  for (const q of basis) {
    const [qc, qs] = [dot(q, cosine), dot(q, sine)];
    cc -= qc * qc;
    ss -= qs * qs;
    cs -= qc * qs;
  }
  const [yc, ys] = [dot(residual, cosine), dot(residual, sine)];
  const determinant = cc * ss - cs * cs;
  // at such a frequency (half the sampling rate, say) one wave cannot be told from the other
  if (!(determinant > 1e-9 * cc * ss)) return { a: 0, b: 0, explained: 0 };
  const a = (yc * ss - ys * cs) / determinant;
  const b = (ys * cc - yc * cs) / determinant;
  return { a, b, explained: a * yc + b * ys };
}

/** The maximum between the neighbours of a point of the grid, by golden section. */
function refine(
  time: Float64Array,
  residual: Float64Array,
  total: number,
  basis: readonly Float64Array[],
  { near, step, lowest }: { readonly near: number; readonly step: number; readonly lowest: number },
): { frequency: number; solution: Solution; power: number } {
  const at = (frequency: number) => {
    const cosine = wave(time, frequency, Math.cos);
    const sine = wave(time, frequency, Math.sin);
    return solve(cosine, sine, residual, basis);
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.max(near - step, lowest), near + step];
  for (let k = 0; k < REFINEMENTS; k++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (at(left).explained > at(right).explained) high = right;
    else low = left;
  }
  const frequency = (low + high) / 2;
  const solution = at(frequency);
  return { frequency, solution, power: solution.explained / total };
}

interface Noise {
  /** Points less the coefficients of the trend. */
  readonly freedom: number;
  /** Baluev's W: highest frequency times the effective length √(4π var t) of the series. */
  readonly bandwidth: number;
}

function harmonic(time: Float64Array, values: Float64Array, found: Wave, noise: Noise): Harmonic {
  const { basis, total, frequency, solution, power } = found;
  const n = time.length;
  const cosine = wave(time, frequency, Math.cos);
  const sine = wave(time, frequency, Math.sin);
  const oscillation = time.map((_, i) => solution.a * cosine[i]! + solution.b * sine[i]!);
  const without = values.map((value, i) => value - oscillation[i]!);
  const trend = new Float64Array(n);
  for (const q of basis) subtract(trend, q, -dot(q, without));
  const scatter = Math.sqrt(Math.max(0, total - solution.explained) / (noise.freedom - 3));
  const amplitude = Math.hypot(solution.a, solution.b);
  const span = time[n - 1]! - time[0]!;
  return {
    frequency,
    frequencyStandardError: (Math.sqrt(6 / n) * scatter) / (Math.PI * span * amplitude),
    amplitude,
    amplitudeStandardError: Math.sqrt(2 / n) * scatter,
    power,
    falseAlarmProbability: falseAlarm(power, noise),
    trend,
    fitted: trend.map((value, i) => value + oscillation[i]!),
  };
}

/** √(2/n)·Γ(n/2)/Γ((n−1)/2) by its expansion in 1/n; within 2e-5 from n = 10 on. */
function gammaRatio(n: number): number {
  return 1 - 3 / (4 * n) - 7 / (32 * n * n) - 9 / (128 * n * n * n);
}

function falseAlarm(power: number, { freedom, bandwidth }: Noise): number {
  if (power >= 1) return 0;
  const left = freedom - 2;
  const single = (1 - power) ** (left / 2);
  const tau = gammaRatio(freedom) * bandwidth * (1 - power) ** ((left - 1) / 2) * Math.sqrt((freedom * power) / 2);
  // 1 − (1 − single)·e^−τ without losing small probabilities
  return -Math.expm1(Math.log1p(-Math.min(single, 1)) - tau);
}

/** By bisection: the probability falls as the power grows where it is small. */
function powerOf(probability: number, noise: Noise): number {
  let [low, high] = [1 / noise.freedom, 1];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (falseAlarm(middle, noise) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
