/** Peaks of dQ/dV: plateaus of the potential, with their capacities. */
import { antisymmetricCentre } from '../../math/antisymmetric-centre.ts';
import { crossingBeside, findPeaks } from '../../math/peaks.ts';
import type { DifferentialCapacity } from './differential.ts';
import type { Profile } from './half-cycle.ts';

export interface CapacityPeak {
  /** V */
  readonly potential: number;
  /** V; NaN where the records on the plateau are too few. */
  readonly potentialStandardError: number;
  /** Ah/V, of the smoothed curve at its maximum. */
  readonly height: number;
  /** Ah/V, of the line between the feet of the peak, at its maximum. */
  readonly baseline: number;
  /** Ah between that line and the curve. */
  readonly area: number;
  /** V, at half the height over the baseline; NaN where a neighbour hides it. */
  readonly width: number;
  /** Ah/V */
  readonly prominence: number;
}

/** A peak rises by so many standard deviations of the noise above the valleys beside it. */
const CLEAR_OF_NOISE = 5;
/** The position is taken from the part of a peak above this share of its height. */
const CORE = 0.25;
/** The feet of a peak are looked for up to so many widths (at half height) from its maximum. */
const FARTHEST_FOOT = 4;
/** A logistic peak, of an ideal solid solution, has lost all but 0.06 % of its height so many widths from its maximum. */
const OUT_OF_PEAK = 2.5;
/** Points this close to the lowest one of a valley, relative to the prominence, are its floor; or within the noise. */
const FLOOR = 0.005;
/** The baseline is a mean over a stretch inside the foot, which takes at least and at most these shares of the way to it. */
const SHORTEST_STRETCH = 0.2;
const LONGEST_STRETCH = 0.5;

/** Peaks in order of potential; `leastProminence` is relative to the highest dQ/dV of the branch. */
export function capacityPeaks(
  curve: DifferentialCapacity,
  profile: Profile,
  rising: boolean,
  leastProminence: number,
): CapacityPeak[] {
  const { density, unitNoise, window, step } = curve;
  const highest = density.reduce((a, b) => Math.max(a, b));
  const margin = window / step / 2;
  const found = findPeaks(density).filter(({ index, prominence }) => {
    const noise = unitNoise * Math.sqrt(Math.max(density[index]!, 0));
    const inside = index >= margin && index < density.length - margin;
    return inside && prominence >= Math.max(leastProminence * highest, CLEAR_OF_NOISE * noise);
  });
  return found.map(({ index, prominence }, k) => {
    const from = k === 0 ? 0 : found[k - 1]!.index;
    const to = k === found.length - 1 ? density.length - 1 : found[k + 1]!.index;
    return measurePeak(curve, profile, rising, { index, prominence, from, to });
  });
}

/** A peak between its neighbours, or the ends, at grid points `from` and `to`. */
interface Found {
  readonly index: number;
  readonly prominence: number;
  readonly from: number;
  readonly to: number;
}

function measurePeak(curve: DifferentialCapacity, profile: Profile, rising: boolean, peak: Found): CapacityPeak {
  const { density, step } = curve;
  const { index, prominence } = peak;
  const height = density[index]!;
  const rough = halfWidths(density, peak, height - prominence / 2);
  const roughWidth = 2 * Math.min(rough.left, rough.right);
  const left = footOf(curve, peak, -1, roughWidth);
  const right = footOf(curve, peak, 1, roughWidth);
  const slope = (right.level - left.level) / (right.index - left.index);
  const baseline = left.level + slope * (index - left.index);
  const half = halfWidths(density, peak, (height + baseline) / 2);
  const below = ((left.level + right.level) / 2) * (right.index - left.index) * step;
  const core = halfWidths(density, peak, baseline + CORE * (height - baseline));
  const reach = Math.min(core.left, core.right, roughWidth);
  const position = refine(curve, profile, rising, index, reach);
  return {
    potential: position?.y ?? topOf(curve, index),
    potentialStandardError: position?.yStandardError ?? Number.NaN,
    height,
    baseline,
    area: passedAt(curve, right.index) - passedAt(curve, left.index) - below,
    width: (half.leftFound && half.rightFound ? half.left + half.right : Number.NaN) * step,
    prominence,
  };
}

