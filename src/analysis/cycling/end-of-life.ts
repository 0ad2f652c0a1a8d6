/** The cycle at which a cell has lost a fifth of its reference capacity. */
import { theilSen } from '../../math/robust-line.ts';
import { scatterAboutTrend } from '../../math/statistics.ts';
import { LONGEST_DETOUR, sameRate, type UsableCycles } from './usable-cycles.ts';

/** What a capacity is compared with. */
export interface Reference {
  readonly label: string;
  readonly capacity: number;
  /** Rows of the usable cycles averaged. */
  readonly rows: readonly number[];
}

export interface EndOfLife {
  /** Interpolated; NaN where it was not reached. */
  readonly cycle: number;
  readonly standardError: number;
  /** Why `cycle` is NaN. */
  readonly note: string;
}

const END_OF_LIFE = 0.8;
/** Cycles on either side of the crossing that tell how fast the capacity falls there. */
const NEIGHBOURS = 10;

/**
 * Among the cycles at the reference's own rate: where the capacity first falls below 80 % and is below in the next
 * cycle too, interpolated between the two cycles around the crossing, but not across more than two at other rates.
 */
export function endOfLife(cycles: UsableCycles, reference: Reference): EndOfLife {
  const limit = END_OF_LIFE * reference.capacity;
  const from = reference.rows[0]!;
  const rows = Array.from(cycles.cycle.keys()).filter((row) => row >= from && sameRate(cycles, from, row));
  for (let k = 1; k < rows.length; k++) {
    const [before, row, after] = [rows[k - 1]!, rows[k]!, rows[k + 1]];
    const [above, below] = [cycles.capacity[before]!, cycles.capacity[row]!];
    const stays = after === undefined || cycles.capacity[after]! < limit;
    if (below >= limit || above < limit || !stays) continue;
    if (row - before > LONGEST_DETOUR + 1) {
      const between = `between cycles ${cycles.cycle[before]} and ${cycles.cycle[row]}, with other rates in between`;
      return { cycle: Number.NaN, standardError: Number.NaN, note: between };
    }
    const share = (above - limit) / (above - below);
    const cycle = cycles.cycle[before]! + share * (cycles.cycle[row]! - cycles.cycle[before]!);
    return { cycle, standardError: crossingError(cycles, rows, k, reference), note: '' };
  }
  return { cycle: Number.NaN, standardError: Number.NaN, note: notReached(cycles, rows, reference) };
}

/**
 * Scatter of the capacity at the crossing, and of the reference's own mean, over the slope there. NaN where the cycles
 * around the crossing are too few or do not fall.
 */
function crossingError(cycles: UsableCycles, rows: readonly number[], k: number, reference: Reference): number {
  const near = rows.slice(Math.max(0, k - NEIGHBOURS), k + NEIGHBOURS);
  const capacity = Float64Array.from(near, (row) => cycles.capacity[row]!);
  const scatter = scatterAboutTrend(capacity);
  const { slope } = theilSen(
    Float64Array.from(near, (row) => cycles.cycle[row]!),
    capacity,
  );
  const error = scatter * Math.hypot(1, END_OF_LIFE / Math.sqrt(reference.rows.length));
  return slope < 0 ? error / -slope : Number.NaN;
}

function notReached(cycles: UsableCycles, rows: readonly number[], reference: Reference): string {
  const last = rows.at(-1);
  if (rows.length < 2 || last === undefined) return `no other cycle at the rate of cycle ${reference.label}`;
  const percent = ((100 * cycles.capacity[last]!) / reference.capacity).toFixed(1);
  return `not reached: ${percent} % in cycle ${cycles.cycle[last]}, the last at the rate of cycle ${reference.label}`;
}
