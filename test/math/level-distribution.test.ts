import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountsBetween } from '../../src/math/level-distribution.ts';

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

describe('amountsBetween', () => {
  it('shares a straight run out by length, and gives a hold to the interval it is in', () => {
    const run = amountsBetween(Float64Array.of(0, 10), Float64Array.of(0, 1), [0, 0.1, 0.4, 1]);
    [1, 3, 6].forEach((amount, i) => {
      expect(run[i]).toBeCloseTo(amount, 12);
    });
    const hold = amountsBetween(Float64Array.of(0, 2, 5), Float64Array.of(1, 1, 1), [0, 1, 2]);
    expect([...hold]).toEqual([0, 5]);
    expect([...amountsBetween(Float64Array.of(0, 5), Float64Array.of(2, 2), [0, 1, 2])]).toEqual([0, 5]);
  });

  it('counts what passes on the way back too, and leaves out what lies outside', () => {
    const back = amountsBetween(Float64Array.of(0, 1, 2), Float64Array.of(0, 2, 0), [0, 1]);
    expect(back[0]).toBeCloseTo(1, 12);
    expect([...amountsBetween(Float64Array.of(0, 4), Float64Array.of(5, 9), [0, 1])]).toEqual([0]);
  });

  it('adds up to the whole where the edges span the levels, whatever they do', () => {
    const record = fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 60 }),
        fc.array(fc.double({ min: -4.9, max: 4.9, noNaN: true }), { maxLength: 8 }),
        fc.constantFrom(0, 0.01, 1),
        (records, inner, resolution) => {
          let total = 0;
          const cumulative = Float64Array.from(records, ([amount]) => {
            total += amount;
            return total;
          });
          const level = Float64Array.from(records, ([, at]) => at);
          const edges = [-6, ...[...new Set(inner)].sort((a, b) => a - b), 6];
          const amounts = amountsBetween(cumulative, level, edges, resolution);
          expect(sum(amounts)).toBeCloseTo(total, 9);
          for (const amount of amounts) expect(amount).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('makes an even distribution of rounded readings', () => {
    const level = Float64Array.from({ length: 1001 }, (_, i) => Math.round(i / 10) / 100);
    const cumulative = Float64Array.from({ length: 1001 }, (_, i) => i);
    const edges = Array.from({ length: 41 }, (_, i) => 0.2 + 0.003 * i);
    for (const amount of amountsBetween(cumulative, level, edges, 0.01)) expect(amount).toBeCloseTo(3, 1);
    const raw = amountsBetween(cumulative, level, edges);
    expect(Math.min(...raw)).toBeLessThan(1);
  });
});
