/** The binary reader on files that a writer of its own made: round trip, derived columns and names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MprContent, type WrittenColumn, writeMpr } from '../../../scripts/mpr-writer.ts';
import { CYCLING, cycling, MODERN, read, VERSIONS, values } from './mpr-files.ts';

const FLAG_WIDTHS = new Map([
  [1, 3],
  [2, 1],
  [3, 1],
  [21, 1],
  [31, 1],
  [65, 1],
]);
const IDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 19, 20, 21, 23, 24, 31, 32, 35, 36, 39, 65, 70, 77, 131];
const HIGH_IDS = [430, 434, 435, 438, 441, 462, 467, 468, 469, 471, 473, 486, 505, 509, 883, 884];

/** A column with values that its storage holds exactly. */
function columnOf(id: number, rows: number): fc.Arbitrary<WrittenColumn> {
  const flag = FLAG_WIDTHS.get(id);
  const doubles = [4, 7, 11, 13, 23, 24, 438, 467, 883, 884].includes(id);
  const counter = { 39: 0xffff, 131: 0xffff, 468: 0xffff_ffff, 469: 0xffff_ffff, 509: 0xff }[id] ?? flag;
  const value =
    counter !== undefined
      ? fc.integer({ min: 0, max: counter })
      : doubles
        ? fc.double({ noDefaultInfinity: true, noNaN: true })
        : fc.float({ noDefaultInfinity: true, noNaN: true });
  return fc.array(value, { minLength: rows, maxLength: rows }).map((list) => ({ id, values: list }));
}

const content = fc
  .tuple(fc.constantFrom(...VERSIONS), fc.integer({ min: 0, max: 20 }), fc.boolean(), fc.boolean())
  .chain(([version, rows, oldHeaders, logged]) => {
    const ids = version === 0 ? IDS : [...IDS, ...HIGH_IDS];
    return fc
      .shuffledSubarray(ids, { minLength: 1 })
      .chain((chosen) => fc.tuple(...chosen.map((id) => columnOf(id, rows))))
      .map((columns): MprContent => {
        const base = { version, technique: 4, oldHeaders, columns };
        return logged ? { ...base, started: '2021-03-02T16:17:59.250' } : base;
      });
  });

