/** What EC-Lab can write and none of the real files at hand holds: other units, columns, techniques, PCs, side files. */
import { describe, expect, test } from 'vitest';
import { biologicBinary, biologicText } from '../../../parsers/biologic/index.ts';
import { PARSERS } from '../../../parsers/index.ts';
import { type MprContent, writeMpr } from '../../../scripts/mpr-writer.ts';
import { type MptColumn, type MptOptions, writeMpt } from '../../../scripts/mpt-writer.ts';
import type { RawFile } from '../../../src/model/source.ts';
import { codes, column, expectWellFormed, latin1, rawFile, sourceError } from '../support.ts';
import { GCPL, gcplColumns, gcplText, mptFile } from './gcpl.ts';

async function claimants(file: RawFile): Promise<string[]> {
  const claiming: string[] = [];
  for (const parser of PARSERS) {
    if (parser.onRequest === undefined && (await parser.claims(file))) claiming.push(parser.id);
  }
  return claiming;
}

/** The datasets of a text that one parser alone claims. */
async function read(file: RawFile) {
  expect(await claimants(file)).toEqual(['biologic-mpt']);
  const result = await biologicText.parse(file);
  expectWellFormed(result, file, biologicText);
  return result;
}

const write = (columns: readonly MptColumn[], options: Partial<MptOptions> = {}) =>
  mptFile(writeMpt(columns, { ...GCPL, ...options }));

/** The same measurement with a column in another unit: EC-Lab's value times `factor`. */
function inUnit(columns: readonly MptColumn[], from: string, to: string, factor: number): MptColumn[] {
  return columns.map(({ name, values }) => {
    if (name !== from) return { name, values };
    return { name: to, values: Array.from(values, (value) => value * factor), digits: 'double' };
  });
}

const [REFERENCE] = (await read(mptFile(gcplText()))).datasets;

describe('units are those that the header names', () => {
  test.each([
    ['time/s', 'time/h', 1 / 3600, 'time'],
    ['time/s', 'time/min', 1 / 60, 'time'],
    ['time/s', 'time/ms', 1e3, 'time'],
    ['Ewe/V', 'Ewe/mV', 1e3, 'potential'],
    ['<I>/mA', '<I>/A', 1e-3, 'current'],
    ['<I>/mA', 'I/µA', 1e3, 'current'],
    ['(Q-Qo)/mA.h', '(Q-Qo)/C', 3.6, 'charge'],
    ['(Q-Qo)/mA.h', '(Q-Qo)/A.h', 1e-3, 'charge'],
    ['(Q-Qo)/mA.h', '(Q-Qo)/µA.h', 1e3, 'charge'],
  ])('%s as %s', async (from, to, factor, name) => {
    for (const header of ['full', 'short'] as const) {
      const [dataset] = (await read(write(inUnit(gcplColumns(), from, to, factor), { header }))).datasets;
      const expected = column(REFERENCE, name);
      for (const [i, value] of column(dataset, name).entries()) expect(value).toBeCloseTo(expected[i]!, 6);
      expect(dataset?.fates.find(({ source }) => source === to)?.fate).toBe('mapped');
    }
  });

  test('a current density is no current, an area-specific impedance no impedance', async () => {
    const density = gcplColumns().filter(({ name }) => !/control|dq/.test(name));
    const error = await sourceError(biologicText, write(inUnit(density, '<I>/mA', '<I>/mA.cm-2', 1)));
    expect(error.detail).toMatch(/no column holds the current .*; <I>\/mA\.cm-2 has a unit of something else/);
    const specific = [
      { name: 'freq/Hz', values: [100, 10, 1] },
      { name: 'Re(Z)/Ohm.cm2', values: [1, 2, 3] },
      { name: '-Im(Z)/Ohm.cm2', values: [1, 2, 3] },
      { name: '<Ewe>/V', values: [1, 1, 1] },
    ];
    expect((await sourceError(biologicText, write(specific))).detail).toMatch(
      /the impedance .*; Re\(Z\)\/Ohm\.cm2 has/,
    );
  });

  test('frequency, impedance and phase', async () => {
    const spectrum: MptColumn[] = [
      { name: 'freq/kHz', values: [10, 1, 0.1], digits: 'double' },
      { name: '|Z|/mOhm', values: [2000, 4000, 6000], digits: 'double' },
      { name: 'Phase(Z)/rad', values: [0, -Math.PI / 6, -Math.PI / 3], digits: 'double' },
      { name: '<Ewe>/mV', values: [3500, 3500, 3500] },
    ];
    const [dataset] = (
      await read(write(spectrum, { technique: 'Staircase Potentio Electrochemical Impedance Spectroscopy' }))
    ).datasets;
    expect(dataset?.kind).toBe('impedance');
    expect(column(dataset, 'frequency')).toEqual([10_000, 1000, 100]);
    expect(column(dataset, 'z_real')[1]).toBeCloseTo(4 * Math.cos(Math.PI / 6), 9);
    expect(column(dataset, 'z_imag')[2]).toBeCloseTo(-6 * Math.sin(Math.PI / 3), 9);
    expect(column(dataset, 'potential')).toEqual([3.5, 3.5, 3.5]);
  });
});

