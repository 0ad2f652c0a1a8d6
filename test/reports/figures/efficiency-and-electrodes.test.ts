import { describe, expect, it } from 'vitest';
import { cePeriodogram } from '../../../reports/figures/ce-periodogram.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { threeElectrode } from '../../../reports/figures/three-electrode.ts';
import { waveVerdict } from '../../../reports/wave-verdict.ts';
import { draw, only } from './draw.ts';
import { efficiencyTables, electrodeTables } from './simulated-tables.ts';
import { overlap, textBoxes, texts } from './svg.ts';

describe('efficiency and its periodogram', () => {
  const drawing = only(draw(cePeriodogram, ['cell'], efficiencyTables()));

  it('states the period with its error, near the day', () => {
    const [, period = '', error = ''] = /Strongest period ([\d.]+) ± ([\d.]+) h/.exec(drawing.title) ?? [];
    expect(Math.abs(Number(period) - 24)).toBeLessThan(3 * Number(error) + 0.05);
    expect(drawing.title).toContain('false-alarm probability below 10⁻⁶');
  });

  it('says where the strongest period is no wave', () => {
    expect(drawing.title).not.toContain('no wave');
    const tables = efficiencyTables().map((table) => {
      if (table.spec.name !== 'ce_periodicity') return table;
      return { ...table, columns: { ...table.columns, false_alarm_probability: Float64Array.of(0.3) } };
    });
    const chance = only(draw(cePeriodogram, ['cell'], tables));
    expect(chance.title).toContain('false-alarm probability 0.3: no wave above chance.');
    expect(chance.title).not.toContain('full line');
    expect((chance.spec.data as unknown[]).length).toBe((drawing.spec.data as unknown[]).length - 1);
    expect(waveVerdict(1e-9, false)).toBe('wave');
    expect(waveVerdict(1e-9, true)).toBe('slow drift, at the longest period');
    expect(waveVerdict(Number.NaN, false)).toBe('no wave above chance');
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

  it('has no panel of overpotentials where there is one rate only', async () => {
    const drawing = only(draw(threeElectrode, ['cell'], electrodeTables([1, 1, 1])));
    const svg = await renderSvg(drawing);
    expect(texts(svg)).toContain('0.5C');
    expect(texts(svg)).not.toContain('Overpotential (mV)');
    expect(texts(svg)).not.toContain('b');
    expect(drawing.title).toMatch(/^Potentials against .* \(0\.5C\): .* One rate only: no overpotential\.$/);
  });

  it('is not drawn without a counter electrode', () => {
    const tables = electrodeTables().filter((table) => table.spec.name !== 'electrode_profile');
    expect(draw(threeElectrode, ['cell'], tables)).toEqual([]);
  });
});

describe('pages with two panels', () => {
  const drawings = (['single', 'one-and-a-half', 'double'] as const).flatMap((size) => [
    only(draw(cePeriodogram, ['cell'], efficiencyTables(), { size, title: 'A title above' })),
    only(draw(threeElectrode, ['cell'], electrodeTables(), { size })),
  ]);

  it('lets no text overlap another or leave the page, at any size', async () => {
    for (const drawing of drawings) {
      const boxes = textBoxes(await renderSvg(drawing));
      expect(boxes.length).toBeGreaterThan(20);
      boxes.forEach((box, i) => {
        expect(Math.min(box.left, box.top), box.text).toBeGreaterThanOrEqual(0);
        expect(box.right, box.text).toBeLessThanOrEqual(Number(drawing.spec.width));
        expect(box.bottom, box.text).toBeLessThanOrEqual(Number(drawing.spec.height) + 0.01);
        for (const other of boxes.slice(i + 1)) {
          expect(overlap(box, other), `${drawing.name}: "${box.text}" and "${other.text}"`).toBe(false);
        }
      });
    }
  });
});
