import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counterIncrements, runningSum } from '../../src/io/counters.ts';

/** Steps of constant rate, each of some records; the truth is what has passed at each record. */
const steps = fc.array(
  fc.record({ records: fc.integer({ min: 2, max: 12 }), rate: fc.double({ min: 0.1, max: 5, noNaN: true }) }),
  { minLength: 1, maxLength: 8 },
);

function simulate(parts: readonly { records: number; rate: number }[]) {
  const truth: number[] = [];
  const withinStep: number[] = [];
  const starts: boolean[] = [];
  const rates: number[] = [];
  let total = 0;
  for (const { records, rate } of parts) {
    for (let k = 1; k <= records; k++) {
      total += rate;
      truth.push(total);
      withinStep.push(k * rate);
      starts.push(k === 1);
      rates.push(rate);
    }
  }
  return { truth, withinStep, starts, rates };
}

function passed(counter: readonly number[], starts: readonly boolean[], rates: readonly number[]): number[] {
  const increments = counterIncrements({
    counter: Float64Array.from(counter),
    expected: (i) => rates[i]!,
    isBoundary: (i) => starts[i]!,
  });
  return [...runningSum([{ increments, weight: () => 1 }], counter.length)];
}

test('a counter that runs on and one that restarts with each step tell the same', () => {
  fc.assert(
    fc.property(steps, (parts) => {
      const { truth, withinStep, starts, rates } = simulate(parts);
      const expected = truth.map((value) => value - truth[0]!);
      const running = passed(truth, starts, rates);
      running.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 9);
      });
      passed(withinStep, starts, rates).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 9);
      });
    }),
  );
});

test('a counter that runs on over a gap without records does not restart there', () => {
  const rates = [0.1, 0.1, 6, 0.1];
  expect(passed([4.9, 5, 5.1, 5.2], [true, false, true, false], rates).at(-1)).toBeCloseTo(0.3, 9);
});

test('a fall within the error of the reading is no restart', () => {
  const counter = [1, 1.1, 1.2, 1.199_999, 1.2, 1.3];
  const rates = [0.1, 0.1, 0.1, 0, 0, 0.1];
  expect(passed(counter, [true, false, false, false, false, false], rates).at(-1)).toBeCloseTo(0.3, 9);
});

test('the reset to zero with a rest adds nothing', () => {
  expect(passed([0, 0.5, 0, 0], [true, false, true, false], [0, 0.5, 0, 0])).toEqual([0, 0.5, 0.5, 0.5]);
});

test('a missing reading adds nothing; the next one carries its increment', () => {
  expect(passed([0, 1, Number.NaN, 3], [true, false, false, false], [1, 1, 1, 1])).toEqual([0, 1, 1, 3]);
  expect(passed([0, 3, Number.NaN, 2], [true, false, true, false], [3, 3, 1, 1])).toEqual([0, 3, 3, 5]);
});
