/** Charge, energy and time that passed up to each record of a test. */
import type { DatasetOf } from '../../model/dataset.ts';
import type { Breaks } from './step-starts.ts';

export interface Borders {
  /** 1 charge, −1 discharge, 0 rest of each record. */
  readonly signs: Int8Array;
  /** First record of every step. */
  readonly starts: readonly number[];
  readonly breaks: Breaks;
  /** The current of a record is the mean since the record before. */
  readonly meanCurrent: boolean;
}

/** Sums over each step, in the order of `starts`; what flowed between two records belongs to the step of the second. */
export interface StepIntegrals {
  /** Ah: the integral of the current. */
  readonly charge: Float64Array;
  /** Seconds of test time. */
  readonly seconds: Float64Array;
  /** The integral asked for as `running`, up to each record; empty where none was. */
  readonly running: Float64Array;
}

/**
 * Trapezoids between the records of a step. Across the start of a step the current jumps: where its direction stays,
 * the trapezoid is kept; else the step's own time tells for how long its first current had flowed, and without a step
 * time nothing is added. A mean current is that of the whole interval before its record, whatever stood before.
 * Nothing is added where the test was interrupted or the test time does not advance.
 */
export function integrateSteps(
  columns: DatasetOf<'cycling'>['columns'],
  { signs, starts, breaks, meanCurrent }: Borders,
  running?: 'charge' | 'energy',
): StepIntegrals {
  const { time, current, potential, step_time: stepTime } = columns;
  const charge = new Float64Array(starts.length);
  const seconds = new Float64Array(starts.length);
  const total = new Float64Array(running === undefined ? 0 : time.length);
  let [step, nextBreak, ampSeconds, joules, elapsed] = [0, 0, 0, 0, 0];
  let [chargeBefore, secondsBefore] = [0, 0];
  for (let i = 1; i < time.length; i++) {
    const interval = time[i]! - time[i - 1]!;
    const starting = starts[step + 1] === i;
    if (starting) {
      charge[step] = (ampSeconds - chargeBefore) / 3600;
      seconds[step++] = elapsed - secondsBefore;
      [chargeBefore, secondsBefore] = [ampSeconds, elapsed];
    }
    while (breaks[nextBreak]! < i) nextBreak++;
    if (interval > 0 && breaks[nextBreak] !== i) {
      if (meanCurrent && (!starting || signs[i] !== 0)) {
        ampSeconds += current[i]! * interval;
        joules += current[i]! * potential[i]! * interval;
        elapsed += interval;
      } else if (!starting || (signs[i] === signs[i - 1] && signs[i] !== 0)) {
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
    if (running !== undefined) total[i] = (running === 'charge' ? ampSeconds : joules) / 3600;
  }
  if (starts.length > 0) {
    charge[step] = (ampSeconds - chargeBefore) / 3600;
    seconds[step] = elapsed - secondsBefore;
  }
  return { charge, seconds, running: total };
}

/**
 * Wh up to each record, ∫V dQ by trapezoids, so that energy over capacity is a mean potential whatever the current
 * was sampled like. What passed at the border of two steps (`starts`) passed at the potential of the one that passed it:
 * `begins` is the first record that brings charge of the new one.
 */
export function energyAlong(
  charge: Float64Array,
  potential: Float64Array,
  starts: readonly number[],
  begins: readonly number[],
): Float64Array {
  const energy = new Float64Array(charge.length);
  let sum = 0;
  let step = 0;
  for (let i = 0; i < energy.length; i++) {
    const passed = charge[i]! - (i === 0 ? 0 : charge[i - 1]!);
    if (starts[step] === i) sum += passed * (begins[step++] === i ? potential[i]! : potential[i - 1]!);
    else sum += passed * ((potential[i]! + potential[i - 1]!) / 2);
    energy[i] = sum;
  }
  return energy;
}

/** A counter value that is missing (NaN) repeats the one before: the next one carries its increment. */
export function withoutGaps(counter: Float64Array): Float64Array {
  let gaps = 0;
  for (let i = 0; i < counter.length; i++) if (Number.isNaN(counter[i])) gaps++;
  if (gaps === 0) return counter;
  let last = 0;
  return counter.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}
