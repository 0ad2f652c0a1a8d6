/** LAND's per-step counters → net charge since the first record. */

export interface CounterInput {
  /** Counter as exported: magnitude, restarting with the steps. */
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
 * from a constant-current step into the constant-voltage step after it; at the start of a step, of the two readings
 * the one nearer to what the current can have passed since is taken. A fall within a step is a restart.
 * A missing counter value (NaN) adds nothing; the next one carries its increment.
 */
export function netCounter({ counter, rate, sign, time, stepTime, isStepStart }: CounterInput): Float64Array {
  const net = new Float64Array(counter.length);
  let previous = 0;
  let previousSign = 0;
  let total = 0;
  for (let i = 0; i < counter.length; i++) {
    const value = counter[i] ?? Number.NaN;
    const direction = sign[i] ?? 0;
    if (!Number.isNaN(value)) {
      let increment = value < previous ? value : value - previous;
      if (isStepStart[i] === 1 || i === 0) {
        const since = stepTime?.[i] ?? Number.NaN;
        const elapsed = Number.isNaN(since) ? (time[i] ?? 0) - (time[i - 1] ?? time[i] ?? 0) : since;
        const expected = rate(i) * elapsed;
        const continues =
          direction === previousSign &&
          value >= previous &&
          Math.abs(value - previous - expected) < Math.abs(value - expected);
        increment = continues ? value - previous : value;
      }
      total += direction * increment;
      previous = value;
    }
    previousSign = direction;
    net[i] = total;
  }
  return net;
}
