import { describe, expect, it } from 'vitest';
import { dqdv } from '../../../reports/figures/dqdv.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { MOST_PEAKS } from '../../../reports/prominent-peaks.ts';
import { filterRows } from '../../../src/model/table.ts';
import { domainOf, draw, only } from './draw.ts';
import { dqdvTables } from './profile-tables.ts';
import { curvesOf, markersOf, texts } from './svg.ts';

const values = (drawing: { readonly spec: { readonly data?: unknown } }) =>
  (drawing.spec.data as { values: { x: number; y: number }[] }[]).map((data) => data.values);

/** A charge from the given potential up to 4 V with a peak at 3.5 V, and a discharge down to 3 V. */
function flatStart(from: number) {
  const [points] = dqdvTables([{ sample: 'a', cycles: [1], height: 10, start: 3 }]);
  const volts = points.columns['voltage_V'] as Float64Array;
  const values = points.columns['dqdv_mAh_V'] as Float64Array;
  for (let i = 0; i < volts.length; i++) {
    const branch = (i % 301) / 300;
    const flat = branch < 0.3;
    volts[i] = flat ? from + (branch / 0.3) * (3 - from) : 3 + (branch - 0.3) / 0.7;
    values[i] = (i < 301 ? 1 : -1) * (flat ? 1e-5 : 10 * Math.exp(-(((volts[i]! - 3.5) / 0.05) ** 2)) + 0.01);
  }
  // the discharge ends at 3 V
  return filterRows(points, (row) => row < 301 || (row - 301) / 300 >= 0.3);
}

describe('dQ/dV', () => {
  it('stacks the cycles clear of each other, with their peaks on the curves', async () => {
    const drawing = only(draw(dqdv, ['a'], dqdvTables([{ sample: 'a', cycles: [1, 2, 100], height: 10 }])));
    const svg = await renderSvg(drawing);
    // A zero line and two branches for each cycle.
    expect(curvesOf(svg)).toHaveLength(9);
    expect(markersOf(svg)).toHaveLength(6);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['Cycle 1', 'Cycle 2', 'Cycle 100', 'Voltage (V)', 'dQ/dV + offset (mAh V⁻¹)']),
    );
    const lines = values(drawing).filter((rows) => rows.length > 2);
    const reach = (rows: { y: number }[]) => [Math.min(...rows.map(({ y }) => y)), Math.max(...rows.map(({ y }) => y))];
    const [first, second] = [lines.slice(0, 2).flat(), lines.slice(2, 4).flat()];
    expect(reach(first)[1]!).toBeLessThan(reach(second)[0]!);
    const [peaks] = values(drawing).filter((rows) => rows.length === 2 && rows[0]?.x === 0.3);
    expect(peaks?.[0]?.y).toBeCloseTo(-10.5, 1);
    expect(peaks?.[1]?.y).toBeCloseTo(10.5, 1);
    expect(drawing.title).toContain('cycles 1, 2, 100, dark to light; charge positive, discharge negative.');
    expect(drawing.title).toContain('smoothing over 20 mV');
  });

  it('is per gram where the mass is known, in Ah where mAh would be long, and not raised for one cycle', async () => {
    const tables = dqdvTables([{ sample: 'a', cycles: [3], height: 30, massMg: 1.5 }]);
    const drawing = only(draw(dqdv, ['a'], tables));
    expect(texts(await renderSvg(drawing))).toContain('dQ/dV (Ah g⁻¹ V⁻¹)');
    expect(Math.max(...values(drawing).flatMap((rows) => rows.map(({ y }) => y)))).toBeCloseTo(21, 0);
    expect(drawing.title).not.toContain('Raised');
  });

  it('needs no table of peaks, and leaves out cycles between where there are many', async () => {
    const cycles = Array.from({ length: 30 }, (_, i) => i + 1);
    const [points] = dqdvTables([{ sample: 'a', cycles, height: 10 }]);
    const svg = await renderSvg(only(draw(dqdv, ['a'], [points])));
    expect(markersOf(svg)).toHaveLength(0);
    const labels = texts(svg).filter((label) => label.startsWith('Cycle '));
    expect(labels).toHaveLength(8);
    expect(labels).toEqual(expect.arrayContaining(['Cycle 1', 'Cycle 30']));
  });

  it('marks the most prominent peaks of a noisy curve only, and says so', async () => {
    const drawing = only(draw(dqdv, ['a'], dqdvTables([{ sample: 'a', cycles: [1], height: 10, noisePeaks: 40 }])));
    expect(markersOf(await renderSvg(drawing))).toHaveLength(2 * MOST_PEAKS);
    const marked = values(drawing).find((rows) => rows.length === 2 * MOST_PEAKS);
    expect(marked?.map(({ x }) => x)).toEqual(expect.arrayContaining([0.3, 0.5, 0.7, 0.71, 0.72, 0.73]));
    expect(drawing.title).toContain(`the ${MOST_PEAKS} most prominent`);
  });

  it('leaves the flat start of a branch outside the axis where it would fill it, and says so', () => {
    const flat = only(draw(dqdv, ['a'], [flatStart(0)]));
    expect(domainOf(flat, 'x')[0]).toBeGreaterThan(2.5);
    expect(flat.title).toContain('Starts of branches, up to 0.5 % of the charge, lie outside the axis (to 0.00 V).');
    const whole = only(draw(dqdv, ['a'], [flatStart(2.8)]));
    expect(domainOf(whole, 'x')[0]).toBeLessThan(2.8);
    expect(whole.title).not.toContain('outside the axis');
  });

  it('is no higher than wide on a wide page', () => {
    const tables = dqdvTables([{ sample: 'a', cycles: [1, 2, 3, 4, 5], height: 10 }]);
    const { spec } = only(draw(dqdv, ['a'], tables, { size: 'double' }));
    expect(Number(spec.height)).toBeLessThan(0.8 * Number(spec.width));
  });

  it('makes one drawing per sample', () => {
    const tables = dqdvTables(['A 6', 'a-6'].map((sample) => ({ sample, cycles: [1], height: 1 })));
    expect(draw(dqdv, ['A 6', 'a-6'], tables).map(({ name }) => name)).toEqual(['dqdv-a-6', 'dqdv-a-6-2']);
  });
});
