/** Derivatives of a branch: dQ/dV on a uniform grid of potential, dV/dQ on one of capacity. */
import { intervalMeans } from '../../math/interpolation.ts';
import { amountsBetween } from '../../math/level-distribution.ts';
import { filterWeights, smoothSlope } from '../../math/savitzky-golay.ts';
import type { Profile } from './half-cycle.ts';
import type { Sampling } from './sampling.ts';

export interface DerivativeOptions {
  /** V; default: see `defaultWindow`. */
  readonly step: number | undefined;
  /** V */
  readonly window: number | undefined;
  /** Degree of the local polynomials of charge over potential. */
  readonly order: number;
}

export interface DifferentialCapacity {
  /** V, ascending, uniform. */
  readonly potential: Float64Array;
  /** Ah that passed below each potential: mean over a step, not smoothed. */
  readonly passed: Float64Array;
  /** Ah/V, whatever the direction of the branch. */
  readonly density: Float64Array;
  /** V */
  readonly step: number;
  /** V from the first to the last point of a smoothing window. */
  readonly window: number;
  /** Standard deviation of a density of 1 Ah/V from the noise of the potential; grows with the root of the density. */
  readonly unitNoise: number;
  /** The same of the charge below a potential, Ah, where the density is 1 Ah/V. */
  readonly unitChargeNoise: number;
}

/** Standard deviation of dQ/dV, relative to its mean, that the default window leaves of the noise. */
const NOISE_LEFT = 0.05;
/** The same for dV/dQ, whose small values are the plateaus. */
const NOISE_LEFT_SLOPE = 0.1;
/** Steps of a default window: fine enough that the grid adds nothing of its own. */
const STEPS_PER_WINDOW = 8;
/** A default step is not finer than this share of the range: the tables stay readable. */
const FINEST_STEP = 1 / 2000;
/** A window that is no wider than so many typical distances of records would show these. */
const RECORDS_PER_WINDOW = 3;
/** No default window is wider than this share of the core range: beyond it there is nothing left to tell apart. */
const WIDEST_WINDOW = 1 / 5;

/** dQ/dV of a branch; undefined where its range is too short for one window. */
export function differentialCapacity(
  { capacity, potential }: Profile,
  sampling: Sampling,
  options: DerivativeOptions,
): DifferentialCapacity | undefined {
  const { resolution } = sampling;
  const { step, points } = gridOf(sampling, options);
  const low = potential.reduce((a, b) => Math.min(a, b)) - resolution / 2;
  const high = potential.reduce((a, b) => Math.max(a, b)) + resolution / 2;
  const first = Math.ceil(low / step + 0.5);
  const count = Math.floor(high / step - 0.5) - first + 1;
  if (!(count >= points)) return undefined;
  const grid = Float64Array.from({ length: count }, (_, k) => (first + k) * step);
  const passed = passedBelow(capacity, potential, { first, count, step, resolution });
  const weights = filterWeights({ points, order: options.order, derivative: 1 }, 0, step);
  const gain = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return {
    potential: grid,
    passed,
    density: smoothSlope(passed, step, points, options.order),
    step,
    window: (points - 1) * step,
    unitNoise: sampling.noise * Math.sqrt((sampling.increment * gain) / step),
    unitChargeNoise: sampling.noise * Math.sqrt(sampling.increment / step),
  };
}

/** Steps of the charge below a potential are averaged over this many parts of a grid step. */
const PARTS = 8;

interface Grid {
  /** Number of the first point: it stands at `first` times `step`. */
  readonly first: number;
  readonly count: number;
  readonly step: number;
  readonly resolution: number;
}

/**
 * Charge below each grid point, the mean over a step about it: taken at the point itself it would have the noise of
 * single records, which the smoothing assumes to be averaged.
 */
function passedBelow(capacity: Float64Array, potential: Float64Array, { first, count, step, resolution }: Grid) {
  const edges = Float64Array.from({ length: count * PARTS + 2 }, (_, k) =>
    k === 0 ? Number.NEGATIVE_INFINITY : (first - 0.5 + (k - 1) / PARTS) * step,
  );
  const amounts = amountsBetween(capacity, potential, edges, resolution);
  let below = amounts[0]!;
  return Float64Array.from({ length: count }, (_, k) => {
    let sum = 0;
    for (let part = 1; part <= PARTS; part++) {
      const amount = amounts[k * PARTS + part]!;
      sum += below + amount / 2;
      below += amount;
    }
    return sum / PARTS;
  });
}

