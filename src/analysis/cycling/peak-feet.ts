/** Where the peaks of a dQ/dV curve come down, and on what ground they stand. */
import { crossingBeside } from '../../math/peaks.ts';
import type { DifferentialCapacity } from './differential.ts';
import type { Profile } from './half-cycle.ts';
import type { Sampling } from './sampling.ts';

/** A branch: its curve, its records, and whether its potential rises. */
export interface PeakBranch {
  readonly curve: DifferentialCapacity;
  readonly profile: Profile;
  readonly sampling: Sampling;
  readonly rising: boolean;
}

/** A peak between its neighbours, or the ends, at grid points `from` and `to`. */
export interface FoundPeak {
  readonly index: number;
  readonly prominence: number;
  readonly from: number;
  readonly to: number;
}

/** A stretch of the ground beside a peak or a group of peaks; grid points, not whole ones. */
export interface Foot {
  readonly inner: number;
  readonly outer: number;
  /** Middle of the stretch. */
  readonly index: number;
  /** Mean dQ/dV over it, Ah/V. */
  readonly level: number;
}

/** Full width at half height that each side of a peak would give, in grid steps. */
export interface Widths {
  readonly left: number;
  readonly right: number;
}

export interface Feet {
  readonly left: Foot;
  readonly right: Foot;
}

/** The feet of a peak are looked for up to so many widths (at half height) from its maximum. */
export const FARTHEST_FOOT = 4;
/** A logistic peak, of an ideal solid solution, has lost all but 0.06 % of its height so many widths from its maximum. */
export const OUT_OF_PEAK = 2.5;
/** Points this close to the lowest one of a valley, relative to the prominence, are its floor; or within the noise. */
const FLOOR = 0.005;
/** The baseline is a mean over a stretch inside the foot, which takes at least and at most these shares of the way to it. */
const SHORTEST_STRETCH = 0.2;
const LONGEST_STRETCH = 0.5;
/** Half width at half maximum of sech²x, the logistic peak. */
const LOGISTIC_HALF = Math.log(1 + Math.SQRT2);

/**
 * Feet of neighbouring peaks as a whole, or of one. Each is at the farthest point of the floor
 * within reach, else at the end of the reach, which is `farthest` widths long. The level comes from the charge itself.
 */
export function feetOf(
  curve: DifferentialCapacity,
  peaks: readonly FoundPeak[],
  widths: readonly Widths[],
  farthest = FARTHEST_FOOT,
): Feet {
  const foot = (direction: 1 | -1): Foot => {
    const outermost = direction === 1 ? peaks.at(-1)! : peaks[0]!;
    const reach = (multiple: number) =>
      Math.max(
        ...peaks.map(({ index }, k) => {
          const { left, right } = widths[k]!;
          return multiple * (direction === 1 ? right : left) - Math.abs(outermost.index - index);
        }),
      );
    return footOf(curve, outermost, direction, { reach: reach(farthest), clear: reach(OUT_OF_PEAK) });
  };
  return { left: foot(-1), right: foot(1) };
}

function footOf(
  curve: DifferentialCapacity,
  peak: FoundPeak,
  direction: 1 | -1,
  limits: { readonly reach: number; readonly clear: number },
): Foot {
  const { density, step, unitNoise } = curve;
  const { index, prominence } = peak;
  const end = direction === 1 ? peak.to : peak.from;
  const lowest = density[valley(density, index, end)]!;
  const floor = lowest + Math.max(FLOOR * prominence, 2 * unitNoise * Math.sqrt(Math.max(lowest, 0)));
  const reach = Math.min(limits.reach, Math.abs(end - index));
  let distance = reach;
  for (let i = Math.floor(reach); i > 0; i--) {
    if (density[index + direction * i]! > floor) continue;
    distance = i === Math.floor(reach) ? reach : i;
    break;
  }
  const clear = Math.max(limits.clear, (1 - LONGEST_STRETCH) * distance);
  const outer = index + direction * distance;
  const inner = index + direction * Math.min(clear, (1 - SHORTEST_STRETCH) * distance);
  const level = (passedAt(curve, inner) - passedAt(curve, outer)) / ((inner - outer) * step);
  return { inner, outer, index: (inner + outer) / 2, level };
}

/** Standard deviation of the level from the noise of the potential, Ah/V. */
export function levelNoise({ unitChargeNoise, step }: DifferentialCapacity, { inner, outer, level }: Foot): number {
  return (unitChargeNoise * Math.sqrt(2 * Math.max(level, 0))) / (Math.abs(outer - inner) * step);
}

/** Ah/V at a grid point, of the line that joins the feet. */
export function lineAt({ left, right }: Feet, index: number): number {
  return left.level + ((right.level - left.level) / (right.index - left.index)) * (index - left.index);
}

/** Ah over the line that joins the feet, between two grid points. */
export function areaBetween(curve: DifferentialCapacity, feet: Feet, from: number, to: number): number {
  const below = ((lineAt(feet, from) + lineAt(feet, to)) / 2) * (to - from) * curve.step;
  return passedAt(curve, to) - passedAt(curve, from) - below;
}

/** Grid steps from the maximum to where the curve first falls to `level`; to the valley where it does not. */
export function halfWidths(density: Float64Array, { index, from, to }: FoundPeak, level: number) {
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
export function valley(density: Float64Array, from: number, to: number): number {
  const direction = to < from ? -1 : 1;
  let lowest = from;
  for (let i = from; i !== to + direction; i += direction) if (density[i]! < density[lowest]!) lowest = i;
  return lowest;
}

export function passedAt({ passed }: DifferentialCapacity, index: number): number {
  const before = Math.min(Math.max(Math.floor(index), 0), passed.length - 2);
  return passed[before]! + (index - before) * (passed[before + 1]! - passed[before]!);
}

/**
 * Standard uncertainty of the area of one peak, Ah: noise of the charge at the feet, what other places of the feet would
 * give, and what a logistic peak, the one with the longest tails, would still have where the feet are.
 */
export function areaStandardError(
  curve: DifferentialCapacity,
  peak: FoundPeak,
  widths: Widths,
  feet: Feet,
  height: number,
): number {
  const { left, right } = feet;
  const area = areaBetween(curve, feet, left.index, right.index);
  const others = [FARTHEST_FOOT - 1, FARTHEST_FOOT + 1].map((farthest) => {
    const other = feetOf(curve, [peak], [widths], farthest);
    return areaBetween(curve, other, other.left.index, other.right.index) - area;
  });
  const span = right.index - left.index;
  let variance = (others[0]! ** 2 + others[1]! ** 2) / 2;
  for (const [foot, width] of [
    [left, widths.left],
    [right, widths.right],
  ] as const) {
    const lever = span / 2 / (foot.outer - foot.inner);
    const noise = curve.unitChargeNoise * Math.sqrt(Math.max(foot.level, 0));
    variance += noise * noise * (1 + 2 * lever * lever);
    const distance = (end: number) => (2 * LOGISTIC_HALF * Math.abs(end - peak.index)) / width;
    const [near, far] = [distance(foot.inner), distance(foot.outer)];
    const meanTail = (Math.tanh(far) - Math.tanh(near)) / (far - near);
    const lost = ((1 - Math.tanh((near + far) / 2)) * width) / 2 / LOGISTIC_HALF;
    variance += (height * curve.step * ((meanTail * span) / 2 + lost)) ** 2;
  }
  return Math.sqrt(variance);
}
