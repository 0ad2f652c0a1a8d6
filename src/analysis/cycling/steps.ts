/** Steps of a galvanostatic test: runs of records that the instrument controlled in one way. */
import type { DatasetOf } from '../../model/dataset.ts';
import { MODES, type Mode } from '../../model/schema.ts';

export type Direction = 'charge' | 'discharge' | 'rest';

export interface Step {
  /** First record of the step. */
  readonly first: number;
  /** Last record of the step. */
  readonly last: number;
  /** Instrument's cycle number, NaN where it has none. */
  readonly cycle: number;
  readonly direction: Direction;
  readonly mode: Mode;
  /** Charge passed, Ah, positive on charge. */
  readonly charge: number;
  /** Energy passed, Wh, positive on charge. */
  readonly energy: number;
  /** Integral of current over time by the trapezoid rule, Ah: the check of `charge`. */
  readonly integral: number;
  /** Seconds. */
  readonly duration: number;
}

type Cycling = DatasetOf<'cycling'>['columns'];

/** A current below this share of the largest one of the file is a rest. */
const REST_SHARE = 1e-4;

/** Net charge in Ah up to each record: the instrument's counters, or the trapezoid integral where it has none. */
export function netCharge(columns: Cycling, starts: readonly number[]): Float64Array {
  return columns.charge ?? integrate(columns, starts, (i) => columns.current[i]!);
}

function netEnergy(columns: Cycling, starts: readonly number[]): Float64Array {
  return columns.energy ?? integrate(columns, starts, (i) => columns.current[i]! * columns.potential[i]!);
}

/**
 * Cumulative trapezoid of a rate (per second) over time, in per-hour units. Nothing is added across the start of a
 * step, where the current jumps, nor where the clock stands still or goes back.
 */
function integrate(columns: Cycling, starts: readonly number[], rate: (record: number) => number): Float64Array {
  const { time } = columns;
  const total = new Float64Array(time.length);
  const isStart = new Uint8Array(time.length);
  for (const start of starts) isStart[start] = 1;
  for (let i = 1; i < time.length; i++) {
    const interval = time[i]! - time[i - 1]!;
    const adds = isStart[i] === 0 && interval > 0;
    total[i] = total[i - 1]! + (adds ? ((rate(i) + rate(i - 1)) / 2) * (interval / 3600) : 0);
  }
  return total;
}

/** Missing numbers (NaN) repeated from the record before: a gap in the numbering starts no step. */
function filledForward(numbers: Float64Array | undefined): Float64Array | undefined {
  let last = Number.NaN;
  return numbers?.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}

/** Numbers differ, where both are known. */
function differs(numbers: Float64Array, i: number): boolean {
  return numbers[i] !== numbers[i - 1] && !Number.isNaN(numbers[i - 1]);
}

/** First record of every step: by the instrument's step and cycle numbers, else where the current changes its sign. */
export function stepStarts(columns: Cycling): number[] {
  const { current, mode } = columns;
  const step = filledForward(columns.step);
  const cycle = filledForward(columns.cycle);
  const largest = current.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const sign = (i: number) => (Math.abs(current[i]!) <= REST_SHARE * largest ? 0 : Math.sign(current[i]!));
  const changes = (i: number): boolean => {
    if (cycle !== undefined && differs(cycle, i)) return true;
    if (step !== undefined) return differs(step, i);
    return sign(i) !== sign(i - 1) || (mode !== undefined && mode[i] !== mode[i - 1]);
  };
  const starts: number[] = current.length > 0 ? [0] : [];
  for (let i = 1; i < current.length; i++) if (changes(i)) starts.push(i);
  return starts;
}

/** Cuts the records into steps, with what each passed. */
export function findSteps(columns: Cycling): Step[] {
  const starts = stepStarts(columns);
  const charge = netCharge(columns, starts);
  const energy = netEnergy(columns, starts);
  const integral = integrate(columns, starts, (i) => columns.current[i]!);
  return starts.map((first, k) => {
    const last = (starts[k + 1] ?? columns.time.length) - 1;
    const passed = (total: Float64Array) => total[last]! - (first === 0 ? 0 : total[first - 1]!);
    const mode = stepMode(columns, first, last);
    return {
      first,
      last,
      cycle: columns.cycle?.[first] ?? Number.NaN,
      direction: mode === 'rest' ? 'rest' : stepDirection(columns, first, last, passed(charge)),
      mode,
      charge: passed(charge),
      energy: passed(energy),
      integral: passed(integral),
      duration: Math.max(0, columns.time[last]! - columns.time[first]!),
    };
  });
}

function stepMode(columns: Cycling, first: number, last: number): Mode {
  const code = columns.mode?.[first];
  if (code !== undefined) return MODES[code] ?? 'other';
  for (let i = first; i <= last; i++) if (columns.current[i] !== 0) return 'constant-current';
  return 'rest';
}

/** The charge passed decides; a step too short to pass any goes by the sign of its current. */
function stepDirection(columns: Cycling, first: number, last: number, charge: number): Direction {
  if (charge !== 0) return charge > 0 ? 'charge' : 'discharge';
  let sum = 0;
  for (let i = first; i <= last; i++) sum += columns.current[i]!;
  return sum > 0 ? 'charge' : sum < 0 ? 'discharge' : 'rest';
}
