/** Peaks of dQ/dV: plateaus of the potential, with their capacities. */
import { antisymmetricCentre } from '../../math/antisymmetric-centre.ts';
import { findPeaks } from '../../math/peaks.ts';
import type { DifferentialCapacity } from './differential.ts';
import { resolvePlateaus } from './overlapping-plateaus.ts';
import {
  areaBetween,
  areaStandardError,
  type FoundPeak,
  feetOf,
  halfWidths,
  levelNoise,
  lineAt,
  OUT_OF_PEAK,
  type PeakBranch,
  passedAt,
  valley,
  type Widths,
} from './peak-feet.ts';

export interface CapacityPeak {
  /** V */
  readonly potential: number;
  /** V; NaN where the records on the plateau are too few, or a neighbour shifts the maximum by nobody knows how much. */
  readonly potentialStandardError: number;
  /** Ah/V, of the smoothed curve at its maximum. */
  readonly height: number;
  /** Ah/V, of the line between the feet of the peak, at its maximum; neighbours that overlap stand on one line. */
  readonly baseline: number;
  /** Ah of the plateau: between that line and the curve, or of the fitted curve. */
  readonly area: number;
  /** Ah; NaN where the peak is cut from a neighbour at a valley. */
  readonly areaStandardError: number;
  /** V, at half the height over the baseline; NaN where a neighbour hides it. */
  readonly width: number;
  /** Ah/V */
  readonly prominence: number;
  /** `unresolved`: one maximum, too flat for one plateau. The others as in the table. */
  readonly separation: 'isolated' | 'unresolved' | 'fit' | 'valley';
}

/** A peak rises by so many standard deviations of the noise above the valleys beside it. */
const CLEAR_OF_NOISE = 5;
/** The position is taken from the part of a peak above this share of its height. */
const CORE = 0.25;
/** Noise makes the sides of a symmetric peak differ by up to such a factor; beyond a second one it is not the same peak. */
const LOPSIDED = 1.5;
const MOST_LOPSIDED = 2;
/**
 * Of an asymmetric peak the middle at the height of the core is off its maximum, and the position by up to this share of
 * that: 0.3 for the exponential tail of a Gumbel distribution, less for others.
 */
const LOPSIDED_SHIFT = 0.3;
/** Feet between two peaks that are this close to the line between the outer feet, relative to the lower peak, are ground. */
const GROUND = 0.002;
/** Noise hides up to such a share. */
const GROUND_IN_NOISE = 0.01;
/** Full width at a quarter of the height over that at three quarters: 2.2 for a normal and 2.4 for a logistic peak. */
const FLAT_TOP = 1.85;

/** Peaks in order of potential; `leastProminence` is relative to the highest dQ/dV of the branch. */
export function capacityPeaks(branch: PeakBranch, leastProminence: number): CapacityPeak[] {
  const { density, unitNoise, window, step } = branch.curve;
  const highest = density.reduce((a, b) => Math.max(a, b));
  const margin = window / step / 2;
  const clear = findPeaks(density).filter(({ index, prominence }) => {
    const noise = unitNoise * Math.sqrt(Math.max(density[index]!, 0));
    const inside = index >= margin && index < density.length - margin;
    return inside && prominence >= Math.max(leastProminence * highest, CLEAR_OF_NOISE * noise);
  });
  const found = clear.map(({ index, prominence }, k): FoundPeak => {
    const from = k === 0 ? 0 : clear[k - 1]!.index;
    const to = k === clear.length - 1 ? density.length - 1 : clear[k + 1]!.index;
    return { index, prominence, from, to };
  });
  return groupsOf(branch.curve, found).flatMap((group) =>
    group.length === 1 ? [measurePeak(branch, group[0]!)] : measureGroup(branch, group),
  );
}

/** Peaks that overlap: nowhere between them dQ/dV has come down to the ground. */
function groupsOf(curve: DifferentialCapacity, found: readonly FoundPeak[]): FoundPeak[][] {
  const widths = found.map((peak) => roughWidths(curve.density, peak));
  const chains: FoundPeak[][] = [];
  found.forEach((peak, k) => {
    const near = k > 0 && peak.index - found[k - 1]!.index < OUT_OF_PEAK * (widths[k - 1]!.right + widths[k]!.left);
    if (near) chains.at(-1)!.push(peak);
    else chains.push([peak]);
  });
  return chains.flatMap((chain) => partedAtGround(curve, chain));
}

function partedAtGround(curve: DifferentialCapacity, chain: FoundPeak[]): FoundPeak[][] {
  if (chain.length === 1) return [chain];
  const { density } = curve;
  const feet = feetOf(curve, chain, groupWidths(density, chain));
  const parts: FoundPeak[][] = [[chain[0]!]];
  chain.slice(1).forEach((peak, k) => {
    const pair = [chain[k]!, peak];
    const own = pair.map((one) => feetOf(curve, [one], [roughWidths(density, one)]));
    const height = Math.min(...pair.map(({ index }) => density[index]! - lineAt(feet, index)));
    const onGround = [own[0]!.right, own[1]!.left].every((foot) => {
      const hidden = Math.min(2 * levelNoise(curve, foot), GROUND_IN_NOISE * height);
      return foot.level - lineAt(feet, foot.index) <= Math.max(GROUND * height, hidden);
    });
    if (onGround) parts.push([peak]);
    else parts.at(-1)!.push(peak);
  });
  return parts.length === 1 ? parts : parts.flatMap((part) => partedAtGround(curve, part));
}

