import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalAxes, logAxis, nameAxis, position, tickText } from '../../../reports/figures/scale.ts';
import { DEFAULT_THEME } from '../../../reports/figures/theme.ts';
import { bottomLabels } from '../../../reports/figures/tick-labels.ts';

describe('logarithmic axis', () => {
  it('has ticks at powers of ten and minor ticks at their multiples', () => {
    const axis = logAxis('', 0.5, 2000);
    expect(axis.ticks).toEqual([1, 10, 100, 1000]);
    expect(axis.minorTicks?.slice(0, 6)).toEqual([0.5, 0.6, 0.7, 0.8, 0.9, 2]);
    expect(axis.minorTicks).toHaveLength(5 + 3 * 8 + 1);
    expect(position(axis, 10, 1) - position(axis, 1, 1)).toBeCloseTo(1 / Math.log10(4000), 12);
    expect(axis.ticks.map((tick) => tickText(axis, tick))).toEqual(['1', '10', '100', '1000']);
  });

  it('has numbers at 2 and 5 where there are few powers of ten', () => {
    const axis = logAxis('', 3, 95);
    expect(axis.ticks).toEqual([5, 10, 20, 50]);
    expect(axis.minorTicks).toEqual([3, 4, 6, 7, 8, 9, 30, 40, 60, 70, 80, 90]);
  });

  it('leaves out numbers where there are many powers of ten', () => {
    const axis = logAxis('', 1e-6, 1e12);
    expect(axis.ticks.length).toBeLessThanOrEqual(7);
    expect([...axis.ticks, ...(axis.minorTicks ?? [])]).toHaveLength(19);
    expect(axis.ticks.map((tick) => tickText(axis, tick)).slice(0, 3)).toEqual(['10⁻⁶', '10⁻³', '10⁰']);
    expect(tickText(logAxis('', 2e-5, 9e-5), 2e-5)).toBe('2×10⁻⁵');
  });

  it('does not reach zero', () => {
    expect(() => logAxis('', 0, 10)).toThrow(RangeError);
    expect(() => logAxis('', 10, 10)).toThrow(RangeError);
  });
});

describe('equal axes', () => {
  const range = (low: number, high: number) => ({ title: '', low, high });

  it('have the aspect of the ranges', () => {
    const { x, y, aspect } = equalAxes(range(0, 30), range(0, 20), 1, 2);
    expect([x.domain, y.domain, aspect]).toEqual([[0, 30], [0, 20], 1.5]);
  });

  it('extend the upper end of the shorter range where it would be a sliver', () => {
    const flat = equalAxes(range(100, 140), range(-1, 4), 1, 2);
    expect([flat.x.domain, flat.y.domain, flat.aspect]).toEqual([[100, 140], [-1, 19], 2]);
    const tall = equalAxes(range(3, 4), range(0, 50), 0.8, 2);
    expect([tall.x.domain, tall.y.domain, tall.aspect]).toEqual([[3, 43], [0, 50], 0.8]);
  });

  it('have the same scale for any ranges, and at least two ticks', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const span = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, span, value, span, (x0, width, y0, height) => {
        const { x, y, aspect } = equalAxes(range(x0, x0 + width), range(y0, y0 + height), 1, 2);
        expect(aspect).toBeGreaterThanOrEqual(0.999);
        expect(aspect).toBeLessThanOrEqual(2.001);
        expect((x.domain[1] - x.domain[0]) / (y.domain[1] - y.domain[0])).toBe(aspect);
        expect(x.domain[1] - (x0 + width)).toBeGreaterThanOrEqual(-1e-9 * Math.abs(x0 + width));
        expect(y.domain[1] - (y0 + height)).toBeGreaterThanOrEqual(-1e-9 * Math.abs(y0 + height));
        expect(x.ticks.length).toBeGreaterThanOrEqual(2);
        expect(y.ticks.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});

describe('axis of names', () => {
  const named = (count: number, name: string) =>
    nameAxis(
      '',
      Array.from({ length: count }, () => name),
    );
  const labels = (count: number, name: string) => bottomLabels(named(count, name), 200, DEFAULT_THEME);

  it('has a place for each name, also for the same name twice', () => {
    const axis = nameAxis('State', ['a', 'b', 'a']);
    expect(axis.ticks.map((tick) => tickText(axis, tick))).toEqual(['a', 'b', 'a']);
    expect(axis.ticks.map((tick) => position(axis, tick, 300))).toEqual([50, 150, 250]);
  });

  it('writes names upright where they do not fit beside each other, and leaves some out where they touch', () => {
    expect(labels(3, 'OCV')).toMatchObject({ upright: false, every: 1 });
    expect(labels(10, 'after charge')).toMatchObject({ upright: true, every: 1 });
    expect(labels(60, 'OCV')).toMatchObject({ upright: true, every: 3 });
    expect(labels(3, 'x'.repeat(200)).height).toBeLessThanOrEqual(64);
  });
});
