import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { analyseImpedance } from '../../../src/analysis/circuit/analyse-impedance.ts';
import type { SpectrumPoints } from '../../../src/analysis/circuit/cnls.ts';
import { EIS_FIT_OPTIONS, eisFitSettings } from '../../../src/analysis/circuit/eis-fit-options.ts';
import type { ImpedanceSpectrum } from '../../../src/analysis/circuit/spectrum.ts';
import { numbers, type Table, texts } from '../../../src/model/table.ts';
import { handMade } from './hand-made.ts';

function spectrum(name: string, points: SpectrumPoints, labels: Record<string, string> = {}): ImpedanceSpectrum {
  const { frequency, real, imaginary } = points;
  return {
    name,
    sample: 'HRPOSS-6',
    group: 'HRPOSS',
    labels,
    dataset: {
      kind: 'impedance',
      length: frequency.length,
      columns: { frequency, z_real: real, z_imag: imaginary, potential: frequency.map((_, i) => (i % 2 ? 0.3 : 0.5)) },
      extras: [],
      instrumentTables: [],
      fates: [],
      meta: {},
      started: '',
      source: { path: `eis/${name}.DTA`, sha256: '', parser: 'test' },
    },
  };
}

const options = (input: unknown = {}) => eisFitSettings(input);
const twoArcs = (seed: number, scale = 1) =>
  handMade({
    r0: 4 * scale,
    arcs: [
      [100 * scale, 1e-4, 0.85],
      [40 * scale, 0.05, 0.8],
    ],
    sigma: 8 * scale,
    noise: 0.003,
    seed,
  });

function rowOf(table: Table, wanted: Record<string, string>): Record<string, number | string> {
  const index = Array.from({ length: table.length }, (_, i) => i).find((i) =>
    Object.entries(wanted).every(([name, value]) => texts(table, name)[i] === value),
  );
  if (index === undefined) throw new Error(`no row ${JSON.stringify(wanted)}`);
  return Object.fromEntries(Object.keys(table.spec.columns).map((name) => [name, table.columns[name]![index]!]));
}

describe('EIS_FIT_OPTIONS', () => {
  it('defaults to the two-arc circuit for anodes and its simpler rival', () => {
    const { circuits, inductivePoints } = options();
    expect(circuits.map((circuit) => circuit.text)).toEqual(['R0-p(R1,CPE1)-p(R2,CPE2)-W1', 'R0-p(R1,CPE1)-W1']);
    expect(inductivePoints).toBe('keep');
  });

  it.each([
    [{ circuits: ['R0-X1'] }, /character 4.*accepted are R, C.*name one of anode-two-arc/],
    [{ circuits: [] }, /one circuit at least/],
    [{ circuits: ['single-arc', 'R0 - p(R1,CPE1)-W1'] }, /named twice/],
    [{ circuit: 'single-arc' }, /circuit/],
    [{ inductive_points: 'maybe' }, /keep/],
  ])('refuses %j', (input, message) => {
    const { issues = [] } = v.safeParse(EIS_FIT_OPTIONS, input);
    expect(issues.map((one) => one.message).join('\n')).toMatch(message);
  });
});

