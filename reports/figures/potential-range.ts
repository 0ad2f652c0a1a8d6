/** The range of potential that a figure of branches shows. */
import { extent } from './scale.ts';

/** Of the charge of the largest branch: what passes before is the way from rest to where the electrode reacts. */
const START = 0.005;
/** Starts stay outside the axis where they would take more than this share of it. */
const MOST_EMPTY = 0.5;

/** Points of a branch in the order in which they were passed. */
export interface PassedBranch {
  /** Magnitude of the charge since the start of the branch. */
  readonly charge: readonly number[];
  readonly potential: readonly number[];
}

export interface PotentialRange {
  readonly low: number;
  readonly high: number;
  /** For the caption: '' where everything is inside. */
  readonly note: string;
}

/**
 * The extent of all branches; without their starts (a first charge that begins near 0 V) where these would leave most of
 * the axis empty.
 */
export function potentialRange(branches: readonly PassedBranch[]): PotentialRange {
  const [low, high] = extent(branches.flatMap(({ potential }) => potential));
  const [, most] = extent(branches.flatMap(({ charge }) => charge));
  const reacting = branches.flatMap(({ charge, potential }) =>
    potential.filter((_, i) => (charge[i] ?? 0) >= START * most),
  );
  const [from, to] = extent(reacting);
  if (reacting.length === 0 || to - from >= (1 - MOST_EMPTY) * (high - low)) return { low, high, note: '' };
  const volts = [low < from ? low : Number.NaN, high > to ? high : Number.NaN].filter(Number.isFinite);
  const ends = volts.map((end) => `${end.toFixed(2).replace('-', '−')} V`).join(' and ');
  return {
    low: from,
    high: to,
    note: `Starts of branches, up to 0.5 % of the charge, lie outside the axis (to ${ends}).`,
  };
}