function gridOf(sampling: Sampling, { step: wanted, window: wantedWindow, order }: DerivativeOptions) {
  const window = wantedWindow ?? defaultWindow(sampling, order);
  const finest = Math.max(sampling.range * FINEST_STEP, sampling.resolution);
  const step = wanted ?? Math.max(roundNumber(window / STEPS_PER_WINDOW, 'down'), roundNumber(finest, 'up'));
  return { step, points: windowPoints(window / step, order) };
}

/**
 * Width in V of the smoothing window: local polynomials over it leave a relative standard deviation of NOISE_LEFT of
 * the noise of the potential where dQ/dV has its mean. A record that is off by δV is off by δV·dQ/dV in charge; with
 * records ΔV apart the variance of the slope over a window W is K·noise²·ΔV/W³ relative to dQ/dV, K a number of the
 * order. Noise is smaller than that on plateaus, where records are denser.
 */
function defaultWindow({ noise, spacing, coreRange, range }: Sampling, order: number): number {
  const quiet = Math.cbrt((noiseGain(order) * noise * noise * spacing) / NOISE_LEFT ** 2);
  const widest = Math.max(coreRange * WIDEST_WINDOW, range * FINEST_STEP);
  return Math.min(Math.max(quiet, RECORDS_PER_WINDOW * spacing), widest);
}

/** K of `defaultWindow`: variance of the slope over W in units of (variance of a value)·(distance of values)/W³. */
function noiseGain(order: number): number {
  const points = 201;
  const weights = filterWeights({ points, order, derivative: 1 }, 0, 1);
  return weights.reduce((sum, weight) => sum + weight * weight, 0) * points ** 3;
}

/** Odd, and more than the polynomial has terms. */
function windowPoints(intervals: number, order: number): number {
  const least = order + 2 + (order % 2 === 0 ? 1 : 0);
  return Math.max(least, 2 * Math.round(intervals / 2) + 1);
}

/** Of the computer. */
const ROUNDING = 1e-6;
const ROUND_LEADS = [1, 2, 5, 10] as const;

/** The next 1, 2 or 5 times a power of ten. */
function roundNumber(value: number, direction: 'up' | 'down'): number {
  const exponent = Math.floor(Math.log10(value));
  const lead = value / 10 ** exponent;
  const rounded =
    direction === 'up'
      ? ROUND_LEADS.find((candidate) => lead <= candidate * (1 + ROUNDING))
      : ROUND_LEADS.findLast((candidate) => lead >= candidate * (1 - ROUNDING));
  return Number(`${rounded ?? 1}e${exponent}`);
}

export interface DifferentialPotential {
  /** Ah, ascending, uniform. */
  readonly capacity: Float64Array;
  /** V/Ah, with the sign of the branch. */
  readonly slope: Float64Array;
  /** Ah from the first to the last point of a smoothing window. */
  readonly window: number;
}

/** dV/dQ of a branch; undefined where the branch is too short for one window. */
export function differentialPotential(
  { capacity, potential }: Profile,
  sampling: Sampling,
  order: number,
): DifferentialPotential | undefined {
  const [from, to] = [capacity[0]!, capacity.at(-1)!];
  const slope = sampling.coreRange / (0.9 * (to - from));
  const quiet = Math.cbrt(
    (noiseGain(order) * sampling.noise ** 2 * sampling.increment) / (NOISE_LEFT_SLOPE * slope) ** 2,
  );
  const window = Math.min(Math.max(quiet, RECORDS_PER_WINDOW * sampling.increment), (to - from) * WIDEST_WINDOW);
  const finest = Math.max(window / STEPS_PER_WINDOW, (to - from) * FINEST_STEP);
  const count = Math.floor((to - from) / finest);
  const step = (to - from) / count;
  const points = windowPoints(window / step, order);
  if (!(count >= points)) return undefined;
  const means = intervalMeans(capacity, potential, { from, to, count });
  return {
    capacity: Float64Array.from({ length: count }, (_, k) => from + (k + 0.5) * step),
    slope: smoothSlope(means, step, points, order),
    window: (points - 1) * step,
  };
}