describe('analyseImpedance', () => {
  const { tables, issues } = analyseImpedance(
    [
      spectrum('second', twoArcs(2), { cycle: '10', state: 'charge' }),
      spectrum('first', twoArcs(1), { cycle: '2', state: 'charge' }),
    ],
    options(),
  );
  const [fits, parameters] = tables as [Table, Table];

  it('has a row for every spectrum and circuit, series by cycle number', () => {
    expect(texts(fits, 'spectrum')).toEqual(['first', 'first', 'second', 'second']);
    expect([...numbers(fits, 'cycle')]).toEqual([2, 2, 10, 10]);
    expect([...numbers(fits, 'selected')]).toEqual([1, 0, 1, 0]);
    expect(issues).toEqual([]);
  });

  it('reports resistances by role, with their uncertainties', () => {
    const row = rowOf(fits, { spectrum: 'first', circuit: 'R0-p(R1,CPE1)-p(R2,CPE2)-W1' });
    const near = (name: string, truth: number) => {
      const se = row[`${name}_se_ohm`] as number;
      expect(se).toBeGreaterThan(0);
      expect(se).toBeLessThan(0.05 * truth);
      expect(Math.abs((row[`${name}_ohm`] as number) - truth)).toBeLessThan(4 * se);
    };
    near('r_s', 4);
    near('r_sei', 100);
    near('r_ct', 40);
    near('r_arcs', 140);
    expect(row['sigma_w_ohm_per_sqrt_s']).toBeCloseTo(8, 0);
    expect((row['c_sei_F'] as number) / (1e-4 / 100)).toBeCloseTo(1, 1);
    expect((row['c_dl_F'] as number) / (0.05 / 40)).toBeCloseTo(1, 0);
    expect(row['potential_V']).toBeCloseTo(0.4, 2);
    expect(row).toMatchObject({
      sample: 'HRPOSS-6',
      group: 'HRPOSS',
      file: 'eis/first.DTA',
      state: 'charge',
      points: 57,
      converged: 1,
    });
  });

  it('leaves the roles of a single arc empty and gives the sum', () => {
    const row = rowOf(fits, { spectrum: 'first', circuit: 'R0-p(R1,CPE1)-W1' });
    expect(row['r_sei_ohm']).toBeNaN();
    expect(row['r_ct_ohm']).toBeNaN();
    expect(row['r_arcs_ohm']).toBeGreaterThan(100);
  });

  it('lists every parameter and what follows from it', () => {
    const circuit = 'R0-p(R1,CPE1)-W1';
    const names = texts(parameters, 'parameter').filter(
      (_, i) => texts(parameters, 'circuit')[i] === circuit && texts(parameters, 'spectrum')[i] === 'first',
    );
    expect(names).toEqual(['R0', 'R1', 'CPE1_Q', 'CPE1_n', 'W1', 'tau(R1)', 'C_hsu_mansfeld(R1)']);
    const r1 = rowOf(parameters, { spectrum: 'first', circuit: 'R0-p(R1,CPE1)-p(R2,CPE2)-W1', parameter: 'R1' });
    expect(r1['lower95']).toBeLessThan(100);
    expect(r1['upper95']).toBeGreaterThan(100);
    expect(r1['unit']).toBe('ohm');
  });

  it('gives Brug only for R_s + (R ‖ Q)', () => {
    const points = handMade({ r0: 4, arcs: [[50, 1e-3, 0.8]], noise: 0.002 });
    const one = analyseImpedance([spectrum('a', points)], options({ circuits: ['arc-only', 'two-arc-only'] }));
    const brug = texts(one.tables[1]!, 'parameter').filter((name) => name.startsWith('C_brug'));
    expect(brug).toEqual(['C_brug(R1)']);
    const row = rowOf(one.tables[1]!, { parameter: 'C_brug(R1)' });
    const q = 1e-3 ** 0.8 / 50;
    const expected = q ** (1 / 0.8) * (1 / 4 + 1 / 50) ** ((0.8 - 1) / 0.8);
    expect(Math.abs((row['value'] as number) - expected)).toBeLessThan(4 * (row['se'] as number));
  });

  it('does not depend on the order of the spectra', () => {
    const all = [
      spectrum('a', twoArcs(1), { cycle: '1', state: 'charge' }),
      spectrum('b', twoArcs(2), { cycle: '2', state: 'charge' }),
      spectrum('c', twoArcs(3), { cycle: '1', state: 'discharge' }),
      spectrum('d', twoArcs(4)),
    ];
    const expected = analyseImpedance(all, options());
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }), (shuffled) => {
        expect(analyseImpedance(shuffled, options())).toEqual(expected);
      }),
      { numRuns: 4 },
    );
  });

  it('scales with Z', () => {
    const [one] = analyseImpedance([spectrum('a', twoArcs(1))], options()).tables as [Table];
    const [scaled] = analyseImpedance([spectrum('a', twoArcs(1, 1024))], options()).tables as [Table];
    for (const name of ['r_s_ohm', 'r_sei_ohm', 'r_ct_ohm', 'r_ct_se_ohm', 'r_arcs_se_ohm', 'sigma_w_ohm_per_sqrt_s']) {
      expect(numbers(scaled, name)[0]! / numbers(one, name)[0]!).toBeCloseTo(1024, 8);
    }
  });
});

