/** The table of impedance points → spectra, in the series in which they are compared. */
import type { Table } from '../../src/model/table.ts';
import type { FigureInput } from './figure.ts';
import { cleanText } from './lettering.ts';
import type { Point } from './panel.ts';
import { column, rowsBySample, words } from './series.ts';

/** A measured point, as x = Z′ and y = −Z″ in Ω. */
export interface SpectrumPoint extends Point {
  /** In Hz. */
  readonly frequency: number;
  /** NaN where nothing was fitted. */
  readonly fit: Point;
  /** Whether the fit used it. */
  readonly used: boolean;
}

export interface Spectrum {
  readonly name: string;
  readonly state: string;
  /** NaN where the file has none. */
  readonly cycle: number;
  /** From high to low frequency. */
  readonly points: readonly SpectrumPoint[];
  /** Rows without an impedance. */
  readonly missing: number;
}

export interface Series {
  readonly sample: string;
  /** States of the spectra, in their order. */
  readonly states: readonly string[];
  /** In the order of cycles where all have one, else of the table. */
  readonly spectra: readonly Spectrum[];
  /** What tells the spectra apart. */
  readonly labels: readonly string[];
}

/** Spectra of one sample in one state make a series; states with one spectrum each make one series together. */
export function seriesOf(table: Table, input: FigureInput): Series[] {
  return [...rowsBySample(table, input)].flatMap(([sample, rows]) => {
    const spectra = spectraOf(table, rows).filter(({ points }) => points.length > 0);
    const states = new Map<string, Spectrum[]>();
    for (const one of spectra) states.set(one.state, [...(states.get(one.state) ?? []), one]);
    const single = states.size === spectra.length;
    const members = single ? [spectra] : [...states.values()];
    return members.filter((list) => list.length > 0).map((list) => seriesFrom(sample, list));
  });
}

function seriesFrom(sample: string, members: readonly Spectrum[]): Series {
  const counted = members.every(({ cycle }) => Number.isFinite(cycle));
  const spectra = counted ? [...members].sort((a, b) => a.cycle - b.cycle) : members;
  const states = [...new Set(spectra.map(({ state }) => state))];
  const cycles = new Set(spectra.map(({ cycle }) => cycle));
  const labels = spectra.map(({ name, state, cycle }) => {
    const counts = Number.isFinite(cycle);
    if (states.length > 1 && state !== '') return counts && cycles.size > 1 ? `${state}, cycle ${cycle}` : state;
    return counts ? `Cycle ${cycle}` : name;
  });
  const isUnique = new Set(labels).size === labels.length;
  return { sample, states, spectra, labels: isUnique ? labels : spectra.map(({ name }) => name) };
}

function spectraOf(table: Table, rows: readonly number[]): Spectrum[] {
  const cycle = column(table, 'cycle');
  const [files, names, states] = [words(table, 'file'), words(table, 'spectrum'), words(table, 'state')];
  const byKey = new Map<string, number[]>();
  for (const row of rows) {
    const key = JSON.stringify([files[row], names[row], states[row], cycle[row]]);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [row]);
    else known.push(row);
  }
  return [...byKey.values()].map((own) => {
    const first = own[0] ?? 0;
    const points = pointsOf(table, own);
    return {
      name: names[first] ?? '',
      state: cleanText(states[first] ?? ''),
      cycle: cycle[first] ?? Number.NaN,
      points,
      missing: own.length - points.length,
    };
  });
}

function pointsOf(table: Table, rows: readonly number[]): SpectrumPoint[] {
  const columns = {
    frequency: column(table, 'frequency_Hz'),
    x: column(table, 'z_real_ohm'),
    imaginary: column(table, 'z_imag_ohm'),
    fitX: column(table, 'fit_real_ohm'),
    fitImaginary: column(table, 'fit_imag_ohm'),
    used: column(table, 'used'),
  };
  const at = (name: keyof typeof columns, row: number) => columns[name][row] ?? Number.NaN;
  return rows
    .map((row) => ({
      frequency: at('frequency', row),
      x: at('x', row),
      y: -at('imaginary', row),
      fit: { x: at('fitX', row), y: -at('fitImaginary', row) },
      used: at('used', row) !== 0,
    }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => (b.frequency || 0) - (a.frequency || 0));
}
