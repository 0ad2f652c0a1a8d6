/** Charge, energy and time that passed up to each record of a test. */
import type { DatasetOf } from '../../model/dataset.ts';
import type { Breaks } from './step-starts.ts';

export interface Borders {
  /** 1 charge, −1 discharge, 0 rest of each record. */
  readonly signs: Int8Array;
  /** First record of every step. */
  readonly starts: readonly number[];
  readonly breaks: Breaks;
}

export interface Accumulated {
  /** Ah, positive on charge: the instrument's counters, or `integral` where it has none. */
  readonly charge: Float64Array;
  /** Wh, positive on charge: the instrument's counters, or the integral of the power. */
  readonly energy: Float64Array;
  /** Ah: the integral of the current. */
  readonly integral: Float64Array;
  /** Seconds of test time within steps. */
  readonly seconds: Float64Array;
}

/**
 * Trapezoids between the records of a step. Across the start of a step the current jumps: where its direction stays,
 * the trapezoid is kept; else the step's own time tells for how long its first current had flowed, and without a step
 * time nothing is added. Nothing is added either where the test was interrupted or the test time does not advance.
 */
export function accumulate(columns: DatasetOf<'cycling'>['columns'], { signs, starts, breaks }: Borders): Accumulated {
  const { time, current, potential, step_time: stepTime } = columns;
  const length = time.length;
  const integral = new Float64Array(length);
  const seconds = new Float64Array(length);
  const work = columns.energy === undefined ? new Float64Array(length) : undefined;
  let [ampSeconds, joules, elapsed] = [0, 0, 0];
  let next = 1;
  let nextBreak = 0;
  for (let i = 1; i < length; i++) {
    const interval = time[i]! - time[i - 1]!;
    const starting = starts[next] === i;
    if (starting) next++;
    while (breaks[nextBreak]! < i) nextBreak++;
    if (interval > 0 && breaks[nextBreak] !== i) {
      if (!starting || (signs[i] === signs[i - 1] && signs[i] !== 0)) {
        ampSeconds += ((current[i]! + current[i - 1]!) / 2) * interval;
        joules += ((current[i]! * potential[i]! + current[i - 1]! * potential[i - 1]!) / 2) * interval;
        elapsed += interval;
      } else if (stepTime !== undefined && stepTime[i]! > 0) {
        const since = Math.min(stepTime[i]!, interval);
        ampSeconds += current[i]! * since;
        joules += current[i]! * potential[i]! * since;
        elapsed += since;
      }
    }
    integral[i] = ampSeconds / 3600;
    seconds[i] = elapsed;
    if (work !== undefined) work[i] = joules / 3600;
  }
  return {
    charge: columns.charge === undefined ? integral : withoutGaps(columns.charge),
    energy: work ?? withoutGaps(columns.energy ?? integral),
    integral,
    seconds,
  };
}

/** A counter value that is missing (NaN) repeats the one before: the next one carries its increment. */
function withoutGaps(counter: Float64Array): Float64Array {
  if (!counter.some(Number.isNaN)) return counter;
  let last = 0;
  return counter.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}
