import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian } from '../../scripts/validate/noise.ts';
import { fitStepSum, type StepPoints } from '../../src/math/step-sum.ts';

/** Hyperbolic tangents: logistic steps by another formula. Full width at half maximum of sech²(x/s): 2·ln(1 + √2)·s. */
const SCALE = 2 * Math.log(1 + Math.SQRT2);
const TRUE = [
  { position: 3.7, width: 0.04, amount: 0.5 },
  { position: 3.76, width: 0.05, amount: 0.2 },
];

function points(noise: number, seed: number): StepPoints {
  const random = gaussian(seed);
  const x = Float64Array.from({ length: 400 }, (_, i) => 3.5 + (i * 0.45) / 399);
  const y = x.map((at) =>
    TRUE.reduce(
      (sum, { position, width, amount }) => sum + (amount * (1 + Math.tanh((SCALE * (at - position)) / width))) / 2,
      0.3 * at,
    ),
  );
  return { x: x.map((at) => at + noise * random()), y, deviation: x.map(() => Math.max(noise, 1e-6)) };
}

const START = [
  { position: 3.695, width: 0.05, amount: 0.4 },
  { position: 3.765, width: 0.04, amount: 0.3 },
];

describe('a sum of steps', () => {
  it('is recovered exactly from exact points', () => {
    const sum = fitStepSum(points(0, 1), START);
    expect(sum?.steps.length).toBe(2);
    sum?.steps.forEach((step, k) => {
      expect(step.position).toBeCloseTo(TRUE[k]!.position, 5);
      expect(step.amount / TRUE[k]!.amount).toBeCloseTo(1, 3);
      expect(step.width / TRUE[k]!.width).toBeCloseTo(1, 3);
    });
  });

  it('is recovered within its uncertainty from noisy ones', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const sum = fitStepSum(points(3e-4, seed), START);
      expect(sum).toBeDefined();
      expect(sum?.chiSquare).toBeGreaterThan(0.7);
      expect(sum?.chiSquare).toBeLessThan(1.3);
      sum?.steps.forEach((step, k) => {
        expect(Math.abs(step.position - TRUE[k]!.position)).toBeLessThan(3 * step.positionStandardError);
        expect(Math.abs(step.amount - TRUE[k]!.amount)).toBeLessThan(3 * step.amountStandardError);
        expect(step.positionStandardError).toBeLessThan(2e-3);
      });
    }
  });

  it('scales with its axes', () => {
    const base = fitStepSum(points(3e-4, 9), START)!;
    const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(factor, factor, (a, b) => {
        const { x, y, deviation } = points(3e-4, 9);
        const scaled = { x: x.map((v) => a * v), y: y.map((v) => b * v), deviation: deviation.map((v) => a * v) };
        const start = START.map((s) => ({ position: a * s.position, width: a * s.width, amount: b * s.amount }));
        const sum = fitStepSum(scaled, start)!;
        expect(sum.steps[1]!.position / a / base.steps[1]!.position).toBeCloseTo(1, 6);
        expect(sum.steps[1]!.amountStandardError / b / base.steps[1]!.amountStandardError).toBeCloseTo(1, 2);
      }),
      { numRuns: 5 },
    );
  });

  it('is not fitted to fewer points than three per parameter', () => {
    const { x, y, deviation } = points(0, 1);
    const few = (values: Float64Array) => values.filter((_, i) => i % 20 === 0);
    expect(fitStepSum({ x: few(x), y: few(y), deviation: few(deviation) }, START)).toBeUndefined();
  });
});
