import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodicityTrials } from '../../scripts/validate/periodicity-trials.ts';
import { periodogram } from '../../src/math/periodogram.ts';
import { uniformGenerator } from '../../src/math/random.ts';

/** Uneven times, a bent trend and a wave; no noise. */
function series(n: number, period: number, amplitude: number, seed = 1) {
  const uniform = uniformGenerator(seed);
  let clock = 3;
  const time = Float64Array.from({ length: n }, () => {
    clock += 0.5 + uniform();
    return clock;
  });
  const values = time.map(
    (t) => 99.5 + 0.002 * t - 1e-6 * t * t + amplitude * Math.sin((2 * Math.PI * t) / period + 0.7),
  );
  return { time, values };
}

const RANGE = { trendOrder: 3, lowest: 0.01, highest: 0.45 };

describe('periodogram', () => {
  it('finds a wave without noise exactly, whatever the trend', () => {
    const { time, values } = series(300, 24, 0.1);
    const { strongest } = periodogram(time, values, RANGE);
    expect(1 / strongest.frequency).toBeCloseTo(24, 5);
    expect(strongest.amplitude).toBeCloseTo(0.1, 8);
    expect(strongest.power).toBeCloseTo(1, 8);
    expect(strongest.falseAlarmProbability).toBeLessThan(1e-100);
    strongest.fitted.forEach((value, i) => {
      expect(Math.abs(value - values[i]!)).toBeLessThan(1e-7);
    });
    strongest.trend.forEach((value, i) => {
      expect(Math.abs(value - (99.5 + 0.002 * time[i]! - 1e-6 * time[i]! ** 2))).toBeLessThan(1e-7);
    });
  });

  it('gives the power of a direct least-squares fit at every frequency', () => {
    const { time, values } = series(40, 11, 1, 5);
    const noisy = values.map((value, i) => value + Math.sin(i * i));
    const { frequency, power } = periodogram(time, noisy, { trendOrder: 1, lowest: 0.02, highest: 0.4 });
    for (const k of [0, 7, 50, frequency.length - 1]) {
      const f = frequency[k]!;
      const columns = [
        time.map(() => 1),
        time.slice(),
        time.map((t) => Math.cos(2 * Math.PI * f * t)),
        time.map((t) => Math.sin(2 * Math.PI * f * t)),
      ];
      const share = 1 - residualSquares(columns, noisy) / residualSquares(columns.slice(0, 2), noisy);
      expect(power[k]).toBeCloseTo(share, 8);
    }
  });

  it('does not depend on the units of values, nor on when time begins', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        (seed, scale, shift) => {
          const { time, values } = series(60, 9, 0.5, seed);
          const noisy = values.map((value, i) => value + 0.2 * Math.sin(7 * i * i));
          const one = periodogram(time, noisy, RANGE).strongest;
          const other = periodogram(
            time.map((t) => t + shift),
            noisy.map((value) => value * scale),
            RANGE,
          ).strongest;
          expect(other.frequency / one.frequency).toBeCloseTo(1, 6);
          expect(other.amplitude / one.amplitude / scale).toBeCloseTo(1, 6);
          expect(other.power).toBeCloseTo(one.power, 6);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('states errors that cover the truth, and false alarms no more often than it says', () => {
    const trials = periodicityTrials(20_261_122, 50, 160);
    expect(trials.periodCoverage).toBeGreaterThan(0.89);
    expect(trials.amplitudeCoverage).toBeGreaterThan(0.89);
    expect(Math.abs(trials.periodBias)).toBeLessThan(3);
    expect(trials.falseAlarms).toBeLessThan(0.1);
    expect(trials.falseAlarms).toBeGreaterThan(0);
  });

  it('refuses too few points', () => {
    expect(() => periodogram(new Float64Array(6), new Float64Array(6), RANGE)).toThrow(RangeError);
  });
});

/** Sum of squares left by the columns, by Gram–Schmidt. */
function residualSquares(columns: readonly Float64Array[], values: Float64Array): number {
  const basis: Float64Array[] = [];
  const rest = values.slice();
  for (const column of columns) {
    const q = column.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const overlap = q.reduce((sum, value, i) => sum + value * other[i]!, 0);
        other.forEach((value, i) => {
          q[i] = q[i]! - overlap * value;
        });
      }
    }
    const norm = Math.sqrt(q.reduce((sum, value) => sum + value * value, 0));
    basis.push(q.map((value) => value / norm));
  }
  for (const q of basis) {
    const overlap = rest.reduce((sum, value, i) => sum + value * q[i]!, 0);
    q.forEach((value, i) => {
      rest[i] = rest[i]! - overlap * value;
    });
  }
  return rest.reduce((sum, value) => sum + value * value, 0);
}
