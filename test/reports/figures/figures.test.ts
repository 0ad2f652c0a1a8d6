import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityDistribution } from '../../../reports/figures/capacity-distribution.ts';
import { cycling } from '../../../reports/figures/cycling.ts';
import { dqdv } from '../../../reports/figures/dqdv.ts';
import type { Drawing } from '../../../reports/figures/figure.ts';
import { FIGURES } from '../../../reports/figures/index.ts';
import { nyquist } from '../../../reports/figures/nyquist.ts';
import { rate } from '../../../reports/figures/rate.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { resistances } from '../../../reports/figures/resistances.ts';
import { retention } from '../../../reports/figures/retention.ts';
import { voltageProfile } from '../../../reports/figures/voltage-profile.ts';
import { domainOf, draw, only } from './draw.ts';
import { awkwardFits, awkwardSpectra, fitTable, pointsTable } from './impedance-tables.ts';
import { dqdvTables, windowsTable } from './profile-tables.ts';
import { frameOf, itemsOf, markersOf, overlap, textBoxes, texts } from './svg.ts';
import { cyclesTable, profileTable, rateTable, retentionTable } from './tables.ts';

const RATES = [0.1, 0.2, 0.5, 1, 2, 5, 0.1];
const RATE_FACTORS = [1, 0.95, 0.85, 0.7, 0.5, 0.25, 0.97];
const rateFactor = (cycle: number) => RATE_FACTORS[Math.floor((cycle - 1) / 5)] ?? 0;
const THREE = ['HRPOSS-1.5', 'HRPOSS-6', 'HRPOSS-12'];
const HOSTILE = [
  '<script>alert("x")</script>',
  `a & b 'c' "d" d="1.23456789"`,
  'evil\u202Etxt\u0007',
  'x'.repeat(200),
  '硅负极样品（涂层）与实리콘',
];

const threeCells = () =>
  cyclesTable(THREE.map((sample, seed) => ({ sample, cycles: 200, capacity: 900 + 450 * seed, seed })));

/** Every figure with ordinary and with awkward data. */
function allDrawings(): Drawing[] {
  const replicates = ['B-1', 'B-2', 'B-3', 'L-1'];
  const long = HOSTILE.map((sample, seed) => ({ sample, cycles: 60, capacity: 500 + 300 * seed, seed }));
  return [
    ...draw(cycling, THREE, [threeCells()]),
    ...draw(cycling, THREE, [threeCells()], { size: 'double', title: HOSTILE[3] ?? '' }),
    ...draw(cycling, ['one'], [cyclesTable([{ sample: 'one', cycles: 200, efficiencies: { 50: 8, 90: 120 } }])]),
    ...draw(cycling, ['short'], [cyclesTable([{ sample: 'short', cycles: 3 }])]),
    ...draw(cycling, ['single'], [cyclesTable([{ sample: 'single', cycles: 1 }])]),
    ...draw(cycling, HOSTILE, [cyclesTable(long)]),
    ...draw(rate, replicates, [
      cyclesTable(
        replicates.map((sample, seed) => ({ sample, group: sample.slice(0, 1), cycles: 35, seed, factor: rateFactor })),
      ),
      rateTable(
        replicates.map((sample) => ({
          sample,
          group: sample.slice(0, 1),
          rates: RATES,
          perBlock: 5,
          unit: 'current_A_g',
        })),
      ),
    ]),
    ...draw(rate, HOSTILE, [
      cyclesTable(HOSTILE.map((sample) => ({ sample, cycles: 60 }))),
      rateTable(
        HOSTILE.map((sample) => ({
          sample,
          rates: Array.from({ length: 20 }, (_, i) => 0.11 + i),
          perBlock: 3,
          unit: 'c_rate_1_h',
        })),
      ),
    ]),
    ...draw(voltageProfile, HOSTILE, [
      profileTable(
        HOSTILE.map((sample, i) => ({
          sample,
          kind: i % 2 ? 'full' : 'anode',
          cycles: [1, 2, 600].map((cycle) => ({ cycle, capacity: 182 - cycle / 12 })),
        })),
      ),
    ]),
    ...draw(capacityDistribution, HOSTILE, [
      windowsTable(HOSTILE.map((sample, i) => ({ sample, edges: [0, 0.1 * i + 0.1, 2], shares: [60, 35] }))),
    ]),
    ...draw(
      dqdv,
      HOSTILE,
      dqdvTables(
        HOSTILE.map((sample, i) => ({
          sample,
          cycles: Array.from({ length: i + 1 }, (_, k) => k),
          height: 10 ** i,
        })),
      ),
    ),
    ...draw(retention, HOSTILE, [
      cyclesTable(long),
      retentionTable(
        HOSTILE.map((sample, i) => ({
          sample,
          referenceCapacity: 0.71 + 0.426 * i,
          fade: 0.15,
          endOfLife: 40 + i,
          knee: 20,
        })),
      ),
    ]),
    ...awkwardSpectra(HOSTILE).flatMap((spectra) => draw(nyquist, HOSTILE, [pointsTable(spectra)])),
    ...draw(nyquist, HOSTILE, [pointsTable(awkwardSpectra(HOSTILE).flat())], { size: 'double' }),
    ...awkwardFits(HOSTILE).flatMap((fits) => draw(resistances, HOSTILE, [fitTable(fits)])),
  ];
}

