/** Steps of a galvanostatic test: runs of records that the instrument controlled in one way. */
import type { DatasetOf } from '../../model/dataset.ts';
import { MODES, type Mode } from '../../model/schema.ts';
import { currentLevels, currentSigns } from './current-sign.ts';
import { energyAlong, integrateSteps, withoutGaps } from './passed-charge.ts';
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
  /** Reading of `StepCut.charge` that it is counted from. */
  readonly zero: number;
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

export interface CutOptions {
  /** Records before which the test was interrupted; a step starts there, and nothing is integrated across. */
  readonly breaks?: Breaks;
  /** As `meanCurrent` of the dataset. */
  readonly meanCurrent?: boolean | undefined;
}

export function cutIntoSteps(columns: Cycling, { breaks = [], meanCurrent = false }: CutOptions = {}): StepCut {
  const levels = currentLevels(columns.current);
  const signs = currentSigns(columns.current, levels);
  const starts = stepStarts(columns, signs, breaks);
  const counted = columns.charge !== undefined;
  const integrals = integrateSteps(columns, { signs, starts, breaks, meanCurrent }, counted ? undefined : 'charge');
  const charge = columns.charge === undefined ? integrals.running : withoutGaps(columns.charge);
  const controls = starts.map((first, k) => {
    const last = (starts[k + 1] ?? columns.time.length) - 1;
    const passed = charge[last]! - (first === 0 ? 0 : charge[first - 1]!);
    const held = counted && Math.abs(passed) > (levels.rest * integrals.seconds[k]!) / 3600;
    const seen = held ? directionOf(passed) : majority(signs, first, last);
    return { first, last, ...controlled(columns.mode?.[first], seen, passed) };
  });
  const begins = controls.map((control, k) => firstOwnRecord(control, controls[k - 1], charge, breaks));
  const energy =
    columns.energy === undefined ? energyAlong(charge, columns.potential, starts, begins) : withoutGaps(columns.energy);
  const steps = controls.map((control, k): Step => {
    const until = (begins[k + 1] ?? columns.time.length) - 1;
    const from = begins[k]! - 1;
    const zero = from < 0 ? 0 : charge[from]!;
    return {
      ...control,
      cycle: columns.cycle?.[control.first] ?? Number.NaN,
      zero,
      charge: charge[until]! - zero,
      energy: energy[until]! - (from < 0 ? 0 : energy[from]!),
      integral: integrals.charge[k]!,
      duration: integrals.seconds[k]!,
    };
  });
  return { steps, charge };
}

interface Control {
  readonly first: number;
  readonly direction: Direction;
}

/**
 * The first record whose increment of the charge is the step's own. Some cyclers stamp what a step passed last on the
 * first record of the step after it: it is that of the step before where the new one rests, or runs the other way.
 */
function firstOwnRecord(step: Control, before: Control | undefined, charge: Float64Array, breaks: Breaks): number {
  const { first, direction } = step;
  if (before === undefined || breaks.includes(first)) return first;
  const border = directionOf(charge[first]! - charge[first - 1]!);
  return border !== 'rest' && border === before.direction && border !== direction ? first + 1 : first;
}

/** Mode and direction: a controlled step with less current than counts elsewhere goes by the charge it passed. */
function controlled(
  code: number | undefined,
  seen: Direction,
  charge: number,
): { readonly direction: Direction; readonly mode: Mode } {
  const known = code === undefined ? undefined : (MODES[code] ?? 'other');
  const mode = known ?? (seen === 'rest' ? 'rest' : 'constant-current');
  if (mode === 'rest') return { direction: 'rest', mode };
  return { direction: seen === 'rest' ? directionOf(charge) : seen, mode };
}

/** The direction of most records, so that no spike decides. */
function majority(signs: Int8Array, first: number, last: number): Direction {
  let sum = 0;
  for (let i = first; i <= last; i++) sum += signs[i]!;
  return directionOf(sum);
}

function directionOf(amount: number): Direction {
  return amount > 0 ? 'charge' : amount < 0 ? 'discharge' : 'rest';
}
