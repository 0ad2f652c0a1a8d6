/** Which kind of dataset the rows of a technique become, and impedance among them. */
import { describe, expect, test } from 'vitest';
import { biologicText } from '../../../parsers/biologic/index.ts';
import { PARSERS } from '../../../parsers/index.ts';
import { type MptColumn, type MptOptions, writeMpt } from '../../../scripts/mpt-writer.ts';
import { column, expectWellFormed } from '../support.ts';
import { GCPL, gcplColumns, gcplText, mptFile } from './gcpl.ts';

async function read(text: string) {
  const file = mptFile(text);
  const result = await biologicText.parse(file);
  expectWellFormed(result, file, biologicText);
  return result;
}

const write = (columns: readonly MptColumn[], options: Partial<MptOptions> = {}) =>
  writeMpt(columns, { ...GCPL, ...options });

const count = 24;
const series = (of: (i: number) => number) => Array.from({ length: count }, (_, i) => of(i));
const POTENTIOSTATIC: readonly MptColumn[] = [
  { name: 'mode', values: series(() => 2) },
  { name: 'time/s', values: series((i) => i) },
  { name: 'control/V', values: series((i) => 0.1 * i) },
  { name: 'Ewe/V', values: series((i) => 0.1 * i) },
  { name: '<I>/mA', values: series((i) => 2 - i) },
  { name: 'cycle number', values: series((i) => 1 + Math.floor(i / 12)) },
  { name: '(Q-Qo)/C', values: series((i) => 3.6 * i) },
];
const NUMBERED = [...POTENTIOSTATIC, { name: 'Ns', values: series(() => 0) }];
const REST: readonly MptColumn[] = [
  { name: 'mode', values: series(() => 3) },
  { name: 'error', values: series(() => 0) },
  { name: 'time/s', values: series((i) => i) },
  { name: 'Ewe/V', values: series(() => 3) },
];

describe('kind', () => {
  test.each([
    ['Cyclic Voltammetry', POTENTIOSTATIC, 'voltammetry'],
    ['Cyclic Voltammetry Advanced', NUMBERED, 'voltammetry'],
    ['Linear Sweep Voltammetry', POTENTIOSTATIC, 'voltammetry'],
    ['Chronoamperometry / Chronocoulometry', NUMBERED, 'chronoamperometry'],
    ['Open Circuit Voltage', REST, 'open-circuit'],
    ['Modular Potentio', NUMBERED, 'cycling'],
    ['Constant Voltage', NUMBERED, 'cycling'],
    ['Galvanostatic Cycling with Potential Limitation 2', gcplColumns(), 'cycling'],
    ['Potentiodynamic Cycling with Galvanostatic Acceleration', gcplColumns(), 'cycling'],
    ['Wait', REST, 'cycling'],
  ])('%s', async (technique, columns, kind) => {
    const { datasets } = await read(write(columns, { technique }));
    expect(datasets.map((dataset) => dataset.kind)).toEqual([kind]);
  });

  test.each([
    ['a sweep', POTENTIOSTATIC, 'voltammetry'],
    ['potential steps', NUMBERED, 'chronoamperometry'],
    ['rest', REST, 'open-circuit'],
    ['galvanostatic', gcplColumns(), 'cycling'],
  ])('without a technique: %s', async (_, columns, kind) => {
    for (const header of ['short', 'none'] as const) {
      const { datasets } = await read(write(columns, { header }));
      expect(datasets.map((dataset) => dataset.kind)).toEqual([kind]);
    }
  });

  test('coulombs become ampere-hours', async () => {
    const { datasets } = await read(write(POTENTIOSTATIC, { technique: 'Cyclic Voltammetry' }));
    expect(column(datasets[0], 'charge')[10]).toBeCloseTo(0.01, 9);
    expect(column(datasets[0], 'current')[0]).toBeCloseTo(2e-3, 12);
  });
});