/** Grid steps from the maximum to where the curve first falls to `level`; to the valley where it does not. */
function halfWidths(density: Float64Array, { index, from, to }: Found, level: number) {
  const side = (direction: 1 | -1) => {
    const end = direction === 1 ? to : from;
    const crossing = crossingBeside(density, index, direction, level);
    const found = Math.abs(crossing - index) <= Math.abs(end - index);
    return { found, steps: found ? Math.abs(crossing - index) : Math.abs(valley(density, index, end) - index) };
  };
  const [left, right] = [side(-1), side(1)];
  return { left: left.steps, right: right.steps, leftFound: left.found, rightFound: right.found };
}

/** Lowest point between two. */
function valley(density: Float64Array, from: number, to: number): number {
  const direction = to < from ? -1 : 1;
  let lowest = from;
  for (let i = from; i !== to + direction; i += direction) if (density[i]! < density[lowest]!) lowest = i;
  return lowest;
}

/**
 * Where a side of a peak has come down: at the farthest point of the valley's floor within reach, else at the end of
 * the reach. Its level is the mean dQ/dV over a stretch inside, from the charge itself.
 */
function footOf(curve: DifferentialCapacity, peak: Found, direction: 1 | -1, width: number) {
  const { density, step, unitNoise } = curve;
  const { index, prominence } = peak;
  const end = direction === 1 ? peak.to : peak.from;
  const lowest = density[valley(density, index, end)]!;
  const floor = lowest + Math.max(FLOOR * prominence, 2 * unitNoise * Math.sqrt(Math.max(lowest, 0)));
  const reach = Math.min(FARTHEST_FOOT * width, Math.abs(end - index));
  let distance = reach;
  for (let i = Math.floor(reach); i > 0; i--) {
    if (density[index + direction * i]! > floor) continue;
    distance = i === Math.floor(reach) ? reach : i;
    break;
  }
  const clear = Math.max(OUT_OF_PEAK * width, (1 - LONGEST_STRETCH) * distance);
  const outer = index + direction * distance;
  const inner = index + direction * Math.min(clear, (1 - SHORTEST_STRETCH) * distance);
  const level = (passedAt(curve, inner) - passedAt(curve, outer)) / ((inner - outer) * step);
  return { index: (inner + outer) / 2, level };
}

function passedAt({ passed }: DifferentialCapacity, index: number): number {
  const before = Math.min(Math.max(Math.floor(index), 0), passed.length - 2);
  return passed[before]! + (index - before) * (passed[before + 1]! - passed[before]!);
}

/** Maximum of the parabola through the highest points. */
function topOf({ density, potential, step }: DifferentialCapacity, index: number): number {
  const [a, b, c] = [density[index - 1]!, density[index]!, density[index + 1]!];
  return potential[index]! + (step * (a - c)) / (2 * (a - 2 * b + c));
}

/**
 * Position from the records themselves: dQ/dV is largest where the potential, as a function of the capacity, bends
 * from one side to the other. Charge is counted without noise, so that the records are independent there.
 */
function refine(curve: DifferentialCapacity, profile: Profile, rising: boolean, index: number, reach: number) {
  const { capacity, potential } = profile;
  const total = capacity.at(-1)!;
  const last = curve.passed.length - 1;
  const [low, middle, high] = [index - reach, index, index + reach].map((place) => {
    const below = passedAt(curve, Math.min(Math.max(place, 0), last));
    return rising ? below : total - below;
  }) as [number, number, number];
  const halfWidth = Math.min(Math.abs(high - middle), Math.abs(middle - low));
  const found = antisymmetricCentre(capacity, potential, middle, halfWidth, rising ? 1 : -1);
  const near = found !== undefined && Math.abs(found.y - curve.potential[index]!) <= reach * curve.step;
  return near ? found : undefined;
}