/** At half of the prominence: from each side where a quarter shows that the peak is asymmetric, else from the narrower one. */
function roughWidths(density: Float64Array, peak: FoundPeak): Widths {
  const sides = (share: number) => halfWidths(density, peak, density[peak.index]! - (1 - share) * peak.prominence);
  const [half, quarter] = [sides(0.5), sides(CORE)];
  const least = Math.min(half.left, half.right);
  const isLopsided =
    quarter.leftFound &&
    quarter.rightFound &&
    Math.max(quarter.left, quarter.right) > LOPSIDED * Math.min(quarter.left, quarter.right);
  const width = (side: number) => 2 * (isLopsided ? Math.min(side, MOST_LOPSIDED * least) : least);
  return { left: width(half.left), right: width(half.right) };
}

/** Widths at half of the height over the lower side of the group, from sides that come down so far. */
function groupWidths(density: Float64Array, group: readonly FoundPeak[]): Widths[] {
  const [first, last] = [group[0]!, group.at(-1)!];
  const ground = Math.min(
    density[valley(density, first.index, first.from)]!,
    density[valley(density, last.index, last.to)]!,
  );
  return group.map((peak) => {
    const half = halfWidths(density, peak, (density[peak.index]! + ground) / 2);
    const sides = [half.leftFound ? half.left : Number.NaN, half.rightFound ? half.right : Number.NaN];
    const down = sides.filter((side) => !Number.isNaN(side));
    const width = 2 * Math.min(...(down.length > 0 ? down : [half.left, half.right]));
    return { left: width, right: width };
  });
}

function measurePeak(branch: PeakBranch, peak: FoundPeak): CapacityPeak {
  const { curve } = branch;
  const { density, potential, step } = curve;
  const { index, prominence } = peak;
  const height = density[index]!;
  const widths = roughWidths(density, peak);
  const feet = feetOf(curve, [peak], [widths]);
  const baseline = lineAt(feet, index);
  const sides = (share: number) => halfWidths(density, peak, baseline + share * (height - baseline));
  const core = sides(CORE);
  const top = sides(1 - CORE);
  const isFlat = core.left + core.right < FLAT_TOP * (top.left + top.right);
  const position = refine(branch, index, Math.min(core.left, core.right, widths.left, widths.right));
  const middle = potential[index]! + ((core.right - core.left) / 2) * step;
  return {
    potential: position?.y ?? topOf(curve, index),
    potentialStandardError:
      position === undefined || isFlat
        ? Number.NaN
        : Math.hypot(position.yStandardError, LOPSIDED_SHIFT * (middle - position.y)),
    height,
    baseline,
    area: areaBetween(curve, feet, feet.left.index, feet.right.index),
    areaStandardError: areaStandardError(curve, peak, widths, feet, height - baseline),
    width: fullWidth(curve, peak, baseline),
    prominence,
    separation: isFlat ? 'unresolved' : 'isolated',
  };
}

/** Peaks on one baseline: plateaus resolved by a fit where one describes the records, else parted at the valleys. */
function measureGroup(branch: PeakBranch, group: readonly FoundPeak[]): CapacityPeak[] {
  const { curve } = branch;
  const { density, potential, step } = curve;
  const widths = groupWidths(density, group);
  const feet = feetOf(curve, group, widths);
  const cuts = group.slice(1).map((peak, k) => valley(density, group[k]!.index, peak.index));
  const edges = [feet.left.index, ...cuts, feet.right.index];
  const areas = group.map((_, k) => areaBetween(curve, feet, edges[k]!, edges[k + 1]!));
  const plateaus = resolvePlateaus(
    branch,
    feet,
    group.map(({ index }, k) => ({ position: potential[index]!, width: widths[k]!.left * step, amount: areas[k]! })),
  );
  return group.map((peak, k): CapacityPeak => {
    const baseline = lineAt(feet, peak.index);
    const own = plateaus?.[k];
    return {
      potential: own?.position ?? topOf(curve, peak.index),
      potentialStandardError: own?.positionStandardError ?? Number.NaN,
      height: density[peak.index]!,
      baseline,
      area: own?.amount ?? areas[k]!,
      areaStandardError: own?.amountStandardError ?? Number.NaN,
      width: own?.width ?? fullWidth(curve, peak, baseline),
      prominence: peak.prominence,
      separation: own === undefined ? 'valley' : 'fit',
    };
  });
}

/** V at half of the height over the baseline; NaN where the curve does not come down so far before a neighbour. */
function fullWidth({ density, step }: DifferentialCapacity, peak: FoundPeak, baseline: number): number {
  const half = halfWidths(density, peak, (density[peak.index]! + baseline) / 2);
  return (half.leftFound && half.rightFound ? half.left + half.right : Number.NaN) * step;
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
function refine({ curve, profile, rising }: PeakBranch, index: number, reach: number) {
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
