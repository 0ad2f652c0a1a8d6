import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, choleskySolve, symmetricEigen } from '../../src/math/linear-algebra.ts';

describe('choleskyFactor and choleskySolve', () => {
  it('solve a known system', () => {
    const a = Float64Array.of(4, 2, 2, 3);
    const b = Float64Array.of(8, 8);
    expect(choleskyFactor(a, 2)).toBe(true);
    choleskySolve(a, 2, b);
    expect(b[0]).toBeCloseTo(1, 14);
    expect(b[1]).toBeCloseTo(2, 14);
  });

  it.each([
    ['indefinite', [1, 2, 2, 1]],
    ['singular', [1, 1, 1, 1]],
    ['not a number', [Number.NaN, 0, 0, 1]],
  ])('refuse an %s matrix', (_, values) => {
    expect(choleskyFactor(Float64Array.from(values), 2)).toBe(false);
  });
});

describe('symmetricEigen', () => {
  it('knows a textbook matrix', () => {
    const { values } = symmetricEigen(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3);
    const expected = [2 - Math.SQRT2, 2, 2 + Math.SQRT2];
    [...values]
      .sort((a, b) => a - b)
      .forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 12);
      });
  });

  it('rebuilds any symmetric matrix', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 49, maxLength: 49 }),
        (n, numbers) => {
          const a = Float64Array.from({ length: n * n }, (_, k) => {
            const [i, j] = [Math.floor(k / n), k % n];
            return numbers[7 * Math.min(i, j) + Math.max(i, j)]!;
          });
          const { values, vectors } = symmetricEigen(a, n);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              let sum = 0;
              for (let k = 0; k < n; k++) sum += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
              expect(Math.abs(sum - a[i * n + j]!)).toBeLessThan(1e-12);
            }
          }
        },
      ),
    );
  });
});
