import { describe, expect, it } from 'vitest';
import { cePeriodogram } from '../../../reports/figures/ce-periodogram.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { threeElectrode } from '../../../reports/figures/three-electrode.ts';
import { draw, only } from './draw.ts';
import { efficiencyTables, electrodeTables } from './simulated-tables.ts';

describe('efficiency and its periodogram', () => {
  const drawing = only(draw(cePeriodogram, ['cell'], efficiencyTables()));

  it('states the period with its error, near the day', () => {
    const [, period = '', error = ''] = /Strongest period ([\d.]+) ± ([\d.]+) h/.exec(drawing.title) ?? [];
    expect(Math.abs(Number(period) - 24)).toBeLessThan(3 * Number(error) + 0.05);
    expect(drawing.title).toContain('false-alarm probability below 10⁻⁶');
  });

  it('has two lettered panels of different data, below each other or side by side', async () => {
    const svg = await renderSvg(drawing);
    expect(svg).toMatch(/>a<\/text>/);
    expect(svg).toMatch(/>b<\/text>/);
    expect(svg).not.toContain('NaN');
    const wide = only(draw(cePeriodogram, ['cell'], efficiencyTables(), { size: 'double' }));
    expect(Number(wide.spec.width)).toBeGreaterThan(2 * Number(drawing.spec.width));
    expect(Number(wide.spec.height)).toBeLessThan(Number(drawing.spec.height));
  });
});

describe('three electrodes', () => {
  it('names electrodes and rates, and joins what belongs together', async () => {
    const drawing = only(draw(threeElectrode, ['cell'], electrodeTables()));
    expect(drawing.title).toContain('(0.1C, 0.5C, 1C, 2C, dark to light)');
    const svg = await renderSvg(drawing);
    for (const text of ['0.1C', '2C', 'Overpotential (mV)', 'working', 'counter']) expect(svg).toContain(text);
    expect(svg).not.toContain('NaN');
  });

  it('is not drawn without a counter electrode', () => {
    const tables = electrodeTables().filter((table) => table.spec.name !== 'electrode_profile');
    expect(draw(threeElectrode, ['cell'], tables)).toEqual([]);
  });
});
