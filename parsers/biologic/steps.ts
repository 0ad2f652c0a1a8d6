/** Where a test changes from one step to the next. */
import { LOOP_STARTS } from './columns.ts';
import type { Selection } from './selection.ts';

function changes(values: Float64Array | undefined, i: number): boolean {
  return values !== undefined && values[i] !== values[i - 1] && !Number.isNaN(values[i]);
}

/** First rows of the runs of a technique in a linked experiment. */
export function loopStarts(meta: Readonly<Record<string, string>>): number[] {
  const words = meta[LOOP_STARTS]?.split(' ') ?? [];
  return words.map(Number).filter((row) => Number.isInteger(row) && row > 0);
}

export interface Boundaries {
  /** 1 where a sequence, a mode or a run of the technique starts. */
  readonly isStart: Uint8Array;
  /** Whether the instrument's sequence number Ns changes at every start. */
  readonly isNumbered: boolean;
}

/**
 * A step starts with another sequence (Ns), another mode (a sequence of GCPL charges, holds and rests), another run of
 * the technique, or where the step time falls back. The flag `Ns changes` is set up to one record early or late.
 */
export function findBoundaries(selection: Selection): Boundaries {
  const sequence = selection.get('sequence');
  const mode = selection.get('mode');
  const stepTime = selection.get('step_time');
  const loops = loopStarts(selection.table.meta);
  const isStart = new Uint8Array(selection.length);
  let isNumbered = sequence !== undefined;
  let loop = 0;
  for (let i = 0; i < isStart.length; i++) {
    let entersLoop = false;
    for (; loop < loops.length && (loops[loop] ?? 0) <= (selection.rows[i] ?? 0); loop++) entersLoop = i > 0;
    const isNext = i > 0 && changes(sequence, i);
    const fallsBack = i > 0 && (stepTime?.[i] ?? 0) < (stepTime?.[i - 1] ?? 0);
    const starts = isNext || entersLoop || fallsBack || (i > 0 && changes(mode, i));
    isStart[i] = starts ? 1 : 0;
    if (starts && !isNext) isNumbered = false;
  }
  return { isStart, isNumbered };
}

/** Number of the step of each row, from 0. */
export function countSteps(isStart: Uint8Array): Float64Array {
  let step = 0;
  return Float64Array.from(isStart, (starts) => {
    step += starts;
    return step;
  });
}

/** Seconds by which rounding may make a step time advance too far. */
const ROUNDING = 2e-3;

/**
 * Whether the step time runs no faster than the test time. EC-Lab 11.5 and BT-Lab write the test time as step time
 * until the first step after a start has ended.
 */
export function hasTrueStepTime(selection: Selection): boolean {
  const [time, stepTime] = [selection.get('time'), selection.get('step_time')];
  if (time !== undefined && stepTime?.[0] === time[0] && (time[0] ?? 0) > 0) return false;
  return (stepTime ?? new Float64Array()).every((value, i) => {
    const advance = value - (stepTime?.[i - 1] ?? value);
    return !(advance > (time?.[i] ?? 0) - (time?.[i - 1] ?? 0) + ROUNDING);
  });
}
