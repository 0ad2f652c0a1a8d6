/** Where the steps of a test begin. */
import type { DatasetOf } from '../../model/dataset.ts';

/** Records before which the test was interrupted, in increasing order. */
export type Breaks = readonly number[];

/** Fewest records on either side of a change of sign within a step number: fewer are noise or a pulse's edge. */
const FEWEST_RECORDS = 3;

/**
 * First record of every step: where the instrument's cycle or step number or its mode changes, and where charging
 * turns into discharging within one step number; without step numbers where the current changes its sign. Missing
 * numbers (NaN) repeat the one before: a gap in the numbering starts no step.
 */
export function stepStarts(columns: DatasetOf<'cycling'>['columns'], signs: Int8Array, breaks: Breaks): number[] {
  const { step, cycle, mode } = columns;
  const length = columns.time.length;
  const starts: number[] = length > 0 ? [0] : [];
  let stepNumber = step?.[0] ?? Number.NaN;
  let cycleNumber = cycle?.[0] ?? Number.NaN;
  let nextBreak = 0;
  let turn = turnWithin(signs, 0);
  for (let i = 1; i < length; i++) {
    let starting = mode !== undefined && mode[i] !== mode[i - 1];
    if (cycle !== undefined && cycle[i] !== cycleNumber && !Number.isNaN(cycle[i])) {
      starting ||= !Number.isNaN(cycleNumber);
      cycleNumber = cycle[i]!;
    }
    if (step === undefined) starting ||= signs[i] !== signs[i - 1];
    else if (step[i] !== stepNumber && !Number.isNaN(step[i])) {
      starting ||= !Number.isNaN(stepNumber);
      stepNumber = step[i]!;
    }
    while (breaks[nextBreak]! < i) nextBreak++;
    starting ||= breaks[nextBreak] === i;
    if (step !== undefined && !starting) starting = turns(turn, signs, i);
    if (!starting) continue;
    starts.push(i);
    turn = turnWithin(signs, i);
  }
  return starts;
}

/** The run of one sign that a step is in. */
interface Turn {
  sign: number;
  count: number;
}

function turnWithin(signs: Int8Array, first: number): Turn {
  return { sign: signs[first] ?? 0, count: 1 };
}

/** True at the first record of a lasting opposite current; rests in between belong to neither. */
function turns(turn: Turn, signs: Int8Array, i: number): boolean {
  const sign = signs[i]!;
  if (sign === 0) return false;
  if (sign === turn.sign) {
    turn.count += 1;
    return false;
  }
  let ahead = 0;
  while (ahead < FEWEST_RECORDS && signs[i + ahead] === sign) ahead++;
  if (ahead < FEWEST_RECORDS) return false;
  const lasting = turn.sign !== 0 && turn.count >= FEWEST_RECORDS;
  if (!lasting) {
    turn.sign = sign;
    turn.count = 1;
  }
  return lasting;
}