describe('every figure', () => {
  it('renders to well-formed SVG without NaN, whatever the names', async () => {
    for (const drawing of allDrawings()) {
      const svg = await renderSvg(drawing);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).not.toMatch(/<script|(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Co}/u);
      expect(() => itemsOf(svg)).not.toThrow();
      for (const item of itemsOf(svg)) {
        for (const name of ['d', 'transform']) expect(item.attributes[name] ?? '').not.toMatch(/\d\.\d{4}/);
      }
    }
  });

  it('keeps every marker inside the frame', async () => {
    for (const drawing of allDrawings()) {
      const svg = await renderSvg(drawing);
      const frame = frameOf(svg);
      const markers = markersOf(svg);
      if (!/^(?:voltage|capacity)/.test(drawing.name)) expect(markers.length).toBeGreaterThan(0);
      for (const { x, y } of markers) {
        expect(x).toBeGreaterThanOrEqual(frame.left);
        expect(x).toBeLessThanOrEqual(frame.right + 0.001);
        expect(y).toBeGreaterThanOrEqual(frame.top);
        expect(y).toBeLessThanOrEqual(frame.bottom + 0.001);
      }
    }
  });

  it('lets no text overlap another or leave the page', async () => {
    for (const drawing of allDrawings()) {
      const svg = await renderSvg(drawing);
      const [, , width, height] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? '').split(' ').map(Number);
      const boxes = textBoxes(svg);
      boxes.forEach((box, i) => {
        expect(box.left, `${drawing.name}: ${box.text}`).toBeGreaterThanOrEqual(0);
        expect(box.top, `${drawing.name}: ${box.text}`).toBeGreaterThanOrEqual(0);
        expect(box.right, `${drawing.name}: ${box.text}`).toBeLessThanOrEqual(width ?? 0);
        expect(box.bottom, `${drawing.name}: ${box.text}`).toBeLessThanOrEqual(height ?? 0);
        for (const other of boxes.slice(i + 1)) {
          expect(overlap(box, other), `${drawing.name}: "${box.text}" and "${other.text}"`).toBe(false);
        }
      });
    }
  });

  it('gives the same bytes whatever was rendered before or beside it', async () => {
    const drawing = only(draw(cycling, THREE, [threeCells()]));
    const first = await renderSvg(drawing);
    await Promise.all(allDrawings().map(renderSvg));
    const [beside] = await Promise.all([renderSvg(only(draw(cycling, THREE, [threeCells()]))), renderSvg(drawing)]);
    expect(beside).toBe(first);
  });

  it('fails instead of drawing half a figure', async () => {
    const drawing = only(draw(cycling, THREE, [threeCells()]));
    const broken = {
      ...drawing,
      spec: {
        ...drawing.spec,
        axes: [{ orient: 'left', scale: 'x', format: '.Infinityf' }],
        scales: [{ name: 'x', type: 'linear', domain: [0, 1] }],
      },
    };
    await expect(renderSvg(broken as Drawing)).rejects.toThrow('figure cycling cannot be drawn');
  });

  it('is as wide as its column', async () => {
    for (const [size, width] of [
      ['single', 85],
      ['one-and-a-half', 120],
      ['double', 175],
    ] as const) {
      const svg = await renderSvg(only(draw(cycling, THREE, [threeCells()], { size })));
      expect(svg).toContain(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="`);
      expect(svg).toContain(`viewBox="0 0 ${Number(((width / 25.4) * 72).toFixed(3))} `);
      expect(
        new Set(
          textBoxes(svg).map((box) => itemsOf(svg).find((item) => item.text === box.text)?.attributes['font-size']),
        ),
      ).toEqual(new Set(['7px', '8px']));
    }
  });

  it('draws nothing without its tables, without rows and without values', () => {
    const empty = [cyclesTable([]), rateTable([]), profileTable([]), retentionTable([]), pointsTable([]), fitTable([])];
    for (const figure of FIGURES) {
      expect(draw(figure, THREE, [])).toEqual([]);
      expect(draw(figure, THREE, empty)).toEqual([]);
    }
    const capless = cyclesTable([{ sample: 'a', cycles: 5, capacity: Number.NaN }]);
    expect(draw(cycling, ['a'], [capless])).toEqual([]);
    expect(
      draw(retention, ['a'], [capless, retentionTable([{ sample: 'a', referenceCapacity: 1, fade: 0.1 }])]),
    ).toEqual([]);
    expect(
      draw(rate, ['a'], [capless, rateTable([{ sample: 'a', rates: [1, 2], perBlock: 2, unit: 'c_rate_1_h' }])]),
    ).toEqual([]);
  });

  it('names definitions after the drawing, so that figures can share a page', async () => {
    const svg = await renderSvg(
      only(
        draw(retention, THREE, [
          threeCells(),
          retentionTable([{ sample: 'HRPOSS-6', referenceCapacity: 1.9, fade: 0.1 }]),
        ]),
      ),
    );
    expect([...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)).toEqual(['retention-1']);
    expect(svg).toContain('clip-path="url(#retention-1)"');
  });
});

