/** LAND's per-step counters → net charge since the first record. */

export interface CounterInput {
  /** Counter as exported: without the sign of the current, restarting with the steps. */
  readonly counter: Float64Array;
  /** Expected increase of the counter per second, to tell a restart from a continuation; same unit per second. */
  readonly rate: (record: number) => number;
  /** 1 charge, −1 discharge, 0 rest. */
  readonly sign: Float64Array;
  readonly time: Float64Array;
  readonly stepTime: Float64Array | undefined;
  /** 1 at the first record of each step. */
  readonly isStepStart: Uint8Array;
}

/**
 * Sums the increments of a counter with the sign of the step. A counter restarts at 0 with each step, but runs on
 * from a constant-current step into the constant-voltage step after it; at the start of a step of the same direction,
 * and where the counter falls, of the two readings the one nearer to what the current can have passed since is taken.
 * A missing counter value (NaN) adds nothing; the next one carries its increment.
 */
export function netCounter(input: CounterInput): Float64Array {
  const { counter, sign, isStepStart } = input;
  const net = new Float64Array(counter.length);
  let previous = 0;
  let previousSign = 0;
  let total = 0;
  for (let i = 0; i < counter.length; i++) {
    const value = counter[i] ?? Number.NaN;
    const direction = sign[i] ?? 0;
    if (!Number.isNaN(value)) {
      let increment = value - previous;
      if (direction * previousSign < 0) increment = value;
      else if (isStepStart[i] === 1 || value < previous) {
        const expected = expectedIncrement(input, i);
        if (Math.abs(value - expected) <= Math.abs(increment - expected)) increment = value;
      }
      total += direction * increment;
      previous = value;
    }
    if (direction !== 0) previousSign = direction;
    net[i] = total;
  }
  return net;
}

/** What the current passed since the record before or the start of the step, whichever came later. */
function expectedIncrement({ rate, time, stepTime }: CounterInput, i: number): number {
  const sinceRecord = (time[i] ?? 0) - (time[i - 1] ?? 0);
  const sinceStart = stepTime?.[i] ?? Number.NaN;
  const bounds = [sinceRecord, sinceStart].filter((seconds) => seconds >= 0);
  return bounds.length === 0 ? 0 : rate(i) * Math.min(...bounds);
}