describe('a written file', () => {
  it('is read back exactly, in every version and order of columns', () => {
    fc.assert(
      fc.property(content, (written) => {
        const bytes = writeMpr(written);
        const table = read(bytes);
        const stored = table.columns.filter((column) => !column.derived);
        expect(stored.map((column) => [...column.values])).toEqual(written.columns.map((column) => [...column.values]));
        expect(table.length).toBe(written.columns[0]!.values.length);
        expect(new Set(table.columns.map(({ name }) => name)).size).toBe(table.columns.length);
        expect(table.issues.map(({ code }) => code)).not.toContain('BIOLOGIC_FILE_INCOMPLETE');
        const hasStart = written.started !== undefined && written.version > 0;
        expect(table.started).toBe(hasStart ? '2021-03-02T16:17:59.250' : '');
      }),
      { numRuns: 150 },
    );
  });

  it.each(MODERN)('has the names and facts of the text export in version %d', (version) => {
    const table = read(
      writeMpr(
        cycling({
          version,
          channel: 9,
          channelSerial: 137,
          deviceSerial: '1083',
          fileName: 'C:\\Users\\somebody\\cell_01_GCPL.mpr',
          comments: 'formation\r\nat 25 \u00b0C',
          electrodeMaterial: 'hard carbon',
          electrolyte: '1 M NaPF6',
          area: 1.13,
          characteristicMass: { value: 1.39, unit: 'mg' },
          reference: { name: 'Na/Na+', volts: -2.71 },
          batteryCapacity: 0.42,
          loops: [0, 3],
        }),
      ),
    );
    expect(table.technique).toBe('Galvanostatic Cycling with Potential Limitation');
    expect(table.columns.slice(0, 9).map(({ name }) => name)).toEqual([
      'mode',
      'ox/red',
      'error',
      'control changes',
      'Ns changes',
      'counter inc.',
      'Ns',
      'time/s',
      'dq/mA.h',
    ]);
    expect(table.meta).toEqual({
      technique_id: '4',
      'Acquisition started on': '2024-01-10T11:02:29.886',
      Comments: 'formation\nat 25 \u00b0C',
      'Electrode material': 'hard carbon',
      Electrolyte: '1 M NaPF6',
      'Mass of active material': '0.001 mg',
      'Molecular weight of active material': '0.001 g/mol',
      'Electrode surface area': '1.13 cm\u00b2',
      'Reference electrode': 'Na/Na+ (-2.71 V)',
      'Characteristic mass': '1.39 mg',
      'Battery capacity': '0.42 mA.h',
      'Run on channel': '9 (SN 0137)',
      Device: 'SN 1083',
      Software: version < 10 ? 'EC-Lab v11.33' : 'EC-Lab v11.50',
      'Internet server': version < 10 ? 'v11.33' : 'v11.50',
      'Command interpretor': version < 10 ? 'v11.33' : 'v11.50',
      File: 'cell_01_GCPL.mpr',
      'Number of loops': '2',
      'First rows of the loops': '0 3',
    });
    expect(table.activeMass).toBe(0.00139);
    expect(table.started).toBe('2024-01-10T11:02:29.886');
    expect(table.issues).toEqual([]);
  });

  it('of version 0 has ids of one byte, rows from byte 100 on and no known start', () => {
    const columns = CYCLING.filter(({ id }) => id < 256);
    const table = read(writeMpr(cycling({ version: 0, columns, comments: 'not read' })));
    expect(values(table, 'time/s')).toEqual([0, 3600, 5400, 7200, 10_800]);
    expect(values(table, 'error')).toEqual([0, 0, 0, 1, 0]);
    expect([table.technique, table.meta, table.started]).toEqual([
      'Galvanostatic Cycling with Potential Limitation',
      { technique_id: '4' },
      '',
    ]);
    expect(table.issues.map(({ code }) => code)).toEqual(['BIOLOGIC_LOG_MISSING']);
  });

  it('takes the mass that EC-Lab fills in for none', () => {
    expect(read(writeMpr(cycling())).activeMass).toBeUndefined();
    expect(read(writeMpr(cycling())).meta['Characteristic mass']).toBe('0.001 g');
    const grams = (value: number) => read(writeMpr(cycling({ characteristicMass: { value, unit: 'g' } }))).activeMass;
    expect(grams(0)).toBeUndefined();
    expect(grams(0.0125)).toBe(0.0125);
  });

  it('names no technique that is not known', () => {
    const table = read(writeMpr(cycling({ technique: 250 })));
    expect([table.technique, table.meta['technique_id']]).toEqual(['', '250']);
  });

  it('says where a row stands', () => {
    const bytes = writeMpr(cycling());
    const table = read(bytes);
    const at = Number(table.place(3).slice(1));
    // Flags 1, Ns 2, then the time.
    expect(new DataView(bytes.buffer).getFloat64(at + 3, true)).toBe(7200);
  });
});