describe('cycling', () => {
  it('has the axis titles of the field', async () => {
    const svg = await renderSvg(only(draw(cycling, THREE, [threeCells()])));
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['Cycle number', 'Specific capacity (mAh g⁻¹)', 'Coulombic efficiency (%)']),
    );
  });

  it('falls back to mAh for all samples where one has no mass, and says so', async () => {
    const table = cyclesTable([
      { sample: 'a', cycles: 9 },
      { sample: 'b', cycles: 9, massMg: 0 },
    ]);
    const drawing = only(draw(cycling, ['a', 'b'], [table]));
    expect(texts(await renderSvg(drawing))).toContain('Capacity (mAh)');
    expect(drawing.title).toContain('Capacities in mAh, as no active mass is known of b.');
  });

  it('marks efficiencies outside 80–101 % at the rim, at their cycles', async () => {
    const efficiencies = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i + 1, 99]));
    const table = cyclesTable([{ sample: 'a', cycles: 30, efficiencies: { ...efficiencies, 10: 8, 20: 120 } }]);
    const drawing = only(draw(cycling, ['a'], [table]));
    const svg = await renderSvg(drawing);
    const frame = frameOf(svg);
    const triangles = markersOf(svg).filter(
      ({ attributes }) => attributes['fill'] === '#AA4499' && !attributes['d']?.includes('A'),
    );
    expect(triangles).toHaveLength(2);
    const [low, high] = [...triangles].sort((a, b) => a.x - b.x);
    const atCycle = (cycle: number) => frame.left + ((frame.right - frame.left) * (cycle + 0.75)) / 31.5;
    expect(low?.x).toBeCloseTo(atCycle(10), 2);
    expect(high?.x).toBeCloseTo(atCycle(20), 2);
    expect(frame.bottom - (low?.y ?? 0)).toBeLessThan(4);
    expect((high?.y ?? 0) - frame.top).toBeLessThan(4);
    expect(drawing.title).toMatch(/[23] values lie outside the axis: triangles at the rim\./);
  });

  it('extends the axis of efficiencies where a good part of them lies outside 80–101 %', () => {
    const ends = (efficiencies: readonly number[]) => {
      const own = Object.fromEntries(efficiencies.map((value, i) => [i + 1, value]));
      const table = cyclesTable([{ sample: 'a', cycles: efficiencies.length, efficiencies: own }]);
      return domainOf(only(draw(cycling, ['a'], [table])), 'right');
    };
    expect(ends([59, 63, 56, 12])).toEqual([10, 101]);
    expect(ends([107, 109, 104, 6000])).toEqual([80, 110]);
    expect(ends([75, 93, 98, 99, 99, 99])).toEqual([80, 101]);
  });

  it('puts the efficiency where its axis says', async () => {
    const table = cyclesTable([{ sample: 'a', cycles: 1, efficiencies: { 1: 90.5 } }]);
    const svg = await renderSvg(only(draw(cycling, ['a'], [table])));
    const frame = frameOf(svg);
    const dot = markersOf(svg).find(({ attributes }) => attributes['fill'] === '#AA4499');
    expect(dot?.y).toBeCloseTo((frame.top + frame.bottom) / 2, 2);
  });

  it('leaves out excluded and incomplete cycles, and says how many', () => {
    const table = cyclesTable([{ sample: 'a', cycles: 50, excluded: { 45: 'power cut', 46: 'power cut' } }]);
    const drawing = only(draw(cycling, ['a'], [table]));
    expect(drawing.title).toContain('a: 2 excluded cycles not shown.');
    const cycles = JSON.stringify(drawing.spec.data);
    expect(cycles).not.toContain('"x":45,');
  });

  it('gives a sample the colour of its place in the study, whatever else is drawn', async () => {
    const colours = async (samples: readonly string[], drawn: readonly string[]) => {
      const table = cyclesTable(drawn.map((sample) => ({ sample, cycles: 5 })));
      const svg = await renderSvg(only(draw(cycling, samples, [table])));
      return new Set(markersOf(svg).map(({ attributes }) => attributes['stroke']));
    };
    expect(await colours(THREE, ['HRPOSS-6'])).toContain('#E69F00');
    expect(await colours(THREE, ['HRPOSS-12'])).toContain('#56B4E9');
    expect(await colours(['HRPOSS-6', ...THREE], ['HRPOSS-6'])).toContain('#000000');
    expect(await colours(THREE, ['HRPOSS-12', 'HRPOSS-6'])).not.toContain('#000000');
  });

  it('draws at most six samples at a time and does not tear groups apart', () => {
    const samples = Array.from({ length: 12 }, (_, i) => `Cell ${i + 1}`);
    const drawings = draw(cycling, samples, [
      cyclesTable(samples.map((sample, i) => ({ sample, cycles: 5, group: `G${Math.floor(i / 4)}` }))),
    ]);
    expect(drawings.map(({ name }) => name)).toEqual(['cycling-g0', 'cycling-g1', 'cycling-g2']);
    const singles = draw(cycling, samples, [cyclesTable(samples.map((sample) => ({ sample, cycles: 5 })))]);
    expect(singles.map(({ name }) => name)).toEqual(['cycling-1', 'cycling-2']);
  });

  it('keeps first, last and outlying capacities of a long series', () => {
    const table = cyclesTable([
      { sample: 'a', cycles: 5000, fade: 0.001, factor: (cycle) => (cycle === 2222 ? 0.5 : 1) },
    ]);
    const drawing = only(draw(cycling, ['a'], [table]));
    const drawn = JSON.stringify(drawing.spec.data);
    for (const cycle of [1, 2222, 5000]) expect(drawn).toContain(`"x":${cycle},`);
    expect(drawn.length).toBeLessThan(40_000);
    expect(drawing.title).toContain('Markers that would merge are left out evenly');
  });

  it('escapes names in text and label', async () => {
    const svg = await renderSvg(
      only(draw(cycling, HOSTILE, [cyclesTable(HOSTILE.map((sample) => ({ sample, cycles: 9 })))])),
    );
    expect(texts(svg)).toContain('<script>alert("x")</script>');
    expect(texts(svg)).toContain(HOSTILE[1]);
    expect(texts(svg)).toContain('evil�txt�');
    expect(texts(svg).some((text) => /^x+…x+$/.test(text))).toBe(true);
    expect(svg).toContain('&lt;script&gt;');
  });

  it('draws any finite or missing capacities', async () => {
    const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN), fc.constant(0));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        const table = cyclesTable([
          { sample: 'a', cycles: values.length, capacity: 1, fade: 0, factor: (i) => values[i - 1] ?? 0 },
        ]);
        for (const drawing of draw(cycling, ['a'], [table])) {
          expect(await renderSvg(drawing)).not.toMatch(/NaN|undefined|Infinity/);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('rate', () => {
  const cells = ['B-1', 'B-2', 'B-3'];
  const capacities = [100, 110, 120];
  const tables = (unit: 'c_rate_1_h' | 'current_A_g' | 'current_mA') => [
    cyclesTable(
      cells.map((sample, i) => ({
        sample,
        group: 'B',
        cycles: 35,
        capacity: capacities[i] ?? 0,
        fade: 0,
        seed: 0,
        factor: rateFactor,
      })),
    ),
    rateTable(cells.map((sample) => ({ sample, group: 'B', rates: RATES, perBlock: 5, unit }))),
  ];

  it('draws replicates as mean with standard deviation', () => {
    const drawing = only(draw(rate, cells, tables('c_rate_1_h')));
    const rows = (drawing.spec.data ?? []).flatMap((data) =>
      'values' in data ? (data.values as { x: number; y: number; low: number; high: number }[]) : [],
    );
    const first = rows.find((row) => row.x === 1 && 'low' in row);
    expect((first?.high ?? 0) - (first?.low ?? 0)).toBeCloseTo(2 * 10 * ((first?.y ?? 0) / 110), 6);
    expect(drawing.title).toContain('error bars: standard deviation (n − 1)');
    expect(drawing.title).toContain('B (n = 3)');
  });

  it('names the blocks by C-rate, else A/g, else mA', async () => {
    const drawn = async (unit: 'c_rate_1_h' | 'current_A_g' | 'current_mA') =>
      texts(await renderSvg(only(draw(rate, cells, tables(unit)))));
    expect((await drawn('c_rate_1_h')).filter((text) => text.endsWith('C'))).toEqual(RATES.map((value) => `${value}C`));
    expect(await drawn('current_A_g')).toEqual(expect.arrayContaining(['Specific current (A g⁻¹)', '0.5', '5']));
    expect(await drawn('current_mA')).toContain('Current (mA)');
  });

  it('keeps samples with other blocks apart', () => {
    const samples = ['a', 'b'];
    const cycles = cyclesTable(samples.map((sample) => ({ sample, group: 'G', cycles: 12 })));
    const rates = rateTable([
      { sample: 'a', group: 'G', rates: [0.1, 0.5, 1], perBlock: 4, unit: 'c_rate_1_h' },
      { sample: 'b', group: 'G', rates: [0.1, 0.5, 2], perBlock: 4, unit: 'c_rate_1_h' },
    ]);
    const drawings = draw(rate, samples, [cycles, rates]);
    expect(drawings).toHaveLength(2);
    expect(new Set(drawings.map(({ name }) => name)).size).toBe(2);
  });
});

describe('rate tests apart', () => {
  const samples = ['steady', 'varied'];
  const cycles = cyclesTable(samples.map((sample) => ({ sample, group: sample, cycles: 12 })));
  const rates = rateTable([
    { sample: 'steady', group: 'steady', rates: [0.1, 1], perBlock: 6, unit: 'c_rate_1_h' },
    { sample: 'varied', group: 'varied', rates: [0.1, 0.5, 1], perBlock: 4, unit: 'c_rate_1_h' },
  ]);

  it('draws only the sample with three rates as a rate test', () => {
    expect(only(draw(rate, samples, [cycles, rates])).title).not.toContain('steady');
  });

  it('draws cycling of both, in figures of their own', () => {
    const titles = draw(cycling, samples, [cycles, rates]).map(({ name, title }) => [name, title.includes('varied')]);
    expect(titles).toEqual([
      ['cycling', false],
      ['cycling-rate-tests', true],
    ]);
  });

  it('draws retention of the steady one only', () => {
    const table = retentionTable(samples.map((sample) => ({ sample, referenceCapacity: 1, fade: 0.2 })));
    expect(only(draw(retention, samples, [cycles, rates, table])).title).not.toContain('varied');
  });
});

describe('a rate test before long cycling', () => {
  const factor = (cycle: number) => (cycle <= 15 ? [1, 0.8, 0.5][Math.floor((cycle - 1) / 5)] : 0.7) ?? 0;
  const cycles = cyclesTable([{ sample: 'a', cycles: 200, factor, firstCycle: 0 }]);
  const rates = rateTable([{ sample: 'a', rates: [0.1, 1, 5], perBlock: 5, unit: 'c_rate_1_h' }]);
  const withLong = rateTable([
    { sample: 'a', rates: [0.1, 1, 5], perBlock: 5, unit: 'c_rate_1_h', firstCycle: 0 },
    { sample: 'a', rates: [4], perBlock: 185, unit: 'c_rate_1_h', firstCycle: 15 },
  ]);

  it('is drawn without the long cycling, which the caption names', () => {
    const { title, spec } = only(draw(rate, ['a'], [cycles, withLong]));
    expect(title).toContain('a: long cycling, cycles 15–199, not shown.');
    const drawn = (spec.data ?? []).flatMap((data) => ('values' in data ? (data.values as { x: number }[]) : []));
    expect(Math.max(...drawn.map(({ x }) => x))).toBeLessThan(15);
  });

  it('does not keep the long cycling out of the figure of retention', () => {
    const table = retentionTable([{ sample: 'a', referenceCapacity: 1, fade: 0.2 }]);
    expect(draw(retention, ['a'], [cycles, withLong, table])).toHaveLength(1);
    expect(draw(retention, ['a'], [cycles, rates, table])).toHaveLength(0);
  });
});

describe('voltage profile', () => {
  const profiles = profileTable([
    { sample: 'A 6', kind: 'anode', cycles: [1, 2, 200].map((cycle) => ({ cycle, capacity: 1800 - 5 * cycle })) },
    {
      sample: 'a-6',
      kind: 'full',
      cycles: [1, 20, 40, 60, 80, 100].map((cycle) => ({ cycle, capacity: 180 - cycle / 2 })),
    },
  ]);

  it('leaves the way up from 0 V before the first charge outside the axis, and says so', () => {
    const cycles = [1, 2].map((cycle) => ({ cycle, capacity: 180 }));
    const drawn = (start: number) =>
      only(draw(voltageProfile, ['a'], [profileTable([{ sample: 'a', kind: 'full', cycles, start }])]));
    const lowest = (drawing: Drawing) => domainOf(drawing, 'left')[0];
    expect(lowest(drawn(-0.05))).toBeGreaterThan(2.2);
    expect(drawn(-0.05).title).toContain('lie outside the axis (to −0.05 V).');
    expect(lowest(drawn(2))).toBeLessThan(2);
    expect(drawn(2).title).not.toContain('outside');
  });

  it('makes one drawing per sample under different names', () => {
    const names = draw(voltageProfile, ['A 6', 'a-6'], [profiles]).map(({ name }) => name);
    expect(names).toEqual(['voltage-profile-a-6', 'voltage-profile-a-6-2']);
  });

  it('labels up to four cycles, of more the first and the last', async () => {
    const drawings = draw(voltageProfile, ['A 6', 'a-6'], [profiles]);
    const labels = await Promise.all(
      drawings.map(async (d) => texts(await renderSvg(d)).filter((text) => text.startsWith('Cycle '))),
    );
    expect(labels.map((list) => list.sort())).toEqual([
      ['Cycle 1', 'Cycle 2', 'Cycle 200'],
      ['Cycle 1', 'Cycle 100'],
    ]);
    const [first] = drawings;
    expect(texts(first === undefined ? '' : await renderSvg(first))).toEqual(
      expect.arrayContaining(['Voltage (V)', 'Specific capacity (mAh g⁻¹)']),
    );
  });
});

describe('retention', () => {
  it('stands at 100 % at the reference and marks 80 % and the end of life', async () => {
    const efficiency = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [i + 1, 100]));
    const cycles = cyclesTable([
      { sample: 'a', cycles: 120, capacity: 1000, fade: 0.2, massMg: 1, efficiencies: efficiency },
    ]);
    const table = retentionTable([{ sample: 'a', referenceCapacity: 1, fade: 0.2, endOfLife: 101.3 }]);
    const drawing = only(draw(retention, ['a'], [cycles, table]));
    const svg = await renderSvg(drawing);
    expect(texts(svg)).toEqual(expect.arrayContaining(['Capacity retention (%)', 'Cycle number', '101']));
    expect(drawing.title).toContain('a at cycle 101.3');
    const lines = (drawing.spec.data ?? []).map((data) =>
      'values' in data ? (data.values as { x: number; y: number }[]) : [],
    );
    expect(lines[0]?.map(({ y }) => y)).toEqual([80, 80]);
    const fade = lines.find((rows) => rows.length === 2 && rows[0]?.x === 1);
    expect(((fade?.[0]?.y ?? 0) - (fade?.[1]?.y ?? 0)) / 119).toBeCloseTo(0.2, 9);
    expect(fade?.[0]?.y).toBeCloseTo(100, 0);
  });

  it('marks no cycle of the table on an axis that counts otherwise', () => {
    const half = { sample: 'a', cycles: 30, capacity: 1000, massMg: 1 };
    const cycles = cyclesTable([half, half]);
    const table = retentionTable([{ sample: 'a', referenceCapacity: 1, fade: 0.2, endOfLife: 20, knee: 10 }]);
    const { title } = only(draw(retention, ['a'], [cycles, table]));
    expect(title).toContain('a: end of life and knee not marked.');
    expect(title).not.toContain('at cycle');
  });
});
