import { describe, expect, it } from 'vitest';
import { studentQuantile, studentWithin } from '../../src/math/student.ts';

describe('studentQuantile', () => {
  // printed tables of the t distribution
  it.each([
    [0.95, 1, 12.7062],
    [0.95, 2, 4.30265],
    [0.95, 3, 3.18245],
    [0.95, 10, 2.22814],
    [0.99, 5, 4.03214],
    [0.95, 120, 1.97993],
    [0.9, 30, 1.69726],
  ])('level %d, %d degrees of freedom: %d', (level, freedom, expected) => {
    expect(studentQuantile(level, freedom)).toBeCloseTo(expected, 4);
    expect(studentWithin(expected, freedom)).toBeCloseTo(level, 5);
  });

  it('has none without a degree of freedom', () => {
    expect(studentQuantile(0.95, 0)).toBeNaN();
  });
});
