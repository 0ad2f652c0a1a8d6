/** What the records of a branch allow: resolution and noise of the potential, and how dense they are. */
import { interpolate } from '../../math/interpolation.ts';
import { median } from '../../math/statistics.ts';
import type { Profile } from './half-cycle.ts';

export interface Sampling {
  /** V between neighbouring readings that the instrument can tell apart; 0 where readings do not repeat. */
  readonly resolution: number;
  /** Standard deviation in V of the scatter of a record about its neighbours, at least that of the rounding. */
  readonly noise: number;
  /** Ah from record to record, such that half of the capacity passed in larger intervals. */
  readonly increment: number;
  /** V between such records where dQ/dV has its mean. */
  readonly spacing: number;
  /** V between the potentials at 5 % and at 95 % of the capacity. */
  readonly coreRange: number;
  /** V between the lowest and the highest potential. */
  readonly range: number;
}

/** Share of the range below which two readings differ by rounding in the computer only. */
const SAME_READING = 1e-9;

/** Share of the records that repeat a reading from which on rounding shows in a derivative. */
const LEAST_REPEATED = 0.02;

/** For branches of two records or more. */
export function samplingOf({ capacity, potential }: Profile): Sampling {
  const sorted = potential.slice().sort();
  const range = sorted.at(-1)! - sorted[0]!;
  const resolution = resolutionOf(sorted);
  const total = capacity.at(-1)!;
  const core = [0.05, 0.95].map((share) =>
    interpolate(capacity, potential, capacity[0]! + share * (total - capacity[0]!)),
  );
  const coreRange = Math.abs(core[1]! - core[0]!) || range;
  const increment = typicalIncrement(capacity);
  return {
    resolution,
    noise: Math.max(scatter(capacity, potential), resolution / Math.sqrt(12)),
    increment,
    spacing: (increment / (0.9 * total)) * coreRange,
    coreRange,
    range,
  };
}

/** Smallest distance of readings where some come again: else it is that of the records, not of the instrument. */
function resolutionOf(sorted: Float64Array): number {
  const range = sorted.at(-1)! - sorted[0]!;
  let smallest = range;
  let repeated = 0;
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    if (gap <= SAME_READING * range) repeated++;
    else if (gap < smallest) smallest = gap;
  }
  return repeated >= LEAST_REPEATED * sorted.length ? smallest : 0;
}

/**
 * Robust standard deviation of the noise, from the change between neighbouring records of their distance from the chord
 * of the records beside them: straight runs and even curvature leave it 0.
 */
function scatter(capacity: Float64Array, potential: Float64Array): number {
  const deviations: number[] = [];
  let before: { readonly distance: number; readonly share: number } | undefined;
  for (let i = 1; i < capacity.length - 1; i++) {
    const width = capacity[i + 1]! - capacity[i - 1]!;
    const share = (capacity[i]! - capacity[i - 1]!) / width;
    const distance = potential[i]! - potential[i - 1]! - share * (potential[i + 1]! - potential[i - 1]!);
    if (before !== undefined && width > 0) {
      // Weights of the four records in the change.
      const weight = Math.hypot(share, 1 + before.share, 2 - share, 1 - before.share);
      deviations.push(Math.abs(distance - before.distance) / weight);
    }
    before = width > 0 ? { distance, share } : undefined;
  }
  return deviations.length === 0 ? 0 : 1.4826 * median(deviations);
}

function typicalIncrement(capacity: Float64Array): number {
  const increments = capacity.map((value, i) => value - (i === 0 ? 0 : capacity[i - 1]!)).sort();
  const half = capacity.at(-1)! / 2;
  let passed = 0;
  for (let i = increments.length - 1; i >= 0; i--) {
    passed += increments[i]!;
    if (passed >= half) return increments[i]!;
  }
  return 0;
}
