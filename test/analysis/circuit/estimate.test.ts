import { describe, expect, it } from 'vitest';
import { exponentEstimate, isIdentified, logEstimate } from '../../../src/analysis/circuit/estimate.ts';

describe('logEstimate', () => {
  it('takes the interval in the logarithm', () => {
    const { standardError, lower95, upper95 } = logEstimate(10, 0.1, 2);
    expect(standardError).toBeCloseTo(1, 12);
    expect(lower95).toBeCloseTo(10 / Math.exp(0.2), 12);
    expect(upper95).toBeCloseTo(10 * Math.exp(0.2), 12);
  });

  it('gives no interval without an error', () => {
    expect(logEstimate(10, Number.NaN, 2)).toEqual({
      value: 10,
      standardError: Number.NaN,
      lower95: Number.NaN,
      upper95: Number.NaN,
    });
  });
});

it('exponentEstimate is symmetric', () => {
  expect(exponentEstimate(0.8, 0.01, 2)).toEqual({
    value: 0.8,
    standardError: 0.01,
    lower95: expect.closeTo(0.78, 12),
    upper95: expect.closeTo(0.82, 12),
  });
});

it('isIdentified up to a standard error of half the value', () => {
  expect(isIdentified(logEstimate(10, 0.5, 2))).toBe(true);
  expect(isIdentified(logEstimate(10, 0.51, 2))).toBe(false);
  expect(isIdentified(logEstimate(10, Number.NaN, 2))).toBe(false);
});
