/** Steps of a galvanostatic test: runs of records that the instrument controlled in one way. */
import type { DatasetOf } from '../../model/dataset.ts';
import { MODES, type Mode } from '../../model/schema.ts';
import { currentLevels, currentSigns } from './current-sign.ts';
import { integrateSteps, withoutGaps } from './passed-charge.ts';
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
  const counted = columns.charge !== undefined;
  const integrals = integrateSteps(columns, { signs, starts, breaks }, counted ? undefined : 'charge');
  const charge = columns.charge === undefined ? integrals.running : withoutGaps(columns.charge);
  const energy = columns.energy === undefined ? undefined : withoutGaps(columns.energy);
  const steps = starts.map((first, k): Step => {
    const last = (starts[k + 1] ?? columns.time.length) - 1;
    const passed = (total: Float64Array) => total[last]! - (first === 0 ? 0 : total[first - 1]!);
    const sums = {
      charge: passed(charge),
      energy: energy === undefined ? integrals.energy[k]! : passed(energy),
      integral: integrals.charge[k]!,
      duration: integrals.seconds[k]!,
    };
    const cycle = columns.cycle?.[first] ?? Number.NaN;
    const held = counted && Math.abs(sums.charge) > (levels.rest * sums.duration) / 3600;
    const seen = held ? directionOf(sums.charge) : majority(signs, first, last);
    return { first, last, cycle, ...controlled(columns.mode?.[first], seen, sums.charge), ...sums };
  });
  return { steps, charge };
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
