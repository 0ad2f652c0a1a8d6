import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CELLS } from '../../examples/hrposs/cells.ts';
import { IMPEDANCE, STATES } from '../../examples/hrposs/impedance-truth.ts';
import { stageOptionSchemas } from '../../src/engine/registry.ts';
import { loadStudy } from '../../src/study/load-study.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/hrposs/', import.meta.url));
const SWEEP_POINTS = 71;
const LARGEST_DEVIATION = 3;

interface Values {
  rs: number;
  sei: number;
  ct: number;
  sigma: number;
}

const SPECTRA = IMPEDANCE.flatMap((series) =>
  STATES.map((state, i) => {
    const name = `${state.branch}_${state.cycle}_${state.potential.toFixed(2)}V`;
    const values: Values = {
      rs: series.electrolyte[i]!,
      sei: series.surfaceLayer[i]!,
      ct: series.chargeTransfer[i]!,
      sigma: series.warburg[i]!,
    };
    return { path: `raw/${series.material.name}/eis/${name}.DTA`, name, series, state, values };
  }),
);
const HRPOSS_6 = SPECTRA.filter(({ series }) => series.material.name === 'HRPOSS-6');

describe('published impedance of HRPOSS-6', () => {
  test.each([
    ['discharge_1_1.00V', { sei: 145.7, ct: 61 }],
    ['discharge_1_0.10V', { sei: 70 }],
    ['charge_1_0.50V', { sei: 50 }],
    ['charge_2_1.50V', { sei: 40, ct: 13 }],
  ])('%s', (name, published) => {
    const spectrum = HRPOSS_6.find((one) => one.name === name)!;
    expect(deviation(spectrum, { ...spectrum.values, ...published })).toBeLessThan(LARGEST_DEVIATION);
  });

  test('the deviation tells a resistance that is 5 % off', () => {
    for (const spectrum of HRPOSS_6) {
      for (const key of ['sei', 'ct'] as const) {
        const off = { ...spectrum.values, [key]: spectrum.values[key] * 1.05 };
        expect(deviation(spectrum, off), `${spectrum.name} ${key}`).toBeGreaterThan(LARGEST_DEVIATION);
      }
    }
  });

  test('ohmic resistance is 3 to 5 Ω', () => {
    const ohmic = HRPOSS_6.map(({ values }) => values.rs);
    expect([Math.min(...ohmic), Math.max(...ohmic)]).toEqual([3, 5]);
  });
});

test('every spectrum goes to the cell that cycled, with its labels', async () => {
  const { samples } = await loadStudy(join(EXAMPLE, 'study.yaml'), stageOptionSchemas(), []);
  const found = samples.flatMap(({ id, files }) =>
    files.filter(({ path }) => path.endsWith('.DTA')).map(({ path, labels }) => ({ id, path, labels })),
  );
  const expected = SPECTRA.map(({ path, series, state }) => ({
    id: series.material.name === 'HRPOSS-6' ? 'HRPOSS-6 a' : series.material.name,
    path,
    labels: { state: state.branch, cycle: `${state.cycle}`, potential: `${state.potential.toFixed(2)}V` },
  }));
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  expect(found.sort(byPath)).toEqual(expected.sort(byPath));
});

test.each(IMPEDANCE.map(({ material }) => material.name))('%s: spectra follow the cycling', (material) => {
  const cell = CELLS.find((one) => one.material.name === material && one.test === 'cycling' && !one.replicate)!;
  const spectra = SPECTRA.filter(({ series }) => series.material.name === material);
  const starts = spectra.map((spectrum) => {
    const { header } = read(spectrum.path);
    const [year, month, day] = header.get('DATE')![1]!.split('/').map(Number);
    const [hour, minute, second] = header.get('TIME')![1]!.split(':').map(Number);
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) / 1000;
  });
  const cycling = Date.UTC(2022, 5, 1) / 1000 + cell.startMinute * 60;
  const rest = 6 * 3600;
  expect(starts[0]!).toBeGreaterThan(cycling + rest);
  expect(starts.at(-1)!).toBeLessThan(cycling + 4 * 86400);
  spectra.slice(1).forEach((_, i) => {
    const duration = Number(read(spectra[i]!.path).rows.at(-1)![1]);
    expect(starts[i + 1]! - starts[i]!).toBeGreaterThan(duration);
  });
});

