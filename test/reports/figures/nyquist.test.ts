import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyText, ohmUnit } from '../../../reports/figures/impedance.ts';
import { nyquist } from '../../../reports/figures/nyquist.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { draw, only } from './draw.ts';
import { anodeSpectrum, fitTable, pointsTable, type SpectrumOptions, TWO_ARCS } from './impedance-tables.ts';
import { curvesOf, type Item, markersOf, textBoxes, texts } from './svg.ts';

const GREY = '#767676';

async function nyquistSvg(spectra: readonly SpectrumOptions[], size: 'single' | 'double' = 'single'): Promise<string> {
  return renderSvg(only(draw(nyquist, ['a'], [pointsTable(spectra)], { size })));
}

function nyquistTitles(spectra: readonly SpectrumOptions[]): string[] {
  return draw(nyquist, ['a'], [pointsTable(spectra)]).map(({ title }) => title);
}

const isFilled = ({ attributes }: Item) => !['none', 'transparent'].includes(attributes['fill'] ?? 'none');
const least = (values: readonly number[]) => Math.min(...values);
const most = (values: readonly number[]) => Math.max(...values);

describe('nyquist', () => {
  it('draws a semicircle as high as half its width, whatever the page', async () => {
    const arc: SpectrumOptions = { sample: 'a', series: 5, arcs: [{ r: 100, tau: 1e-3 }], decades: [8, -4] };
    for (const size of ['single', 'double'] as const) {
      for (const extra of [[], [{ ...arc, arcs: [{ r: 1, tau: 1 }], series: 900 }], [{ ...arc, warburg: 200 }]]) {
        const svg = await nyquistSvg([{ ...arc, points: 481 }, ...extra], size);
        const markers = markersOf(svg).filter(({ attributes }) => attributes['stroke'] === '#440154');
        expect(markers).toHaveLength(481);
        const [xs, ys] = [markers.map(({ x }) => x), markers.map(({ y }) => y)];
        const width = most(xs) - least(xs);
        expect((most(ys) - least(ys)) / (width / 2)).toBeCloseTo(1, 2.3);
        const [centre, base] = [(most(xs) + least(xs)) / 2, most(ys)];
        for (const { x, y } of markers) expect(Math.hypot(x - centre, y - base) / (width / 2)).toBeCloseTo(1, 2.3);
      }
    }
  });

  it('has equal steps between the ticks of both axes', async () => {
    for (const changes of [{}, { warburg: 300 }, { arcs: [{ r: 20, tau: 1, n: 0.3 }] }]) {
      const svg = await nyquistSvg([anodeSpectrum(1, { sample: 'a', ...changes })]);
      const ticks = textBoxes(svg).filter(({ text }) => /^−?[\d.]+$/.test(text));
      const values = ticks.map(({ text }) => Number(text.replace('−', '-')));
      const last = values.findIndex((value, i) => i > 0 && value < (values[i - 1] ?? 0));
      const steps = [values.slice(0, last), values.slice(last)].map((axis) => (axis[1] ?? 0) - (axis[0] ?? 0));
      expect(steps[0]).toBeCloseTo(steps[1] ?? Number.NaN, 9);
      expect(values.length - last).toBeGreaterThanOrEqual(2);
    }
  });

  it('does not become a sliver', async () => {
    const flat: SpectrumOptions = { sample: 'a', series: 100, arcs: [{ r: 30, tau: 1e-3, n: 0.1 }] };
    const tall: SpectrumOptions = { sample: 'a', distort: (_, i) => ({ re: 3, im: -i }) };
    for (const spectrum of [flat, tall]) {
      const [, , width = 0, height = 0] = (/viewBox="([^"]*)"/.exec(await nyquistSvg([spectrum]))?.[1] ?? '')
        .split(' ')
        .map(Number);
      expect(width / height).toBeLessThan(2.1);
      expect(width / height).toBeGreaterThan(0.9);
    }
  });

  it('loses no point, however many spectra there are', async () => {
    const spectra = Array.from({ length: 12 }, (_, i) => anodeSpectrum(i + 1, { points: 71 }));
    const svg = await nyquistSvg(spectra);
    expect(markersOf(svg)).toHaveLength(12 * 71);
    expect(curvesOf(svg)).toHaveLength(1 + 12);
    expect(texts(svg).filter((text) => text.startsWith('Cycle'))).toEqual([1, 4, 7, 9, 12].map((n) => `Cycle ${n}`));
    expect(nyquistTitles(spectra)[0]).toContain('The legend names the first, the last and some spectra between.');
  });

  it('puts points where their impedance is, inductive ones below the real axis', async () => {
    const places = [
      { re: 0, im: 0 },
      { re: 30, im: -10 },
      { re: 10, im: 10 },
      { re: 20, im: 20 },
    ];
    const spectrum: SpectrumOptions = {
      sample: 'a',
      points: 4,
      fitted: false,
      distort: (_, i) => places[i] ?? { re: 0, im: 0 },
    };
    const svg = await nyquistSvg([spectrum]);
    const markers = [...markersOf(svg)].sort((a, b) => a.x - b.x);
    const [origin, ten, twenty, thirty] = markers;
    const scale = ((thirty?.x ?? 0) - (origin?.x ?? 0)) / 30;
    expect(((ten?.y ?? 0) - (origin?.y ?? 0)) / scale).toBeCloseTo(10, 3);
    expect(((twenty?.y ?? 0) - (origin?.y ?? 0)) / scale).toBeCloseTo(20, 3);
    expect(((thirty?.y ?? 0) - (origin?.y ?? 0)) / scale).toBeCloseTo(-10, 3);
    expect(nyquistTitles([spectrum])[0]).toContain('2 inductive points below the real axis.');
    expect(curvesOf(svg).filter(({ attributes }) => attributes['stroke'] !== GREY)).toEqual([]);
  });

  it('fills the points at the decades and names them beside their own marker', async () => {
    for (const spectrum of [
      anodeSpectrum(1, { decades: [5, -2], points: 57 }),
      anodeSpectrum(3, { decades: [6, -3], points: 60, noise: 0.001 }),
      anodeSpectrum(2, { decades: [4, -1], points: 16, inductance: 1e-3 }),
    ]) {
      const svg = await nyquistSvg([spectrum]);
      const [first = 0, lastDecade = 0] = spectrum.decades ?? [];
      const filled = markersOf(svg).filter(isFilled);
      expect(filled).toHaveLength(first - lastDecade + 1);
      const names = filled.map((_, i) => frequencyText(10 ** (first - i)));
      const labels = textBoxes(svg).filter(({ text }) => names.includes(text));
      expect(labels.length).toBeGreaterThanOrEqual(3);
      expect(new Set(labels.map(({ text }) => text)).size).toBe(labels.length);
      for (const label of labels) {
        const distances = filled.map(({ x, y }) =>
          Math.hypot(Math.max(label.left - x, 0, x - label.right), Math.max(label.top - y, 0, y - label.bottom)),
        );
        expect(names[distances.indexOf(least(distances))]).toBe(label.text);
        expect(least(distances)).toBeLessThan(12);
      }
    }
  });

  it('marks no decade that was not measured', async () => {
    const gap = anodeSpectrum(1, { decades: [3.3, 2.7], points: 4 });
    expect(markersOf(await nyquistSvg([gap])).filter(isFilled)).toHaveLength(1);
    const none = anodeSpectrum(1, { decades: [3.3, 2.7], points: 2 });
    expect(markersOf(await nyquistSvg([none])).filter(isFilled)).toHaveLength(0);
  });

  it('names the axes in the unit that the values ask for', async () => {
    for (const [factor, unit] of [
      [1e-4, 'mΩ'],
      [1, 'Ω'],
      [1e3, 'kΩ'],
      [1e6, 'MΩ'],
    ] as const) {
      const svg = await nyquistSvg([{ sample: 'a', series: 0, arcs: [{ r: 100 * factor, tau: 1e-3 }] }]);
      expect(texts(svg)).toEqual(expect.arrayContaining([`Z′ (${unit})`, `−Z″ (${unit})`]));
      expect(svg).toContain(`−<tspan font-style="italic">Z</tspan>″ (${unit})`);
    }
  });

  it('makes a drawing per sample and state, and one of states that have one spectrum each', () => {
    const cycled = ['charged', 'discharged'].flatMap((state) =>
      [2, 1].map((cycle) => anodeSpectrum(cycle, { sample: 'a', state })),
    );
    const states = ['before', 'after'].map((state, i) => ({
      ...anodeSpectrum(i),
      sample: 'b',
      state,
      cycle: Number.NaN,
    }));
    const drawings = draw(nyquist, ['a', 'b'], [pointsTable([...cycled, ...states])]);
    expect(drawings.map(({ name }) => name)).toEqual(['nyquist-a-charged', 'nyquist-a-discharged', 'nyquist-b']);
    expect(drawings[0]?.title).toContain('of a in the state charged: Cycle 1, Cycle 2, dark to light;');
    expect(drawings[2]?.title).toContain('of b: before, after, dark to light;');
    expect(drawings[2]?.title).toContain('each with its own range');
  });

  it('names spectra without a cycle, and cycles that were measured twice, by their files', async () => {
    const named = ['硅负极', 'first'].map((name, i) => ({ ...anodeSpectrum(i), cycle: Number.NaN, name }));
    expect(texts(await nyquistSvg(named))).toEqual(expect.arrayContaining(['硅负极', 'first']));
    const twice = ['x', 'y'].map((name) => anodeSpectrum(1, { name }));
    expect(texts(await nyquistSvg(twice))).toEqual(expect.arrayContaining(['x', 'y']));
  });

  it('says what the fit did not use, what cannot be drawn, and where the fit runs out of the frame', async () => {
    const spectrum = anodeSpectrum(1, {
      points: 50,
      isUsed: (i) => i > 6,
      distort: (z, i) => (i === 20 ? { re: Number.NaN, im: z.im } : z),
    });
    const [title] = nyquistTitles([spectrum]);
    expect(title).toContain('49 points from 100 kHz to 10 mHz.');
    expect(title).toContain('Grey: 7 points not used in the fit.');
    expect(title).toContain('1 row without impedance not shown.');
    expect(title).not.toContain('out of the frame');
    const grey = markersOf(await nyquistSvg([spectrum])).filter(({ attributes }) => attributes['stroke'] === GREY);
    expect(grey).toHaveLength(7);
    const wild = anodeSpectrum(1, { distort: ({ re, im }) => ({ re: re / 3, im: im / 3 }) });
    expect(nyquistTitles([wild])[0]).toContain('The fit runs out of the frame: Cycle 1.');
  });

  it('leads the fit through its points, smoothly, beside arcs as well as through loops', async () => {
    const svg = await nyquistSvg([anodeSpectrum(1, { noise: 0, points: 40, inductance: 2e-6, decades: [6, -2] })]);
    const [, curve] = curvesOf(svg);
    const path = curve?.attributes['d'] ?? '';
    const ends = [...path.matchAll(/[MLC]([^MLC]*)/g)].map(([, part = '']) => part.split(',').slice(-2).map(Number));
    const markers = markersOf(svg);
    expect(path).toContain('C');
    expect(ends).toHaveLength(40);
    for (const [x = 0, y = 0] of ends) {
      const at = { x: x + (curve?.x ?? 0), y: y + (curve?.y ?? 0) };
      expect(least(markers.map((marker) => Math.hypot(marker.x - at.x, marker.y - at.y)))).toBeLessThan(0.01);
    }
  });

  it('names the selected circuit where the fits are there', () => {
    const spectrum = anodeSpectrum(1, { sample: 'a', state: 'x' });
    const fits = fitTable([
      { sample: 'a', state: 'x', circuit: TWO_ARCS },
      { sample: 'a', state: 'x', circuit: 'R0', selected: false },
      { sample: 'a', state: 'y', circuit: 'R0-C1' },
    ]);
    expect(only(draw(nyquist, ['a'], [pointsTable([spectrum]), fits])).title).toContain(` Circuit: ${TWO_ARCS}.`);
  });

  it('gives the same bytes each time, and draws any finite impedance', async () => {
    const spectra = [1, 2, 3].map((cycle) => anodeSpectrum(cycle));
    expect(await nyquistSvg(spectra)).toBe(await nyquistSvg(spectra));
    const value = fc.oneof(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constant(Number.NaN), fc.constant(0));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 }), async (places) => {
        const distort = (_: unknown, i: number) => ({ re: places[i]?.[0] ?? 0, im: places[i]?.[1] ?? 0 });
        const finite = places.filter(([re, im]) => Number.isFinite(re) && Number.isFinite(im)).length;
        const drawings = draw(nyquist, ['a'], [pointsTable([{ sample: 'a', points: places.length, distort }])]);
        expect(drawings).toHaveLength(finite > 0 ? 1 : 0);
        for (const drawing of drawings) {
          const svg = await renderSvg(drawing);
          expect(svg).not.toMatch(/NaN|undefined|Infinity/);
          expect(markersOf(svg)).toHaveLength(finite);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('units and frequencies', () => {
  it('writes frequencies with their prefix', () => {
    const written = [2e6, 1e6, 1e5, 1000, 100, 1, 0.1, 0.01, 0.001].map(frequencyText);
    expect(written).toEqual(['2 MHz', '1 MHz', '100 kHz', '1 kHz', '100 Hz', '1 Hz', '0.1 Hz', '10 mHz', '1 mHz']);
  });

  it('chooses the unit of a resistance', () => {
    const chosen = [2e7, 2e4, 9000, 1, 0.9, 0].map((largest) => ohmUnit(largest));
    expect(chosen.map(({ symbol }) => symbol)).toEqual(['MΩ', 'kΩ', 'Ω', 'Ω', 'mΩ', 'mΩ']);
    expect(chosen.map(({ ohms }) => ohms)).toEqual([1e6, 1e3, 1, 1, 1e-3, 1e-3]);
  });
});