describe('an arc whose apex was not measured', () => {
  // 1/(2π·10 mHz) = 16 s: the slow arc ends far below the lowest frequency
  const points = handMade({
    r0: 4,
    arcs: [
      [100, 1e-4, 0.85],
      [4000, 300, 0.9],
    ],
    noise: 0.002,
    seed: 8,
  });
  const { tables, issues } = analyseImpedance([spectrum('slow', points)], options({ circuits: ['two-arc-only'] }));

  it('gives neither its resistance nor the sum, and says why', () => {
    const row = rowOf(tables[0]!, { spectrum: 'slow' });
    expect(row['r_sei_ohm']).toBeCloseTo(100, 0);
    expect([row['r_ct_ohm'], row['r_ct_se_ohm'], row['r_arcs_ohm']]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(row['flags']).toContain('outside-measured-range:R2');
    expect(issues.map(({ code }) => code)).toContain('EIS_NOT_IDENTIFIABLE');
  });

  it('keeps the fitted value with its flag among the parameters', () => {
    const row = rowOf(tables[1]!, { parameter: 'R2' });
    expect(row['value']).toBeGreaterThan(1000);
    expect(row['flag']).toContain('outside-measured-range');
  });
});

describe('what the user is told', () => {
  const codes = (spectra: readonly ImpedanceSpectrum[], input: unknown = { circuits: ['single-arc'] }) =>
    analyseImpedance(spectra, options(input)).issues.map((one) => one.code);
  const arc = { r0: 4, arcs: [[50, 1e-3, 0.8]] as const, sigma: 5, noise: 0.002 };

  it('points without an impedance are left out, and counted', () => {
    const points = handMade(arc);
    points.real[3] = Number.NaN;
    points.frequency[5] = 0;
    points.real[7] = 0;
    points.imaginary[7] = 0;
    const { tables, issues } = analyseImpedance([spectrum('a', points)], options({ circuits: ['single-arc'] }));
    expect(issues.map((one) => one.code)).toEqual(['EIS_POINTS_UNUSABLE']);
    expect(issues[0]).toMatchObject({ path: 'eis/a.DTA', sample: 'HRPOSS-6' });
    expect(issues[0]?.message).toMatch(/3 of 57/);
    expect(numbers(tables[0]!, 'points')[0]).toBe(54);
  });

  it('inductive points are kept unless the study says otherwise, and never for a circuit with an inductor', () => {
    const points = handMade({ ...arc, inductance: 2e-5, noise: 0 });
    const run = points.imaginary.findIndex((im) => im < 0);
    expect(run).toBeGreaterThan(3);
    const kept = analyseImpedance([spectrum('a', points)], options({ circuits: ['single-arc'] }));
    expect(numbers(kept.tables[0]!, 'points')[0]).toBe(57);
    const input = { circuits: ['single-arc', 'L0-R0-p(R1,CPE1)-W1'], inductive_points: 'drop' };
    const dropped = analyseImpedance([spectrum('a', points)], options(input));
    expect([...numbers(dropped.tables[0]!, 'points')]).toEqual([57 - run, 57]);
    expect(dropped.issues.map((one) => one.code)).toContain('EIS_INDUCTIVE_POINTS_DROPPED');
    expect([...numbers(dropped.tables[0]!, 'selected')]).toEqual([0, 1]);
  });

  it('two inductive points are noise, not a run', () => {
    const points = handMade({ ...arc, noise: 0 });
    points.imaginary[0] = 0.01;
    points.imaginary[1] = 0.01;
    expect(codes([spectrum('a', points)], { circuits: ['single-arc'], inductive_points: 'drop' })).toEqual([]);
  });

  it('too few points', () => {
    const points = handMade(arc);
    const short = {
      frequency: points.frequency.slice(0, 3),
      real: points.real.slice(0, 3),
      imaginary: points.imaginary.slice(0, 3),
    };
    const { tables, issues } = analyseImpedance(
      [spectrum('a', short), spectrum('b', points)],
      options({ circuits: ['single-arc'] }),
    );
    expect(issues.map((one) => one.code)).toEqual(['EIS_TOO_FEW_POINTS']);
    expect(texts(tables[0]!, 'spectrum')).toEqual(['b']);
  });

  it('what the data leave open is named, its value withheld, and the sum given', () => {
    const points = handMade({ r0: 5, arcs: [[20, 1e-3, 0.8]], noise: 0.002 });
    const { tables, issues } = analyseImpedance([spectrum('a', points)], options({ circuits: ['anode-two-arc'] }));
    expect(issues.map((one) => one.code)).toEqual(['EIS_NOT_IDENTIFIABLE']);
    const row = rowOf(tables[0]!, { spectrum: 'a' });
    expect([row['r_sei_ohm'], row['r_ct_ohm']].some((value) => Number.isNaN(value))).toBe(true);
    expect(row['r_s_ohm']).toBeCloseTo(5, 1);
    expect(Math.abs((row['r_arcs_ohm'] as number) - 20)).toBeLessThan(1);
    expect(row['flags']).toMatch(/not-identifiable|at-bound/);
  });

  it('a cycle label that is not a number', () => {
    expect(codes([spectrum('a', handMade(arc), { cycle: 'fresh' })])).toEqual(['EIS_CYCLE_LABEL']);
    expect(codes([])).toEqual([]);
  });
});
