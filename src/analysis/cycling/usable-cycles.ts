/** The cycles that retention and rates are computed from: complete and not excluded. */
import { numbers, type Table, texts } from '../../model/table.ts';
import type { Branch } from '../branch.ts';
import { reversibleBranch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import { isIncreasing } from './counting.ts';

export type BranchChoice = Branch | 'reversible';

export interface UsableCycles {
  readonly length: number;
  /** Increasing: the instrument's numbers, or ours (`index`) where those start again from file to file. */
  readonly cycle: Float64Array;
  readonly countedBy: 'cycle' | 'index';
  /** The first cycle of the sample is among them, a half-cycle that the instrument counts before it aside. */
  readonly hasFirst: boolean;
  /** mAh of the chosen branch. */
  readonly capacity: Float64Array;
  readonly chargeCapacity: Float64Array;
  readonly dischargeCapacity: Float64Array;
  /** Coulombic, %, of what was stored just before. */
  readonly efficiency: Float64Array;
  /** mA, magnitude, constant-current part. */
  readonly chargeCurrent: Float64Array;
  readonly dischargeCurrent: Float64Array;
  readonly cRate: Float64Array;
  /** Middle of the cycle in the test, hours. */
  readonly time: Float64Array;
}

export function chosenBranch(choice: BranchChoice, cell: Cell): Branch {
  return choice === 'reversible' ? reversibleBranch(cell.role) : choice;
}

/** Rows of the `cycles` table of one sample that are complete and not excluded, in order. */
export function usableCycles(cycles: Table, branch: Branch): UsableCycles {
  const complete = numbers(cycles, 'complete');
  const excluded = texts(cycles, 'excluded');
  const rows: number[] = [];
  for (let i = 0; i < cycles.length; i++) if (complete[i] === 1 && excluded[i] === '') rows.push(i);
  const pick = (name: string) => {
    const values = numbers(cycles, name);
    return Float64Array.from(rows, (row) => values[row]!);
  };
  const duration = pick('duration_s');
  const index = pick('index');
  const numbered = pick('cycle');
  const counts = numbers(cycles, 'cycle').filter((_, row) => complete[row] === 1);
  const countedBy = isIncreasing(counts) ? 'cycle' : 'index';
  return {
    length: rows.length,
    cycle: countedBy === 'cycle' ? numbered : index,
    countedBy,
    hasFirst: rows[0] !== undefined && onlyHalvesBefore(cycles, rows[0]),
    capacity: pick(`${branch}_capacity_mAh`),
    chargeCapacity: pick('charge_capacity_mAh'),
    dischargeCapacity: pick('discharge_capacity_mAh'),
    efficiency: pick('efficiency_in_time_order_pct'),
    chargeCurrent: pick('cc_charge_current_mA'),
    dischargeCurrent: pick('cc_discharge_current_mA'),
    cRate: pick('c_rate_1_h'),
    time: pick('start_time_s').map((start, i) => (start + duration[i]! / 2) / 3600),
  };
}

/** A half-cycle before it that the instrument counts does not make a cycle the second one. */
function onlyHalvesBefore(cycles: Table, row: number): boolean {
  const [charge, discharge] = [numbers(cycles, 'charge_capacity_mAh'), numbers(cycles, 'discharge_capacity_mAh')];
  return charge.subarray(0, row).every((value, i) => !(value > 0 && discharge[i]! > 0)) && row < 2;
}

export interface RateBlock {
  /** Rows of UsableCycles, both ends included. */
  readonly first: number;
  readonly last: number;
}

/** Currents closer than this share are the same rate: cyclers hold a current to well below a percent. */
const SAME_RATE = 0.05;

export function sameCurrent(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return Math.abs(a - b) <= SAME_RATE * Math.max(a, b);
}

export function sameRate(cycles: UsableCycles, a: number, b: number): boolean {
  return (
    sameCurrent(cycles.chargeCurrent[a]!, cycles.chargeCurrent[b]!) &&
    sameCurrent(cycles.dischargeCurrent[a]!, cycles.dischargeCurrent[b]!)
  );
}

/** Runs of cycles whose charge and discharge currents are those of the run's first cycle. */
export function rateBlocks(cycles: UsableCycles): RateBlock[] {
  const blocks: { first: number; last: number }[] = [];
  for (let i = 0; i < cycles.length; i++) {
    const open = blocks.at(-1);
    if (open !== undefined && sameRate(cycles, open.first, i)) open.last = i;
    else blocks.push({ first: i, last: i });
  }
  return blocks;
}

/** A run goes on across this many cycles at another rate, such as a slow check now and then. */
export const LONGEST_DETOUR = 2;

/**
 * Rows of the longest run of cycles at one rate, without the cycles of short detours from it; of equals the last.
 * Formation and rate steps stay outside.
 */
export function mainRun(cycles: UsableCycles): number[] {
  const blocks = rateBlocks(cycles);
  const runs: number[][] = [];
  const taken = new Set<RateBlock>();
  for (const [b, block] of blocks.entries()) {
    if (taken.has(block)) continue;
    const rows = rowsOf(block);
    let end = block.last;
    for (const next of blocks.slice(b + 1)) {
      if (next.first - end - 1 > LONGEST_DETOUR) break;
      if (!sameRate(cycles, block.first, next.first)) continue;
      rows.push(...rowsOf(next));
      taken.add(next);
      end = next.last;
    }
    runs.push(rows);
  }
  return runs.reduce((a, b) => (b.length >= a.length ? b : a), []);
}

function rowsOf({ first, last }: RateBlock): number[] {
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}
