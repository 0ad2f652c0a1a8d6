/** Charge and energy counters of foreign tables → what has passed since the first record. */

export interface CounterSource {
  /** Never negative; runs on through the test, or restarts with a step or a cycle. NaN where there is no reading. */
  readonly counter: Float64Array;
  /** What the current can have passed since the record before, in the counter's unit. */
  readonly expected: (record: number) => number;
  /** Whether a step or a cycle starts at a record. */
  readonly isBoundary: (record: number) => boolean;
}

/**
 * Increment of the counter at each record, 0 at the first. Where the counter falls it has restarted, unless the fall is
 * smaller than the reading would be wrong by: of the two, the increment nearer to what the current can have passed is
 * taken. At the start of a step or a cycle it may restart without falling, if it starts above where it ended; where no
 * fall of the file shows that it restarts at all, it must then fit much better. A missing reading adds nothing; the next
 * one carries its increment.
 */
export function counterIncrements(source: CounterSource): Float64Array {
  const { counter, isBoundary } = source;
  const without = restartsAnywhere(source) ? 1 : MUCH_BETTER;
  const increments = new Float64Array(counter.length);
  let previous = Number.NaN;
  let expected = 0;
  for (let i = 0; i < counter.length; i++) {
    const value = counter[i]!;
    expected += i === 0 ? 0 : source.expected(i);
    if (Number.isNaN(value)) continue;
    if (!Number.isNaN(previous)) {
      const difference = value - previous;
      const weight = difference < 0 ? 1 : isBoundary(i) ? without : 0;
      increments[i] = isNearer(value, difference, expected, weight) ? value : difference;
    }
    previous = value;
    expected = 0;
  }
  return increments;
}

function restartsAnywhere({ counter, expected }: CounterSource): boolean {
  for (let i = 1; i < counter.length; i++) {
    const difference = counter[i]! - counter[i - 1]!;
    if (difference < 0 && isNearer(counter[i]!, difference, expected(i), 1)) return true;
  }
  return false;
}

/** Error of a restart against that of a counter that runs on. */
const MUCH_BETTER = 0.1;

function isNearer(value: number, difference: number, expected: number, weight: number): boolean {
  return Math.abs(value - expected) < weight * Math.abs(difference - expected);
}

/** Running sum of `weight` × increment. */
export function runningSum(
  terms: readonly { readonly increments: Float64Array; readonly weight: (record: number) => number }[],
  length: number,
): Float64Array {
  const sum = new Float64Array(length);
  let total = 0;
  for (let i = 0; i < length; i++) {
    for (const { increments, weight } of terms) total += weight(i) * increments[i]!;
    sum[i] = total;
  }
  return sum;
}