describe('derived columns', () => {
  it('follow the definitions of the export', () => {
    const table = read(writeMpr(cycling()));
    expect(table.columns.filter((c) => c.derived).map((c) => c.name)).toEqual([
      '<I>/mA',
      'Q discharge/mA.h',
      'Q charge/mA.h',
      'Capacity/mA.h',
      'control/V',
      'control/mA',
      'cycle number',
      'P/W',
    ]);
    expect(values(table, '<I>/mA')).toEqual([0, 2, 0, 1, -1]);
    expect(values(table, 'Q charge/mA.h')).toEqual([0, 2, 2, 2.5, 0]);
    expect(values(table, 'Q discharge/mA.h')).toEqual([0, 0, 0, 0, 1]);
    expect(values(table, 'Capacity/mA.h')).toEqual([0, 2, 2, 2.5, 1]);
    expect(values(table, 'control/V')).toEqual([0, 0, 0, 4.25, 0]);
    expect(values(table, 'control/mA')).toEqual([2, 2, 0, 0, -1]);
    expect(values(table, 'cycle number')).toEqual([0, 0, 0, 0, 0]);
    expect(values(table, 'P/W')).toEqual([0, 0.008, 0, 0.00425, -0.0035]);
  });

  it('leave a mean current open where time stands still, or charge came before the first row', () => {
    const columns = [
      { id: 4, values: [10, 10, 20, 15] },
      { id: 7, values: [1, 0, 1, 1] },
    ];
    expect(values(read(writeMpr(cycling({ columns }))), '<I>/mA')).toEqual([Number.NaN, Number.NaN, 360, Number.NaN]);
  });

  it('do not stand beside stored columns of the same meaning', () => {
    const columns = [...CYCLING, { id: 8, values: [1, 2, 3, 4, 5] }, { id: 70, values: [1, 2, 3, 4, 5] }];
    const table = read(writeMpr(cycling({ columns })));
    expect(table.columns.map(({ name }) => name)).not.toContain('<I>/mA');
    expect(values(table, 'P/W')).toEqual([1, 2, 3, 4, 5]);
  });

  it('have no Capacity in a chronopotentiometry, whose export follows another rule', () => {
    const names = read(writeMpr(cycling({ technique: 25 }))).columns.map(({ name }) => name);
    expect(names).toContain('Q charge/mA.h');
    expect(names).not.toContain('Capacity/mA.h');
  });

  it('count cycles from two half cycles', () => {
    const columns = [{ id: 468, values: [0, 1, 2, 3, 4] }];
    expect(values(read(writeMpr(cycling({ columns }))), 'cycle number')).toEqual([0, 0, 1, 1, 2]);
  });
});

describe('names', () => {
  const names = (columns: readonly WrittenColumn[], extra: Partial<MprContent> = {}) =>
    read(writeMpr(cycling({ columns, version: 11, ...extra }))).columns.map(({ name }) => name);
  const one = (...ids: number[]) => ids.map((id) => ({ id, values: [0] }));

  it('follow the program and its version', () => {
    expect(names(one(6, 70, 123), { software: '11.50' })).toEqual(['Ewe/V', 'P/W', 'Energy charge/W.h']);
    expect(names(one(6, 70, 123), { software: '11.61' })).toEqual(['Ewe/V', 'Pwe/W', 'Energy we charge/W.h']);
    expect(names(one(6, 70), { software: '1.75' })).toEqual(['Ecell/V', 'P/W']);
    expect(names(one(6, 70), { software: '1.79' })).toEqual(['Ecell/V', 'Pwe/W']);
  });

  it('keep columns apart that have one meaning for several ids', () => {
    expect(names(one(77, 174))).toEqual(['<Ewe>/V', '<Ewe>/V (id 174)']);
    expect(names(one(77, 174, 430))).toEqual(['<Ewe>/V', '<Ewe>/V (id 174)', 'Phase(Zwe-ce)/deg']);
  });

  it('tell harmonics of the counter electrode from quantities of the step', () => {
    expect(names(one(486, 498))).toEqual(['|Ewe h2|/V', '|Ece h2|/V']);
    expect(names(one(498, 502).map((column) => ({ ...column, bytes: 8 as const })))).toEqual([
      'Q charge/mA.h',
      'Capacity/mA.h',
    ]);
  });

  it('number the boards of BT-Lab cyclers', () => {
    expect(read(writeMpr(cycling({ software: '1.79', channel: 32 }))).meta['Run on channel']).toBe('D8 (SN 0000)');
  });
});