describe.each(SPECTRA)('$path', (spectrum) => {
  test('has the habits of a Gamry file', () => {
    const { text, header, names, units, rows } = read(spectrum.path);
    expect(text.startsWith('EXPLAIN\r\nTAG\tEISPOT\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\u00c2]/);
    expect(text).toMatch(/\r\nNOTES\tNOTES\t2\t&Notes\.\.\.\r\n\t[^\r]+\r\n\t[^\r]+\r\nPSTAT\t/);
    expect(text).toMatch(/\r\nZCURVE\tTABLE\r\n/);
    const openCircuit = /\r\nOCVCURVE\tTABLE\t(\d+)\r\n((?:\t[^\r]*\r\n)+)EOC\t/.exec(text)!;
    expect(openCircuit[2]!.split('\r\n').length - 1 - 2).toBe(Number(openCircuit[1]));
    expect(header.get('CONVENTION')![1]).toBe('1');
    expect(names.join(' ')).toBe('Pt Time Freq Zreal Zimag Zsig Zmod Zphz Idc Vdc IERange');
    expect(units.join(' ')).toBe('# s Hz ohm ohm V ohm \u00b0 A V #');
    expect(rows.every((row, i) => row.length === names.length && row[0] === `${i}`)).toBe(true);
  });

  test('sweeps from 100 kHz to 0.01 Hz at the potential of its name, modulus and phase fitting the parts', () => {
    const { header, rows } = read(spectrum.path);
    const values = rows.map((row) => row.map(Number));
    expect(values).toHaveLength(SWEEP_POINTS);
    expect([values[0]![2], values.at(-1)![2]]).toEqual([1e5, 0.01]);
    expect(header.get('VDC')!.slice(1, 3)).toEqual([expect.stringMatching(/^\d\.\d{5}E[+-]\d{3}$/), 'F']);
    expect(Number(header.get('VDC')![1])).toBe(spectrum.state.potential);
    const sign = spectrum.state.branch === 'charge' ? 1 : -1;
    for (const [, , , real, imaginary, , modulus, phase, current, held] of values) {
      expect(Math.abs(held! - spectrum.state.potential)).toBeLessThan(1e-4);
      expect(Math.sign(current!)).toBe(sign);
      expect(Math.abs(modulus! * Math.cos((phase! * Math.PI) / 180) - real!)).toBeLessThan(1e-4);
      expect(Math.abs(modulus! * Math.sin((phase! * Math.PI) / 180) - imaginary!)).toBeLessThan(1e-4);
    }
  });

  test('is the truth with noise of 0.3 %, in two arcs a decade apart at least', () => {
    const { series, values } = spectrum;
    expect(deviation(spectrum, values)).toBeLessThan(LARGEST_DEVIATION);
    const { surfaceLayerCpe, doubleLayerCpe } = series;
    const fast = (values.sei * surfaceLayerCpe.q) ** (1 / surfaceLayerCpe.n);
    const slow = (values.ct * doubleLayerCpe.q) ** (1 / doubleLayerCpe.n);
    expect(slow / fast).toBeGreaterThan(10);
  });
});

/**
 * How far χ² of the file against these values, with the noise as it should be, lies from the number of its terms, in
 * standard deviations of χ². The arcs are written as R/(1 + (jωτ)ⁿ), in polar form.
 */
function deviation({ path, series }: (typeof SPECTRA)[number], { rs, sei, ct, sigma }: Values): number {
  let chi2 = 0;
  const { rows } = read(path);
  for (const row of rows) {
    const omega = 2 * Math.PI * Number(row[2]);
    let real = rs + sigma / Math.sqrt(omega);
    let imaginary = -sigma / Math.sqrt(omega);
    for (const [resistance, { q, n }] of [
      [sei, series.surfaceLayerCpe],
      [ct, series.doubleLayerCpe],
    ] as const) {
      const size = resistance * q * omega ** n;
      const angle = Math.atan2(size * Math.sin((n * Math.PI) / 2), 1 + size * Math.cos((n * Math.PI) / 2));
      const modulus =
        resistance / Math.hypot(1 + size * Math.cos((n * Math.PI) / 2), size * Math.sin((n * Math.PI) / 2));
      real += modulus * Math.cos(angle);
      imaginary -= modulus * Math.sin(angle);
    }
    const noise = 0.003 * Math.hypot(real, imaginary);
    chi2 += ((Number(row[3]) - real) / noise) ** 2 + ((Number(row[4]) - imaginary) / noise) ** 2;
  }
  const terms = 2 * rows.length;
  return Math.abs(chi2 - terms) / Math.sqrt(2 * terms);
}

/** Header lines by key, and the table ZCURVE. */
function read(path: string) {
  const text = readFileSync(join(EXAMPLE, path), 'latin1');
  const lines = text.split('\r\n').map((line) => line.split('\t'));
  const table = lines.findIndex(([key]) => key === 'ZCURVE');
  const [names = [], units = [], ...rows] = lines.slice(table + 1, -1).map(([, ...cells]) => cells);
  const header = new Map(lines.slice(0, table).flatMap(([key = '', ...cells]) => (key === '' ? [] : [[key, cells]])));
  return { text, header, names, units, rows };
}
