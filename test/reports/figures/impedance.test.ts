import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyText, ohmUnit } from '../../../reports/figures/impedance.ts';
import { nyquist } from '../../../reports/figures/nyquist.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { resistances } from '../../../reports/figures/resistances.ts';
import { draw, only } from './draw.ts';
import {
  anodeSpectrum,
  type FitOptions,
  fitTable,
  pointsTable,
  type SpectrumOptions,
  TWO_ARCS,
} from './impedance-tables.ts';
import { type Item, inCurves, itemsOf, markersOf, textBoxes, texts } from './svg.ts';

const GREY = '#767676';

async function nyquistSvg(spectra: readonly SpectrumOptions[], size: 'single' | 'double' = 'single'): Promise<string> {
  return renderSvg(only(draw(nyquist, ['a'], [pointsTable(spectra)], { size })));
}

function nyquistTitles(spectra: readonly SpectrumOptions[]): string[] {
  return draw(nyquist, ['a'], [pointsTable(spectra)]).map(({ title }) => title);
}

/** Lines inside the frame, without bars and caps. */
function curvesOf(svg: string): Item[] {
  return itemsOf(svg).filter(
    ({ tag, groups }) => tag === 'path' && groups.at(-1)?.startsWith('mark-line') && inCurves(groups),
  );
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

describe('resistances', () => {
  const series = (fits: readonly Partial<FitOptions>[]): FitOptions[] =>
    fits.map((fit, i) => ({ sample: 'a', cycle: i + 1, ...fit }));
  const drawingOf = (fits: readonly FitOptions[]) => only(draw(resistances, ['a'], [fitTable(fits)]));
  const BLACK = '#000000';
  const ORANGE = '#E69F00';
  const markersIn = (svg: string, colour: string) =>
    markersOf(svg).filter(({ attributes }) => attributes['stroke'] === colour);

  it('stands on a logarithmic axis where the values differ by more than a factor of 30', async () => {
    const drawing = drawingOf(series([1, 10, 100].map((r) => ({ s: [r, 0] }))));
    const svg = await renderSvg(drawing);
    const [one, ten, hundred] = markersIn(svg, BLACK).map(({ y }) => y);
    expect((one ?? 0) - (ten ?? 0)).toBeCloseTo((ten ?? 0) - (hundred ?? 0), 2);
    expect(texts(svg)).toEqual(expect.arrayContaining(['1', '10', '100']));
    expect(drawing.title).toContain('Logarithmic axis.');
    const ticks = itemsOf(svg).filter(
      ({ tag, groups }) => tag === 'line' && groups.some((group) => group.includes('role-axis-tick')),
    );
    expect(new Set(ticks.map(({ attributes }) => attributes['x2'])).size).toBeGreaterThanOrEqual(3);
  });

  it('tells spectra of one state and cycle apart by their potential, else by their names', async () => {
    const at = (potentials: readonly number[]) =>
      potentials.map((potential, i): FitOptions => {
        return { sample: 'a', name: `s${i}`, state: 'discharge', cycle: 1, potential, s: [3 + i, 0.1] };
      });
    expect(texts(await renderSvg(drawingOf(at([1, 0.4999]))))).toEqual(
      expect.arrayContaining(['discharge 1, 1 V', 'discharge 1, 0.5 V']),
    );
    expect(texts(await renderSvg(drawingOf(at([1, 1]))))).toEqual(expect.arrayContaining(['s0', 's1']));
  });

  it('stands on a linear axis from zero otherwise', async () => {
    const drawing = drawingOf(series([10, 20, 30].map((r) => ({ s: [r, 0] }))));
    const svg = await renderSvg(drawing);
    const [ten = 0, twenty = 0, thirty = 0] = markersIn(svg, BLACK).map(({ y }) => y);
    expect(ten - twenty).toBeCloseTo(twenty - thirty, 2);
    const baseLine = itemsOf(svg).find(({ text }) => text === '0')?.y ?? Number.NaN;
    const halfDigit = (0.72 * 7) / 2;
    expect(baseLine - halfDigit).toBeCloseTo(ten + (ten - twenty), 2);
    expect(drawing.title).not.toContain('Logarithmic');
    expect(texts(svg)).toContain('Resistance (Ω)');
  });

  it('has error bars of one standard uncertainty on either side', async () => {
    const svg = await renderSvg(drawingOf(series([{ s: [10, 2] }, { s: [20, Number.NaN] }, { s: [30, 3] }])));
    const [ten = 0, twenty = 0] = markersIn(svg, BLACK).map(({ y }) => y);
    const vertical = itemsOf(svg)
      .filter(({ tag, groups }) => tag === 'line' && inCurves(groups))
      .map(({ attributes }) => Math.abs(Number(attributes['y2'])))
      .filter((length) => length > 0);
    expect(vertical.map((length) => length / (ten - twenty)).map((r) => Number(r.toFixed(3)))).toEqual([0.4, 0.6]);
  });

  it('draws the selected circuit only', async () => {
    const fits = series([{ s: [10, 1] }, { s: [11, 1] }]);
    const others = fits.map((fit): FitOptions => ({ ...fit, s: [500, 1], selected: false, circuit: 'R0' }));
    const drawing = drawingOf([...fits, ...others]);
    expect(markersOf(await renderSvg(drawing))).toHaveLength(2);
    expect(drawing.title).toContain('n = 2 spectra.');
    expect(drawing.title).toContain(` Circuit: ${TWO_ARCS}.`);
    expect(draw(resistances, ['a'], [fitTable(others)])).toEqual([]);
  });

  it('leaves a gap where a value is withheld, shows the sum of the arcs there, and says so', async () => {
    const split: Partial<FitOptions> = { s: [5, 0.1], sei: [20, 1], ct: [30, 1] };
    const whole: Partial<FitOptions> = { s: [5, 0.1], arcs: [48, 2], flags: 'not-identifiable:R1' };
    const drawing = drawingOf(series([split, split, whole, split, split, { ...split, ct: [31, Number.NaN] }]));
    const svg = await renderSvg(drawing);
    const count = (colour: string) => [
      markersIn(svg, colour).length,
      curvesOf(svg).filter(({ attributes }) => attributes['stroke'] === colour).length,
    ];
    expect(count(BLACK)).toEqual([6, 1]);
    expect(count(ORANGE)).toEqual([5, 2]);
    expect(count('#009E73')).toEqual([1, 0]);
    expect(drawing.title).toContain('Not determined: R_SEI of 1, R_ct of 1 of 6.');
    expect(drawing.title).toContain('1 value without uncertainty.');
    expect(drawing.title).toContain('1 fit with flags or without convergence');
    expect(drawing.title).toContain('Error bars: standard uncertainty of the fit (1 σ). One cell, n = 6 spectra.');
  });

  it('sets the symbols with subscripts, and names as they are', async () => {
    const svg = await renderSvg(drawingOf(series([{ s: [5, 1], sei: [20, 1], ct: [30, 1] }])));
    expect(texts(svg)).toEqual(expect.arrayContaining(['Rs', 'RSEI', 'Rct']));
    expect(svg).toMatch(/<tspan font-style="italic">R<\/tspan><tspan [^>]*dy="0.25em"[^>]*>SEI<\/tspan>/);
    const hostile = [{ sample: 'a', state: '\uE002x\uE003<b>', s: [5, 1] as const }];
    expect(texts(await renderSvg(drawingOf(hostile)))).toContain('\uFFFDx\uFFFD<b>');
  });

  it('stands against cycle where there are more cycles than states, else against the states in order', async () => {
    const cycles = [1, 2, 3].flatMap((cycle) =>
      ['up', 'down'].map((state) => ({ sample: 'a', cycle, state, s: [5, 1] as const })),
    );
    const byState = draw(resistances, ['a'], [fitTable(cycles)]);
    expect(byState.map(({ name }) => name)).toEqual(['resistances-a-up', 'resistances-a-down']);
    expect(texts(await renderSvg(byState[0] ?? only([])))).toContain('Cycle number');
    const states = ['OCV', '0.1 V', '0.8 V'].flatMap((state) =>
      [1, 2].map((cycle) => ({ sample: 'a', cycle, state, s: [5 + cycle, 1] as const })),
    );
    const drawing = drawingOf(states);
    expect(drawing.title).toContain(
      'against state (OCV, cycle 1; 0.1 V, cycle 1; 0.8 V, cycle 1; OCV, cycle 2; 0.1 V, cycle 2; 0.8 V, cycle 2).',
    );
    const named = drawingOf(['x', 'y'].map((name) => ({ sample: 'a', name, s: [5, 1] as const })));
    expect(texts(await renderSvg(named))).toEqual(expect.arrayContaining(['x', 'y', 'Spectrum']));
  });

  it('lists the states in the caption, of many the first and the last, and says what the axis leaves out', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({
      sample: 'a',
      state: `S ${i}${'x'.repeat(40)}`,
      s: [5, 1] as const,
    }));
    const { title } = drawingOf(many);
    expect(title).toContain('(60 in all)');
    expect(title).toContain('Long names are shortened at the axis. Of the places at the axis, one in 3 is named.');
    expect(title.length).toBeLessThan(700);
  });

  it('cuts error bars that are longer than the values, and says so', () => {
    const { title } = drawingOf(series([{ s: [1, 50] }, { s: [100, 1] }, { s: [50, 1] }]));
    expect(title).toContain('1 error bar cut at the frame.');
  });

  it('draws any values and uncertainties', async () => {
    const number = fc.oneof(
      fc.double({ min: -1e3, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    const value = fc.oneof(number, fc.constant(Number.NaN), fc.constant(0));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 9 }), async (values) => {
        const fits = series(values.map(([s, u]) => ({ s: [s, Math.abs(u)] as const })));
        const known = values.filter(([s]) => Number.isFinite(s)).length;
        for (const drawing of draw(resistances, ['a'], [fitTable(fits)])) {
          const svg = await renderSvg(drawing);
          expect(svg).not.toMatch(/NaN|undefined|Infinity/);
          expect(markersOf(svg)).toHaveLength(known);
        }
      }),
      { numRuns: 40 },
    );
  });
});