describe('columns that the user chose', () => {
  const rows = gcplColumns()[0]!.values.length;
  const constant = (name: string, value: number): MptColumn => ({
    name,
    values: Array.from({ length: rows }, () => value),
  });

  test('the cell potential stands in where the electrode potentials are left out', async () => {
    const [dataset] = (await read(mptFile(gcplText().replace('Ewe/V', 'Ewe-Ece/V')))).datasets;
    expect(column(dataset, 'potential')).toEqual(column(REFERENCE, 'potential'));
  });

  test('three electrodes: the working electrode, the counter electrode, and the difference as extra', async () => {
    const more = [constant('Ewe-Ece/V', 3.3), constant('Ece/V', 0.25), ...gcplColumns()];
    const [dataset] = (await read(write(more))).datasets;
    expect(column(dataset, 'potential')).toEqual(column(REFERENCE, 'potential'));
    expect(column(dataset, 'counter_potential')[0]).toBe(0.25);
    expect(dataset?.extras.map(({ name }) => name)).toContain('Ewe-Ece/V');
  });

  test.each(['Temperature/\xb0C', 'T/\xb0C'])('%s of an external device, and its pressure', async (name) => {
    const more = [
      ...gcplColumns(),
      constant(name, 25),
      constant('Pressure/mbar', 1013),
      constant('Analog IN 1/V', 0.5),
    ];
    const [dataset] = (await read(write(more))).datasets;
    expect(column(dataset, 'temperature')[0]).toBe(25);
    expect(column(dataset, 'pressure')[0]).toBeCloseTo(101_300, 3);
    expect(column(dataset, 'auxiliary_potential')[0]).toBe(0.5);
  });

  test('whatever else EC-Lab computes is kept under its name and unit', async () => {
    const names = [
      'x',
      'Efficiency/%',
      'R/Ohm',
      'z cycle',
      'd(Q-Qo)/dE/mA.h/V',
      'Capacitance charge/\xb5F',
      'Q charge/mA.h/g',
    ];
    const [dataset] = (await read(write([...names.map((name, k) => constant(name, k + 1)), ...gcplColumns()])))
      .datasets;
    const extras = new Map(dataset?.extras.map((extra) => [extra.name, extra]));
    for (const [k, name] of names.entries()) expect(extras.get(name.replace('\xb5', 'µ'))?.values[0]).toBe(k + 1);
    expect(extras.get('Efficiency/%')?.unit).toBe('%');
    expect(column(dataset, 'time')).toEqual(column(REFERENCE, 'time'));
  });
});

describe('techniques', () => {
  test.each([
    'Constant Load Discharge',
    'Constant Power',
    'Modular Galvano',
    'Battery Capacity Determination',
    'Urban Profile Importation',
    'Galvanostatic Intermittent Titration Technique',
  ])('%s is cycling', async (technique) => {
    const { datasets } = await read(mptFile(gcplText({ technique })));
    expect(datasets.map(({ kind }) => kind)).toEqual(['cycling']);
    expect(datasets[0]?.columns).toEqual(REFERENCE?.columns);
  });
});

describe('PCs of other countries', () => {
  test('the year first leaves no doubt', async () => {
    for (const started of ['2024/01/10 11:02:29.886', '2024-01-10 11:02:29.886']) {
      const result = await read(mptFile(gcplText({ started })));
      expect(result.datasets[0]?.started).toBe('2024-01-10T11:02:29.886');
      expect(codes(result)).toEqual([]);
    }
  });

  test.each([
    ['Shift-JIS', '\x93\xd6\x92\x72\x5c\x83\x66\x81\x5b\x83\x5e'],
    ['GBK', '\xca\xb5\xd1\xe9\xca\xd2\x5c\xb5\xe7\xb3\xd8\xca\xfd\xbe\xdd'],
    ['UTF-8', '\xe5\xae\x9f\xe9\xa8\x93'],
  ])('%s in the folder and the comments changes no number', async (_, bytes) => {
    const facts = [...GCPL.facts!, `\tDirectory : C:\\${bytes}\\`, `Comments : ${bytes}\tand a tab`];
    const [dataset] = (await read(rawFile(latin1(gcplText({ facts })), 'cell.mpt'))).datasets;
    expect(dataset?.columns).toEqual(REFERENCE?.columns);
    expect(dataset?.fates.map(({ fate, name }) => [fate, name])).toEqual(
      REFERENCE?.fates.map(({ fate, name }) => [fate, name]),
    );
  });

  test('a comment of several lines makes the header longer than it says', async () => {
    const result = await read(
      mptFile(gcplText().replace('Comments : second', 'Comments : second\r\nthird : x\r\n\r\nfourth')),
    );
    expect(result.datasets[0]?.columns).toEqual(REFERENCE?.columns);
    expect(codes(result)).toEqual(['BIOLOGIC_HEADER_LENGTH']);
  });
});

