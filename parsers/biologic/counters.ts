/** EC-Lab's counters of charge and energy → net since the first record, positive on charge. */

export interface ChargeInput {
  /** (Q-Qo), Ah: signed, from the start of the technique on. */
  readonly counter: Float64Array | undefined;
  /** dq, Ah: signed, since the record before. */
  readonly increment: Float64Array | undefined;
  /** A. */
  readonly current: Float64Array;
  /** s. */
  readonly time: Float64Array;
  /** 1 at records where a sequence or a run of the technique starts. */
  readonly isStart: Uint8Array;
}

/**
 * Net charge since the first record, Ah; undefined without a counter. (Q-Qo) starts anew with every run of a technique
 * in a linked experiment: at the start of a sequence, of its change and its value the one is taken that is nearer to
 * what the record itself passed (dq, else current times interval). Elsewhere (Q-Qo) is right where dq is not: dq leaves
 * out what passed between a record and the impedance point after it. A missing value adds nothing; the next one carries it.
 */
export function netCharge(input: ChargeInput): Float64Array | undefined {
  const { counter, increment, isStart } = input;
  if (counter === undefined) return increment === undefined ? undefined : runningSum(increment);
  const net = new Float64Array(counter.length);
  let total = 0;
  let previous = counter[0] ?? Number.NaN;
  for (let i = 1; i < counter.length; i++) {
    const value = counter[i] ?? Number.NaN;
    if (!Number.isNaN(value)) {
      const change = value - (Number.isNaN(previous) ? value : previous);
      total += isStart[i] === 1 && isRestart(input, i, value, change) ? value : change;
      previous = value;
    }
    net[i] = total;
  }
  return net;
}

function isRestart({ increment, current, time }: ChargeInput, i: number, value: number, change: number): boolean {
  const passed = ((current[i] ?? 0) * ((time[i] ?? 0) - (time[i - 1] ?? 0))) / 3600;
  const own = increment?.[i] ?? Number.NaN;
  const expected = Number.isNaN(own) ? passed : own;
  return Math.abs(value - expected) < Math.abs(change - expected);
}

/** What the first record passed lies before it. */
function runningSum(increment: Float64Array): Float64Array {
  let total = 0;
  return increment.map((value, i) => {
    if (i > 0 && !Number.isNaN(value)) total += value;
    return total;
  });
}

/**
 * Net energy since the first record, Wh, from the counters of charge and discharge, which are magnitudes, hold while
 * the other one counts, and start anew at 0.
 */
export function netEnergy(charge: Float64Array, discharge: Float64Array): Float64Array {
  const net = new Float64Array(charge.length);
  for (let i = 1; i < net.length; i++) {
    net[i] = (net[i - 1] ?? 0) + growth(charge, i) - growth(discharge, i);
  }
  return net;
}

function growth(counter: Float64Array, i: number): number {
  const value = counter[i] ?? Number.NaN;
  const before = counter[i - 1] ?? Number.NaN;
  if (Number.isNaN(value) || Number.isNaN(before)) return 0;
  return value < before ? value : value - before;
}
