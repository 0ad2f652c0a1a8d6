import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FADE_CASES, FADE_SEED, validateFade } from '../../scripts/validate/fade.ts';
import { gaussian } from '../../scripts/validate/noise.ts';
import { brokenLine } from '../../src/math/broken-line.ts';
import { uniformGenerator } from '../../src/math/random.ts';
import { theilSen } from '../../src/math/robust-line.ts';
import { medianInPlace, selectInPlace } from '../../src/math/select.ts';
import { mean, median, quantile, scatterAboutTrend, standardDeviation } from '../../src/math/statistics.ts';

describe('statistics', () => {
  it('equal numbers computed by hand', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    // R: quantile(c(1, 2, 4, 8), c(.25, .9), type = 7) → 1.75, 6.8
    expect(quantile([8, 1, 4, 2], 0.25)).toBeCloseTo(1.75, 14);
    expect(quantile([8, 1, 4, 2], 0.9)).toBeCloseTo(6.8, 14);
  });

  it('say NaN where there is nothing to say', () => {
    expect([mean([]), median([]), standardDeviation([1]), scatterAboutTrend([1, 2, 3, 4])]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('find the noise about a steep trend', () => {
    const noise = gaussian(11);
    const values = Float64Array.from({ length: 4000 }, (_, i) => 1000 - 3 * i + 0.5 * noise());
    expect(scatterAboutTrend(values)).toBeGreaterThan(0.47);
    expect(scatterAboutTrend(values)).toBeLessThan(0.53);
  });
});

describe('Theil–Sen line', () => {
  const x = Float64Array.from({ length: 60 }, (_, i) => i + 1);

  it('is exact on a line, and not moved by a fifth of wild points', () => {
    const y = x.map((value, i) => (i % 5 === 0 ? 900 : 7 - 0.3 * value));
    const line = theilSen(x, y);
    expect(line.slope).toBeCloseTo(-0.3, 2);
    expect(
      theilSen(
        x,
        x.map((value) => 7 - 0.3 * value),
      ).slope,
    ).toBeCloseTo(-0.3, 12);
  });

  it('scales with y, and shifts with it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 40 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (values, factor, shift) => {
          const at = Float64Array.from(values, (_, i) => i);
          const plain = theilSen(at, Float64Array.from(values));
          const moved = theilSen(
            at,
            Float64Array.from(values, (value) => factor * value + shift),
          );
          expect(moved.slope).toBeCloseTo(factor * plain.slope, 6);
          expect(moved.intercept).toBeCloseTo(factor * plain.intercept + shift, 5);
          expect(moved.slopeStandardError).toBeCloseTo(factor * plain.slopeStandardError, 6);
        },
      ),
    );
  });

  it('keeps its slope for series longer than it pairs up', () => {
    const long = Float64Array.from({ length: 3000 }, (_, i) => i);
    expect(
      theilSen(
        long,
        long.map((value) => 5 - 0.02 * value),
      ).slope,
    ).toBeCloseTo(-0.02, 10);
  });

  it('states an error that covers the truth (a slice of `npm run validate`)', () => {
    const { coverage, bias } = validateFade(FADE_CASES[0]!, 120, FADE_SEED);
    expect(coverage).toBeGreaterThan(0.9);
    expect(coverage).toBeLessThan(0.99);
    expect(Math.abs(bias)).toBeLessThan(0.3);
  });

  it('states an error that a wild point hardly moves, and none for a line without noise', () => {
    const noise = gaussian(8);
    const y = x.map((value) => 100 - 0.1 * value + 0.3 * noise());
    const usual = theilSen(x, y).slopeStandardError;
    y[30] = 20;
    const { slopeStandardError } = theilSen(x, y);
    expect(slopeStandardError / usual).toBeGreaterThan(0.8);
    expect(slopeStandardError / usual).toBeLessThan(1.3);
    const exact = theilSen(
      x,
      x.map((value) => value / 4),
    );
    expect(exact.slopeStandardError).toBe(0);
    const coarse = x.map((value, i) => value / 4 + (i % 5 === 0 ? 1 : 0));
    expect(theilSen(x, coarse).slopeStandardError).toBeGreaterThan(1e-3);
  });

  it('gives the same error every time', () => {
    const noise = gaussian(3);
    const y = x.map((value) => value + noise());
    expect(theilSen(x, y).slopeStandardError).toBe(theilSen(x, y).slopeStandardError);
  });
});

describe('broken line', () => {
  const x = Float64Array.from({ length: 200 }, (_, i) => i + 1);

  it('finds a knee within its noise', () => {
    const noise = gaussian(5);
    const y = x.map((value) => 100 - 0.05 * value - 0.4 * Math.max(0, value - 120) + 0.3 * noise());
    const bend = brokenLine(x, y, 20);
    expect(Math.abs(bend!.knee - 120)).toBeLessThan(4);
    expect(bend!.slopeBefore).toBeCloseTo(-0.05, 1);
    expect(bend!.slopeAfter).toBeCloseTo(-0.45, 1);
    expect(bend!.bicGain).toBeGreaterThan(10);
  });

  it('finds none in straight lines with noise: at most 1 % false alarms', () => {
    const noise = gaussian(7);
    let alarms = 0;
    for (let k = 0; k < 200; k++) {
      const bend = brokenLine(
        x,
        x.map((value) => 100 - 0.1 * value + noise()),
        20,
      );
      if (bend !== undefined && bend.bicGain > 10) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('says nothing about too few points', () => {
    expect(brokenLine(x.subarray(0, 20), x.subarray(0, 20), 10)).toBeUndefined();
  });
});

describe('uniform generator', () => {
  it('repeats by seed, stays in [0, 1) and is even', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, uniformGenerator(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const many = Float64Array.from({ length: 20_000 }, uniformGenerator(42));
    expect(many.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(many)).toBeCloseTo(0.5, 1.7);
    expect(standardDeviation(many)).toBeCloseTo(1 / Math.sqrt(12), 1.7);
  });
});

describe('median without sorting', () => {
  it('equals the sorted one, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 }),
        (values) => {
          expect(medianInPlace(Float64Array.from(values))).toBeCloseTo(median(values), 6);
          const rank = Math.floor(values.length / 3);
          expect(selectInPlace(Float64Array.from(values), values.length, rank)).toBe(
            [...values].sort((a, b) => a - b)[rank],
          );
        },
      ),
    );
  });

  it('is quick on sorted, constant and alternating values', () => {
    const many = 200_000;
    for (const value of [(i: number) => i, (i: number) => -i, () => 3, (i: number) => i % 2]) {
      const values = Float64Array.from({ length: many }, (_, i) => value(i));
      const wanted = median(values);
      expect(medianInPlace(values)).toBe(wanted);
    }
  });
});

describe('broken line', () => {
  it('finds the bend of a long series as that of a short one', () => {
    const noise = gaussian(3);
    const x = Float64Array.from({ length: 3000 }, (_, i) => i + 1);
    const y = x.map((value) => 2 - 1e-4 * value - 4e-4 * Math.max(0, value - 2017) + 1e-3 * noise());
    expect(Math.abs(brokenLine(x, y, 300)!.knee - 2017)).toBeLessThan(6);
  });
});