describe('time as dates', () => {
  test.each(['time/s', 'time'])('under the name %s', async (name) => {
    const two = (value: number) => String(value).padStart(2, '0');
    const lines = gcplText(
      {},
      gcplColumns().filter((c) => c.name !== 'time/s'),
    ).split('\r\n');
    const at = lines.findIndex((line) => line.startsWith('mode\t'));
    const dated = lines.map((line, i) => {
      if (i === at) return `${name}\t${line}`;
      const minute = i - at - 1;
      return i < at ? line : `05/13/2024 ${two(11 + Math.floor(minute / 60))}:${two(minute % 60)}:20.5000\t${line}`;
    });
    const [dataset] = (await read(mptFile(dated.join('\r\n')))).datasets;
    expect(column(dataset, 'time')).toEqual(column(REFERENCE, 'time'));
  });
});

describe('files without records', () => {
  test.each([
    [
      'EC-LAB SETTING FILE\r\n\r\nNumber of linked techniques : 1\r\n\r\nTechnique : 1\r\nOpen Circuit Voltage\r\n',
      'settings',
    ],
    ['VMP EXPERIMENT LOOP INDEXES\r\n0\r\n150\r\n', 'loop indexes'],
  ])('%#', async (text, what) => {
    const file = rawFile(text, 'cell.mps');
    expect(await claimants(file)).toEqual(['biologic-mpt']);
    const result = await biologicText.parse(file);
    expect([result.datasets.length, codes(result)]).toEqual([0, ['BIOLOGIC_NO_DATA_FILE']]);
    expect(result.issues[0]?.message).toContain(what);
  });

  test('columns and no rows are refused', async () => {
    const error = await sourceError(biologicText, write(gcplColumns().map(({ name }) => ({ name, values: [] }))));
    expect(error.detail).toContain('no rows');
  });
});

describe('binary files', () => {
  const base: MprContent = { version: 11, technique: 4, started: '2024-01-10T11:02:29.886', columns: [] };
  const columns = [
    { id: 1, values: [1, 1, 1] },
    { id: 4, values: [0, 10, 20] },
    { id: 6, values: [3, 3.5, 4] },
    { id: 8, values: [1, 1, 1] },
  ];

  test('columns of the maker’s list are named, and stand where they should', async () => {
    const more = [
      ...columns,
      { id: 18, values: [0.1, 0.2, 0.3] },
      { id: 504, values: [7, 8, 9] },
      { id: 220, values: [1, 2, 3] },
      { id: 13, values: [0, 1, 2] },
    ];
    const file = rawFile(writeMpr({ ...base, columns: more }), 'cell.txt');
    expect(await claimants(file)).toEqual(['biologic-mpr']);
    const [dataset] = (await biologicBinary.parse(file)).datasets;
    const extras = new Map(dataset?.extras.map(({ name, values }) => [name, [...values]]));
    expect(extras.get('Rac/Ohm')).toEqual([7, 8, 9]);
    expect(extras.get('E10/V')).toEqual([1, 2, 3]);
    expect(extras.get('Analog IN 3/V')?.[2]).toBeCloseTo(0.3, 6);
    expect(column(dataset, 'charge')).toEqual([0, 1e-3, 2e-3]);
  });

  test('a column of another width than assumed is refused, not shifted', async () => {
    const wide = [...columns, { id: 504, values: [7, 8, 9], bytes: 8 as const }, { id: 13, values: [0, 1, 2] }];
    const error = await sourceError(biologicBinary, rawFile(writeMpr({ ...base, columns: wide }), 'cell.mpr'));
    expect(error.detail).toContain('Rac/Ohm (504)');
  });

  test('modules without data are refused by name', async () => {
    const bytes = writeMpr({ ...base, columns });
    const text = Buffer.from(bytes).toString('latin1').replace('VMP data  ', 'VMP graph ');
    const error = await sourceError(biologicBinary, rawFile(latin1(text), 'cell.mgr'));
    expect(error.detail).toContain('VMP graph');
  });
});