/** Sweeps of a resistor beside a capacitor, 10 kHz to 1 Hz, each after some records of current. */
function withSweeps(sweeps: number, before: number): MptColumn[] {
  const rows: number[][] = [];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let i = 0; i < before; i++) rows.push([1, 2 * sweep, rows.length, 3.5, 1, 0, 0, 0, 0, 0, sweep]);
    for (let i = 0; i < 9; i++) {
      const frequency = 10 ** (4 - i / 2);
      const product = 2 * Math.PI * frequency * 1e-4 * 10;
      const [real, imaginary] = [5 + 10 / (1 + product ** 2), (10 * product) / (1 + product ** 2)];
      const phase = (-Math.atan2(imaginary, real) * 180) / Math.PI;
      rows.push([
        1,
        2 * sweep + 1,
        rows.length,
        3.6,
        0.5,
        frequency,
        real,
        imaginary,
        Math.hypot(real, imaginary),
        phase,
        sweep,
      ]);
    }
  }
  const names = [
    'mode',
    'Ns',
    'time/s',
    'Ewe/V',
    'I/mA',
    'freq/Hz',
    'Re(Z)/Ohm',
    '-Im(Z)/Ohm',
    '|Z|/Ohm',
    'Phase(Z)/deg',
  ];
  return [...names, 'cycle number'].map((name, k) => ({ name, values: rows.map((row) => row[k]!) }));
}

describe('impedance', () => {
  test('sweeps within a cycling file, and the records around them', async () => {
    const { datasets } = await read(write(withSweeps(3, 6), { technique: 'Modulo Bat' }));
    expect(datasets.map(({ kind, length }) => [kind, length])).toEqual([
      ['cycling', 18],
      ['impedance', 9],
      ['impedance', 9],
      ['impedance', 9],
    ]);
    const [records, , second] = datasets;
    expect(column(records, 'time').slice(5, 7)).toEqual([5, 15]);
    expect(records?.fates.find(({ source }) => source === 'Re(Z)/Ohm')?.fate).toBe('empty');
    expect(second?.meta['spectrum']).toBe('2 of 3');
    expect(column(second, 'time')[0]).toBe(21);
    expect(column(second, 'potential')[0]).toBeCloseTo(3.6, 6);
    expect(column(second, 'current')[0]).toBeCloseTo(5e-4, 9);
    expect(column(second, 'cycle')[0]).toBe(1);
    expect(column(second, 'z_imag').every((z) => z < 0)).toBe(true);
    expect(column(second, 'z_real')[8]).toBeCloseTo(15, 2);
  });

  test('sweeps one after the other', async () => {
    const { datasets } = await read(
      write(withSweeps(4, 0), { technique: 'Potentio Electrochemical Impedance Spectroscopy' }),
    );
    expect(datasets.map(({ kind, length }) => [kind, length])).toEqual(
      Array.from({ length: 4 }, () => ['impedance', 9]),
    );
  });

  test('the hold before a sweep of an impedance technique is no cycling', async () => {
    const { datasets } = await read(
      write(withSweeps(1, 3), { technique: 'Galvano Electrochemical Impedance Spectroscopy' }),
    );
    expect(datasets.map(({ kind, length }) => [kind, length])).toEqual([
      ['chronoamperometry', 3],
      ['impedance', 9],
    ]);
  });

  test('modulus and phase alone give the same', async () => {
    const columns = withSweeps(1, 0);
    const [both] = (await read(write(columns))).datasets;
    const [polar] = (await read(write(columns.filter(({ name }) => !/^(?:Re|-Im)/.test(name))))).datasets;
    for (const name of ['z_real', 'z_imag']) {
      for (const [i, z] of column(polar, name).entries()) expect(z).toBeCloseTo(column(both, name)[i]!, 5);
    }
  });

  test('a bare table is claimed by one parser, with EC-Lab’s other columns or without', async () => {
    const claims = async (text: string) => {
      const claiming: string[] = [];
      for (const parser of PARSERS) if (await parser.claims(mptFile(text))) claiming.push(parser.id);
      return claiming;
    };
    expect(await claims(write(withSweeps(1, 0), { header: 'none' }))).toEqual(['biologic-mpt']);
    const three = withSweeps(1, 0).slice(5, 8);
    expect(await claims(write(three, { header: 'none' }))).toEqual(['impedance-text']);
    expect(await claims(write(withSweeps(1, 0)))).toEqual(['biologic-mpt']);
    expect(await claims(gcplText())).toEqual(['biologic-mpt']);
  });
});
