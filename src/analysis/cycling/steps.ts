/** Steps of a galvanostatic test: runs of records that the instrument controlled in one way. */
import type { DatasetOf } from '../../model/dataset.ts';
import { MODES, type Mode } from '../../model/schema.ts';
import { currentLevels, currentSigns } from './current-sign.ts';
import { type Accumulated, accumulate, type Borders } from './passed-charge.ts';
import { type Breaks, stepStarts } from './step-starts.ts';

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

export type Cycling = DatasetOf<'cycling'>['columns'];

/** A test cut into steps, with the net charge up to each record (Ah) that the cut needed. */
export interface StepCut {
  readonly steps: readonly Step[];
  readonly charge: Float64Array;
}

/** Cuts the records into steps, with what each passed. */
export function findSteps(columns: Cycling): Step[] {
  return [...cutIntoSteps(columns).steps];
}

/** `breaks`: records before which the test was interrupted; a step starts there, and nothing is integrated across. */
export function cutIntoSteps(columns: Cycling, breaks: Breaks = []): StepCut {
  const levels = currentLevels(columns.current);
  const signs = currentSigns(columns.current, levels);
  const starts = stepStarts(columns, signs, breaks);
  const borders: Borders = { signs, starts, breaks };
  const passed = accumulate(columns, borders);
  const steps = starts.map((first, k) => {
    const last = (starts[k + 1] ?? columns.time.length) - 1;
    return summariseStep(columns, signs, passed, levels.rest, first, last);
  });
  return { steps, charge: passed.charge };
}

function summariseStep(
  columns: Cycling,
  signs: Int8Array,
  { charge, energy, integral, seconds }: Accumulated,
  threshold: number,
  first: number,
  last: number,
): Step {
  const passed = (total: Float64Array) => total[last]! - (first === 0 ? 0 : total[first - 1]!);
  let positive = 0;
  let negative = 0;
  for (let i = first; i <= last; i++) {
    if (signs[i]! > 0) positive++;
    else if (signs[i]! < 0) negative++;
  }
  const code = columns.mode?.[first];
  const duration = passed(seconds);
  const ampHours = passed(charge);
  const counted = columns.charge !== undefined && Math.abs(ampHours) > (threshold * duration) / 3600;
  const seen = directionOf(counted ? ampHours : 0, positive, negative);
  const known = code === undefined ? undefined : (MODES[code] ?? 'other');
  const mode = known ?? (seen === 'rest' ? 'rest' : 'constant-current');
  // A controlled step with less current than counts elsewhere goes by the charge it passed.
  const controlled = seen === 'rest' ? directionOf(ampHours, 0, 0) : seen;
  return {
    first,
    last,
    cycle: columns.cycle?.[first] ?? Number.NaN,
    direction: mode === 'rest' ? 'rest' : controlled,
    mode,
    charge: ampHours,
    energy: passed(energy),
    integral: passed(integral),
    duration,
  };
}

/** The charge that counters saw decides; without it the records do, by their number, so that no spike can. */
function directionOf(charge: number, positive: number, negative: number): Direction {
  const sign = charge === 0 ? positive - negative : charge;
  return sign > 0 ? 'charge' : sign < 0 ? 'discharge' : 'rest';
}
