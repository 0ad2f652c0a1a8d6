import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../../reports/figures/render.ts';
import { resistances } from '../../../reports/figures/resistances.ts';
import { draw, only } from './draw.ts';
import { type FitOptions, fitTable, TWO_ARCS } from './impedance-tables.ts';
import { curvesOf, inCurves, itemsOf, markersOf, texts } from './svg.ts';

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
    const svg = await renderSvg(drawingOf(series([1, 2].map(() => ({ s: [5, 1], sei: [20, 1], ct: [30, 1] })))));
    expect(texts(svg)).toEqual(expect.arrayContaining(['Rs', 'RSEI', 'Rct']));
    expect(svg).toMatch(/<tspan font-style="italic">R<\/tspan><tspan [^>]*dy="0.25em"[^>]*>SEI<\/tspan>/);
    const hostile = ['\uE002x\uE003<b>', 'after'].map((state) => ({ sample: 'a', state, s: [5, 1] as const }));
    expect(texts(await renderSvg(drawingOf(hostile)))).toContain('\uFFFDx\uFFFD<b>');
  });

  it('is not drawn of a single spectrum', () => {
    expect(draw(resistances, ['a'], [fitTable(series([{ s: [5, 1] }]))])).toEqual([]);
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
