import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covarianceOf } from '../../src/math/covariance.ts';
import { type LeastSquaresProblem, leastSquares } from '../../src/math/least-squares.ts';

const NO_BOUND = (n: number) => ({
  lower: new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
  upper: new Float64Array(n).fill(Number.POSITIVE_INFINITY),
});

/** y = a·x + b on ten points, weights of any size. */
function line(y: readonly number[], weight = 1): LeastSquaresProblem {
  return {
    length: y.length,
    ...NO_BOUND(2),
    evaluate: (p, residuals, jacobian) => {
      y.forEach((value, i) => {
        residuals[i] = weight * (p[0]! * i + p[1]! - value);
        jacobian[i] = weight * i;
        jacobian[y.length + i] = weight;
      });
    },
  };
}

const ROSENBROCK: LeastSquaresProblem = {
  length: 2,
  ...NO_BOUND(2),
  evaluate: (p, residuals, jacobian) => {
    residuals.set([10 * (p[1]! - p[0]! ** 2), 1 - p[0]!]);
    jacobian.set([-20 * p[0]!, -1, 10, 0]);
  },
};

describe('leastSquares', () => {
  it.each([1, 2, 10, 0.1])('fits a straight line whatever the weight (%d)', (weight) => {
    const y = Array.from({ length: 20 }, (_, i) => 3 * i + 2 + (i % 2 === 0 ? 0.01 : -0.01));
    const { parameters, reason } = leastSquares(line(y, weight), [1, 1]);
    // closed form of the regression
    expect(parameters[0]).toBeCloseTo(3 - 0.1 / 665, 9);
    expect(parameters[1]).toBeCloseTo(2 + (9.5 * 0.1) / 665, 9);
    expect(reason).toBe('converged');
  });

  it('follows the curved valley of Rosenbrock', () => {
    const { parameters, iterations } = leastSquares(ROSENBROCK, [-1.2, 1], { floor: 1e-24 });
    expect(parameters[0]).toBeCloseTo(1, 10);
    expect(parameters[1]).toBeCloseTo(1, 10);
    expect(iterations).toBeLessThan(40);
  });

  it('ends exactly on a bound, with the other parameter at its best there', () => {
    const upper = Float64Array.of(0.5, Number.POSITIVE_INFINITY);
    const { parameters, reason } = leastSquares({ ...ROSENBROCK, upper }, [-1.2, 1]);
    expect(parameters[0]).toBe(0.5);
    expect(parameters[1]).toBeCloseTo(0.25, 9);
    expect(reason).toBe('converged');
  });

  it('leaves a bound that the start sits on', () => {
    const lower = Float64Array.of(-1.2, -5);
    const { parameters } = leastSquares({ ...ROSENBROCK, lower }, [-1.2, -5], { floor: 1e-24 });
    expect(parameters[0]).toBeCloseTo(1, 9);
  });

  it('holds a parameter whose bounds are equal', () => {
    const lower = Float64Array.of(0.8, Number.NEGATIVE_INFINITY);
    const upper = Float64Array.of(0.8, Number.POSITIVE_INFINITY);
    const { parameters } = leastSquares({ ...ROSENBROCK, lower, upper }, [0, 0]);
    expect(parameters[0]).toBe(0.8);
    expect(parameters[1]).toBeCloseTo(0.64, 9);
  });

  it('caps the step', () => {
    const seen: number[] = [];
    const problem: LeastSquaresProblem = {
      ...ROSENBROCK,
      evaluate: (p, residuals, jacobian) => {
        seen.push(p[0]!);
        ROSENBROCK.evaluate(p, residuals, jacobian);
      },
    };
    leastSquares(problem, [-1.2, 1], { stepCap: 0.125 });
    expect(Math.max(...seen.slice(1).map((x, i) => x - seen[i]!))).toBeLessThanOrEqual(0.2500001);
    expect(Math.abs(seen[1]! - seen[0]!)).toBeLessThanOrEqual(0.1250001);
  });

  it('says when it gave up', () => {
    expect(leastSquares(ROSENBROCK, [-1.2, 1], { maxIterations: 3 }).reason).toBe('iteration-limit');
    expect(leastSquares(ROSENBROCK, [Number.NaN, 1]).reason).toBe('not-finite');
    expect(leastSquares(ROSENBROCK, [1, 1], { floor: 1e-30 }).reason).toBe('floor');
  });

  it('stops where another start has been', () => {
    const wall = { ...ROSENBROCK, upper: Float64Array.of(0.5, Number.POSITIVE_INFINITY) };
    const full = leastSquares(wall, [-1.2, 1]);
    const again = leastSquares(wall, [-1.2, 1], { known: full.sumOfSquares, sameness: 0.2 });
    expect(again.reason).toBe('known');
    expect(again.iterations).toBeLessThanOrEqual(full.iterations);
    expect(Math.abs(again.sumOfSquares / full.sumOfSquares - 1)).toBeLessThanOrEqual(0.1);
  });

  it('scales with the data: fit(k·y) = k·fit(y)', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (power) => {
        const k = 10 ** power;
        const y = Array.from({ length: 12 }, (_, i) => Math.sin(i) + 0.3 * i);
        const once = leastSquares(line(y), [0.5, 0.1]);
        const scaled = leastSquares(line(y.map((value) => k * value)), [0.5 * k, 0.1 * k]);
        expect(scaled.parameters[0]! / k).toBeCloseTo(once.parameters[0]!, 10);
        expect(scaled.parameters[1]! / k).toBeCloseTo(once.parameters[1]!, 10);
        expect(scaled.iterations).toBe(once.iterations);
      }),
    );
  });
});

describe('covarianceOf', () => {
  // columns 1 and x of x = 0..4: (JᵀJ)⁻¹ = [[0.6, −0.2], [−0.2, 0.1]]
  const constant = [1, 1, 1, 1, 1];
  const x = [0, 1, 2, 3, 4];

  it('is the inverse of JᵀJ times the variance', () => {
    const { matrix, varianceOf } = covarianceOf(Float64Array.of(...constant, ...x), 5, [true, true], 2);
    [1.2, -0.4, -0.4, 0.2].forEach((value, i) => {
      expect(matrix[i]).toBeCloseTo(value, 12);
    });
    expect(varianceOf([1, 1])).toBeCloseTo(1.2 + 0.2 - 0.8, 12);
  });

  it('takes a held parameter as known', () => {
    const { matrix } = covarianceOf(Float64Array.of(...constant, ...x), 5, [true, false], 2);
    expect(matrix[0]).toBeCloseTo(0.4, 12);
    expect(matrix[3]).toBe(0);
  });

  it('knows the sum of two parameters that the data cannot tell apart', () => {
    const jacobian = Float64Array.of(...constant, ...constant, ...x);
    const { undetermined, varianceOf, matrix } = covarianceOf(jacobian, 5, [true, true, true], 1);
    expect(undetermined).toEqual([true, true, false]);
    expect(varianceOf([1, 0, 0])).toBeNaN();
    expect(varianceOf([1, 1, 0])).toBeCloseTo(0.6, 9);
    expect(matrix[0]).toBeNaN();
    expect(matrix[8]).toBeCloseTo(0.1, 9);
  });

  it('leaves a parameter without influence open', () => {
    const { undetermined } = covarianceOf(Float64Array.of(...constant, 0, 0, 0, 0, 0), 5, [true, true], 1);
    expect(undetermined).toEqual([false, true]);
    expect(covarianceOf(new Float64Array(5), 5, [true], 1).undetermined).toEqual([true]);
  });
});
