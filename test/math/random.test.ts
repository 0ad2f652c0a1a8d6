import { describe, expect, it } from 'vitest';
import { uniformGenerator } from '../../src/math/random.ts';

describe('uniformGenerator', () => {
  it('repeats with its seed, and only with it', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, uniformGenerator(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('fills [0, 1) evenly', () => {
    const uniform = uniformGenerator(3);
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < 20_000; i++) bins[Math.floor(20 * uniform())]! += 1;
    const chi2 = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 0.1 % and 99.9 % points of chi² with 19 degrees of freedom
    expect(chi2).toBeGreaterThan(5.4);
    expect(chi2).toBeLessThan(43.8);
  });
});
