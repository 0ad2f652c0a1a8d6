import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian } from '../../scripts/validate/noise.ts';
import { antisymmetricCentre } from '../../src/math/antisymmetric-centre.ts';
import { interpolate, intervalMeans } from '../../src/math/interpolation.ts';
import { crossingBeside, findPeaks } from '../../src/math/peaks.ts';

describe('interpolate', () => {
  it('is linear between points, exact at them, and NaN outside', () => {
    const [x, y] = [
      [1, 2, 2, 4],
      [10, 20, 30, 50],
    ];
    expect([0.5, 1, 1.5, 2, 3, 4, 4.1].map((at) => interpolate(x, y, at))).toEqual([NaN, 10, 15, 30, 40, 50, NaN]);
    expect(interpolate([], [], 1)).toBeNaN();
  });
});

describe('intervalMeans', () => {
  it('gives the middle of a straight line, and keeps the integral of any curve', () => {
    const x = Float64Array.of(0, 0.1, 0.5, 2);
    const line = intervalMeans(
      x,
      x.map((value) => 3 * value + 1),
      { from: 0, to: 2, count: 4 },
    );
    [1.75, 3.25, 4.75, 6.25].forEach((mean, i) => {
      expect(line[i]).toBeCloseTo(mean, 12);
    });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 1, max: 50 }),
        (heights, count) => {
          const places = Float64Array.from(heights, (_, i) => i);
          const y = Float64Array.from(heights);
          const to = heights.length - 1;
          const integral = heights.slice(1).reduce((sum, height, i) => sum + (height + (heights[i] ?? 0)) / 2, 0);
          const means = intervalMeans(places, y, { from: 0, to, count });
          expect(means.reduce((sum, mean) => sum + (mean * to) / count, 0)).toBeCloseTo(integral, 8);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('findPeaks', () => {
  it('gives maxima with their prominence over the higher valley, flat tops once, ends never', () => {
    expect(findPeaks([9, 1, 5, 2, 8, 8, 0, 3, 1])).toEqual([
      { index: 2, prominence: 3 },
      { index: 4, prominence: 7 },
      { index: 7, prominence: 2 },
    ]);
    expect(findPeaks([3, 2, 1])).toEqual([]);
    expect(findPeaks([1, 1, 1])).toEqual([]);
  });

  it('finds the crossing beside a maximum, interpolated', () => {
    expect(crossingBeside([0, 4, 8, 2, 2], 2, -1, 3)).toBeCloseTo(0.75, 12);
    expect(crossingBeside([0, 4, 8, 2, 2], 2, 1, 5)).toBeCloseTo(2.5, 12);
    expect(crossingBeside([5, 6, 8, 6, 5], 2, 1, 1)).toBeNaN();
  });
});

describe('antisymmetricCentre', () => {
  const curve = (x: number) => 3.7 + 0.02 * Math.atanh(1.9 * (x - 0.4)) + 0.05 * (x - 0.4);

  it('finds the centre of an antisymmetric curve from a rough start, rising and falling', () => {
    const x = Float64Array.from({ length: 400 }, (_, i) => 0.05 + (0.7 * i) / 399);
    for (const direction of [1, -1] as const) {
      const y = x.map((value) => direction * curve(value));
      const found = antisymmetricCentre(x, y, 0.45, 0.25, direction);
      expect(found?.x).toBeCloseTo(0.4, 4);
      expect(found?.y).toBeCloseTo(direction * 3.7, 5);
    }
  });

  it('states an uncertainty that covers the truth', () => {
    const noise = gaussian(11);
    let inside = 0;
    let squares = 0;
    for (let k = 0; k < 300; k++) {
      const x = Float64Array.from({ length: 150 }, (_, i) => 0.05 + (0.7 * i) / 149);
      const y = x.map((value) => curve(value) + 5e-4 * noise());
      const found = antisymmetricCentre(x, y, 0.42, 0.28, 1);
      const score = ((found?.y ?? Number.NaN) - 3.7) / (found?.yStandardError ?? Number.NaN);
      squares += score ** 2 / 300;
      if (Math.abs(score) <= 1.96) inside++;
    }
    expect(inside / 300).toBeGreaterThan(0.92);
    expect(Math.sqrt(squares)).toBeGreaterThan(0.6);
  });

  it('finds none in a straight line that falls, in a bend to one side, or in few points', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => i / 49);
    expect(
      antisymmetricCentre(
        x,
        x.map((value) => -value),
        0.5,
        0.3,
        1,
      ),
    ).toBeUndefined();
    expect(
      antisymmetricCentre(
        x,
        x.map((value) => value ** 2),
        0.5,
        0.3,
        1,
      ),
    ).toBeUndefined();
    expect(antisymmetricCentre(x.subarray(0, 5), x.subarray(0, 5), 0.05, 0.05, 1)).toBeUndefined();
  });
});
