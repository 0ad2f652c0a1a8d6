import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian } from '../../scripts/validate/noise.ts';
import { filterWeights, savitzkyGolay, smoothSlope } from '../../src/math/savitzky-golay.ts';

const polynomial = (coefficients: readonly number[], x: number, derivative = 0): number =>
  coefficients.reduce((sum, c, k) => {
    if (k < derivative) return sum;
    let factor = c;
    for (let d = 0; d < derivative; d++) factor *= k - d;
    return sum + factor * x ** (k - derivative);
  }, 0);

describe('savitzkyGolay', () => {
  it('has the weights that Savitzky and Golay print', () => {
    const smoothing = filterWeights({ points: 5, order: 2, derivative: 0 }, 0, 1);
    [-3, 12, 17, 12, -3].forEach((w, i) => {
      expect(smoothing[i]).toBeCloseTo(w / 35, 12);
    });
    const slope = filterWeights({ points: 5, order: 3, derivative: 1 }, 0, 1);
    [1, -8, 0, 8, -1].forEach((w, i) => {
      expect(slope[i]).toBeCloseTo(w / 12, 12);
    });
  });

  it('is exact on polynomials up to its order, at the ends too, for every derivative', () => {
    const coefficient = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 1, 2),
        fc.array(coefficient, { minLength: 6, maxLength: 6 }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (order, extra, derivative, all, step) => {
          const points = 2 * Math.ceil(order / 2) + 2 * extra + 1;
          const coefficients = all.slice(0, order + 1);
          const x = Array.from({ length: points + 8 }, (_, i) => (i - 5) / points);
          const values = x.map((place) => polynomial(coefficients, place));
          const filtered = savitzkyGolay(values, step, { points, order, derivative: derivative as 0 | 1 | 2 });
          const scale = (points * step) ** -derivative;
          x.forEach((place, i) => {
            const truth = polynomial(coefficients, place, derivative) * scale;
            expect(Math.abs((filtered[i] ?? Number.NaN) - truth)).toBeLessThan(1e-7 * scale);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a window that does not determine the polynomial, and gives nothing for too few values', () => {
    for (const filter of [
      { points: 4, order: 2, derivative: 0 },
      { points: 3, order: 3, derivative: 1 },
      { points: 5, order: 1, derivative: 2 },
    ] as const) {
      expect(() => savitzkyGolay([1, 2, 3, 4, 5, 6, 7], 1, filter)).toThrow(RangeError);
    }
    expect([...savitzkyGolay([1, 2, 3], 1, { points: 5, order: 2, derivative: 0 })]).toEqual([NaN, NaN, NaN]);
  });
});

describe('smoothSlope', () => {
  it('is exact on straight lines everywhere and on cubics away from the ends', () => {
    const line = Array.from({ length: 30 }, (_, i) => 2 + 3 * i);
    for (const slope of smoothSlope(line, 0.5, 9, 3)) expect(slope).toBeCloseTo(6, 9);
    const cubic = Array.from({ length: 30 }, (_, i) => (i / 10) ** 3);
    const slopes = smoothSlope(cubic, 0.1, 9, 3);
    for (let i = 4; i < 26; i++) expect(slopes[i]).toBeCloseTo(3 * (i / 10) ** 2, 9);
  });

  it('does not overshoot at a cut-off end, where a polynomial does', () => {
    const noise = gaussian(3);
    const worst = (slopes: Float64Array) => Math.max(...[0, 1, 2].map((i) => Math.abs((slopes[i] ?? 0) - 1)));
    let [line, cubic] = [0, 0];
    for (let k = 0; k < 50; k++) {
      const values = Array.from({ length: 40 }, (_, i) => i + 0.3 * noise());
      line = Math.max(line, worst(smoothSlope(values, 1, 15, 3)));
      cubic = Math.max(cubic, worst(savitzkyGolay(values, 1, { points: 15, order: 3, derivative: 1 })));
    }
    expect(line).toBeLessThan(cubic / 2);
  });
});
