import { describe, expect, it } from 'vitest';
import { gamry } from '../../parsers/gamry/index.ts';
import { type DtaTable, dta, dtaTable, indices, printed, rcSpectrum, zcurve } from './dta.ts';
import { codes, column, expectRobust, expectWellFormed, latin1, rawFile, sourceError } from './support.ts';

async function read(text: string, encode: (text: string) => Uint8Array = latin1) {
  const file = rawFile(encode(text), 'eis/cell.DTA');
  expect(await gamry.claims(file)).toBe(true);
  const result = await gamry.parse(file);
  expectWellFormed(result, file, gamry);
  return result;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const spectrum = rcSpectrum();
const eispot = dta('EISPOT', [dtaTable(zcurve())]);

function sweep(name: string, n: number, from = 0, flags = '..........a'): DtaTable {
  const rows = indices(n).map((i) => i + from);
  return {
    name,
    columns: [
      ['Pt', '#', rows],
      ['T', 's', rows.map((i) => 0.2 * (i + 1))],
      ['Vf', 'V vs. Ref.', rows.map((i) => 0.8 * Math.sin(i / 7) + 1e-4)],
      ['Im', 'A', rows.map((i) => 3e-6 * Math.cos(i / 5) + 1e-9)],
      ['Over', 'bits', rows.map(() => flags)],
      ['Temp', 'deg C', rows.map(() => -327.67)],
    ],
  };
}

describe('Gamry impedance', () => {
  it('reads every column by its name, with true signs and units', async () => {
    const { datasets, issues } = await read(eispot);
    const [data] = datasets;
    expect(issues).toEqual([]);
    expect(datasets).toHaveLength(1);
    expect(data?.kind).toBe('impedance');
    expect(column(data, 'frequency')).toEqual(printed(spectrum.frequency));
    expect(column(data, 'z_real')).toEqual(printed(spectrum.real));
    expect(column(data, 'z_imag')).toEqual(printed(spectrum.imag));
    expect(column(data, 'current')).toEqual(printed(indices(31).map((i) => (i - 3.5) * 1e-7)));
    expect(data?.started).toBe('2024-03-28T16:43:15');
    expect(data?.meta['TAG']).toBe('EISPOT');
    expect(data?.extras.map(({ name, unit }) => [name, unit])).toContainEqual(['Zphz', '°']);
  });

  it('does not care for the order or number of columns (Framework 7.10.3)', async () => {
    const table = zcurve();
    const extended = {
      ...table,
      columns: [
        ...table.columns.toReversed(),
        ['Imod', 'A', indices(31).map(() => 1.5e-5)] as const,
        ['Temp', 'deg C', indices(31).map((i) => 25 + i / 8)] as const,
      ],
    };
    const [data] = (await read(dta('GALVEIS', [dtaTable(extended)]))).datasets;
    expect(column(data, 'z_imag')).toEqual(printed(spectrum.imag));
    expect(column(data, 'temperature')).toEqual(printed(indices(31).map((i) => 25 + i / 8)));
  });

  it('prefers drift-corrected columns, keeps the others and says so', async () => {
    const table = zcurve();
    const corrected = spectrum.real.map((z) => z * 1.01);
    const text = dtaTable({
      ...table,
      columns: [
        ...table.columns,
        ['ZrealDrCor', 'ohm', corrected] as const,
        ['ZimagDrCor', 'ohm', spectrum.imag.map((z) => z * 0.98)] as const,
      ],
    });
    const result = await read(dta('EISPOT', [text]));
    const [data] = result.datasets;
    expect(column(data, 'z_real')).toEqual(printed(corrected));
    expect(column(data, 'z_imag')).toEqual(printed(spectrum.imag.map((z) => z * 0.98)));
    expect(data?.extras.find(({ name }) => name === 'Zreal')?.values).toEqual(
      Float64Array.from(printed(spectrum.real)),
    );
    expect(codes(result)).toEqual(['DRIFT_CORRECTED']);
  });

  it('does not mix a corrected with an uncorrected part', async () => {
    const table = zcurve();
    const half = {
      ...table,
      columns: [...table.columns, ['ZrealDrCor', 'ohm', spectrum.real.map(() => 1.5)] as const],
    };
    const [data] = (await read(dta('EISPOT', [dtaTable(half)]))).datasets;
    expect(column(data, 'z_real')).toEqual(printed(spectrum.real));
  });

  it('reads latin-1, UTF-8 and the replacement character alike', async () => {
    const expected = (await read(eispot)).datasets[0]?.columns;
    expect((await read(eispot, utf8)).datasets[0]?.columns).toEqual(expected);
    expect((await read(eispot.replace('°', '\ufffd'), utf8)).datasets[0]?.columns).toEqual(expected);
  });

  it('decides the decimal comma from the rows, not from the header', async () => {
    const withComma = dta('EISPOT', [dtaTable(zcurve(), true)]);
    expect((await read(withComma)).datasets[0]?.columns).toEqual((await read(eispot)).datasets[0]?.columns);
    const misleading = eispot.replace('EXPLAIN\nTAG\tEISPOT\n', (head) => {
      return `${head}VDC\tPOTEN\t0,5\tT\tDC\n`.concat(...indices(40).map((i) => `X${i}\tQUANT\t1,5\tx\n`));
    });
    const [data] = (await read(misleading)).datasets;
    expect(column(data, 'z_real')).toEqual(printed(spectrum.real));
    expect(data?.meta['VDC']).toBe('0,5 T');
  });

  it('takes notes by their count, whatever they hold', async () => {
    const notes = ['NOTES\tNOTES\t3\t&Notes...', '\tZCURVE\tTABLE', '\tPt\tFreq', '\tfirst line'];
    const [data] = (await read(dta('EISPOT', [dtaTable(zcurve())], [...notes, 'CONVENTION\tIQUANT\t1\tx']))).datasets;
    expect(column(data, 'frequency')).toEqual(printed(spectrum.frequency));
    expect(data?.meta['NOTES']).toBe('ZCURVE\tTABLE\nPt\tFreq\nfirst line');
  });

  it('keeps the next header line where a note was stripped away', async () => {
    const header = [
      'NOTES\tNOTES\t1\t&Notes...',
      '',
      'CONVENTION\tIQUANT\t1\tx',
      'NOTES2\tNOTES\t2\tx',
      'DATE\tLABEL\t5/28/2024\tx',
      'TIME\tLABEL\t1:02:03\tx',
    ];
    const [data] = (await read(dta('EISPOT', [dtaTable(zcurve())], header))).datasets;
    expect(data?.started).toBe('2024-05-28T01:02:03');
  });

  it('keeps odd header values as words', async () => {
    const header = [
      'CHANNEL\tIQUANT\tNIL\tChannel',
      'SEQUENCER\tTOGGLE\tTRUE\tRun as Sequence',
      'DELAY\tTWOPARAM\tT\t1.0E+2\t0.0E+0\tInit. De&lay\tTime(s)\tStab.(mV/s)',
      'MAXTIME\tVARIABLEANDUNITS\t7.2E+3\ts\t2\thour(s)\tMax Time',
      'STOP\tMULTIPARAM\t4\t3.0E-1\tStop At &1\tVoltage > Limit\tV',
      'CONVENTION\tIQUANT\t1\tx',
      'CONVENTION\tIQUANT\t7\tx',
    ];
    const [data] = (await read(dta('EISPOT', [dtaTable(zcurve())], header))).datasets;
    expect(data?.meta).toMatchObject({
      CHANNEL: 'NIL',
      SEQUENCER: 'TRUE',
      DELAY: 'T 1.0E+2 0.0E+0',
      MAXTIME: '7.2E+3 s 2 hour(s)',
      STOP: '4 3.0E-1 Voltage > Limit V',
      CONVENTION: '1',
      'CONVENTION (2)': '7',
    });
  });

  it('reads an aborted run up to the unfinished point', async () => {
    const fra = dtaTable({
      name: 'FRACURVE',
      declared: 2,
      columns: [
        ['Pt', '#', [0, 1]],
        ['T', 'S', [0.5, 0.75]],
      ],
    });
    const result = await read(dta('EISPOT', [dtaTable(zcurve()), 'EXPERIMENTABORTED\tTOGGLE\tT\tAborted\n', fra]));
    expect(result.datasets.map(({ kind, length }) => [kind, length])).toEqual([['impedance', 31]]);
    expect(codes(result)).toEqual(['TABLE_SKIPPED', 'RUN_ABORTED']);
  });

  it('reads an open-circuit table that stands within the header', async () => {
    const ocv = dtaTable({
      name: 'OCVCURVE',
      declared: 3,
      columns: [
        ['Pt', '#', [0, 1, 2]],
        ['T', 's', [0.25, 0.5, 0.75]],
        ['Vf', 'V vs. Ref.', [-0.3125, -0.315, -0.3175]],
        ['Vm', 'V', [-0.3, -0.3, -0.3]],
      ],
    });
    const result = await read(dta('EISPOT', [ocv, 'EOC\tQUANT\t-0.29\tOpen Circuit (V)\n', dtaTable(zcurve())]));
    expect(result.datasets.map(({ kind }) => kind)).toEqual(['open-circuit', 'impedance']);
    expect(column(result.datasets[0], 'potential')).toEqual([-0.3125, -0.315, -0.3175]);
    expect(result.datasets[1]?.meta['EOC']).toBe('-0.29');
  });

  it('uses the rows that are there, not the number announced', async () => {
    for (const declared of [99_999, 2]) {
      const result = await read(dta('EISPOT', [dtaTable({ ...zcurve(), declared })]));
      expect(result.datasets[0]?.length).toBe(31);
      expect(codes(result)).toEqual(['ROW_COUNT_DIFFERS']);
    }
  });

  it('takes rows indented by spaces if their words fill the columns exactly', async () => {
    const lines = eispot.trimEnd().split('\n');
    const last = lines.pop() ?? '';
    const edited = [...lines, ` ${last.replaceAll('\t', ' ')}`, '  1 2 3'].join('\n');
    const result = await read(edited);
    expect(column(result.datasets[0], 'z_imag')).toEqual(printed(spectrum.imag));
    expect(codes(result)).toEqual(['ROWS_SKIPPED']);
    expect(result.issues[0]?.place).toBe(`${edited.split('\n').length}:1`);
  });

  it('leaves out rows without a number where one is needed, and says where', async () => {
    const table = zcurve();
    const holed = {
      ...table,
      columns: table.columns.map(([name, unit, values]) => {
        const bad = name === 'Freq' ? { 4: 0 } : name === 'Zimag' ? { 2: '-1.#IND' } : {};
        return [name, unit, Object.assign([...values], bad)] as const;
      }),
    };
    const result = await read(dta('EISPOT', [dtaTable(holed)]));
    const kept = spectrum.real.filter((_, i) => i !== 2 && i !== 4);
    expect(column(result.datasets[0], 'z_real')).toEqual(printed(kept));
    expect(codes(result)).toEqual(['ROWS_SKIPPED']);
    expect(result.issues[0]).toMatchObject({ place: '11:1', message: '2 of 31 rows of ZCURVE left out' });
  });

  it('names columns that are not there', async () => {
    const table = zcurve();
    const without = (...names: string[]) =>
      dtaTable({ ...table, columns: table.columns.filter(([n]) => !names.includes(n)) });
    const result = await read(dta('EISPOT', [without('Vdc', 'Idc')]));
    expect(codes(result)).toEqual(['COLUMN_MISSING']);
    expect(result.datasets[0]?.fates.filter(({ fate }) => fate === 'missing').map(({ source }) => source)).toEqual([
      'Vdc',
      'Idc',
    ]);
    const error = await sourceError(gamry, rawFile(dta('EISPOT', [without('Zimag')])));
    expect(error.detail).toContain('no column Zimag');
    expect(error.place).toBe('7:1');
  });

  it('converts units and refuses those it does not know', async () => {
    const scaled = eispot.replace('\tohm\tohm\tV\tohm', '\tmohm\tkohm\tV\tohm');
    const [data] = (await read(scaled)).datasets;
    expect(column(data, 'z_real')[0]).toBeCloseTo((printed(spectrum.real)[0] ?? 0) / 1000, 12);
    expect(column(data, 'z_imag')[0]).toBeCloseTo((printed(spectrum.imag)[0] ?? 0) * 1000, 9);
    const error = await sourceError(gamry, rawFile(eispot.replace('\tHz', '\tfurlong')));
    expect(error.detail).toContain('"furlong"');
    expect(error.place).toBe('8:4');
  });
});

describe('Gamry current and flags', () => {
  const cv = (convention: string[]) => dta('CV', [dtaTable(sweep('CURVE1', 9))], convention);
  const current = printed(indices(9).map((i) => 3e-6 * Math.cos(i / 5) + 1e-9));

  it('follows the current convention and reports what it did', async () => {
    const kept = await read(cv(['CONVENTION\tIQUANT\t1\tx']));
    expect(column(kept.datasets[0], 'current')).toEqual(current);
    expect(codes(kept)).toEqual(['TEMPERATURE_IMPLAUSIBLE']);
    const reversed = await read(cv(['CONVENTION\tIQUANT\t0\tx']));
    expect(column(reversed.datasets[0], 'current')).toEqual(current.map((i) => -i));
    expect(codes(reversed)).toContain('CURRENT_SIGN_REVERSED');
    for (const header of [[], ['CONVENTION\tIQUANT\tNIL\tx']]) {
      const unknown = await read(cv(header));
      expect(column(unknown.datasets[0], 'current')).toEqual(current);
      expect(codes(unknown)).toContain('CURRENT_SIGN_UNKNOWN');
    }
  });

  it('leaves out temperatures that no sensor measured, one by one', async () => {
    const table = sweep('CURVE', 4);
    const temperatures = [-327.67, 25.5, 1467, 199.5];
    const columns = table.columns.map((c) => (c[0] === 'Temp' ? (['Temp', 'deg C', temperatures] as const) : c));
    const result = await read(dta('CHRONOA', [dtaTable({ ...table, columns })]));
    expect(column(result.datasets[0], 'temperature')).toEqual([Number.NaN, 25.5, Number.NaN, 199.5]);
    expect(result.issues[0]?.message).toContain('2 of 4');
    const none = await read(dta('CHRONOA', [dtaTable(table)]));
    expect(none.datasets[0]?.fates.find(({ source }) => source === 'Temp')?.fate).toBe('empty');
  });

  it('counts overload flags by kind, but not the auxiliary input', async () => {
    const quiet = await read(dta('CV', [dtaTable(sweep('CURVE1', 5))]));
    expect(codes(quiet)).not.toContain('OVERLOAD_FLAGS');
    const table = sweep('CURVE1', 4);
    const flags = ['....ih..i..', '......s...a', '..........a', '....i......'];
    const columns = table.columns.map((c) => (c[0] === 'Over' ? (['Over', 'bits', flags] as const) : c));
    const loud = await read(dta('CV', [dtaTable({ ...table, columns })]));
    const message = loud.issues.find(({ code }) => code === 'OVERLOAD_FLAGS')?.message ?? '';
    expect(message).toContain('3 of 4 records');
    expect(message).toContain('current overload: 2');
    expect(loud.datasets[0]?.extras.find(({ name }) => name === 'Over')?.values).toEqual(flags);
  });
});

describe('Gamry experiments', () => {
  it('joins the cycles of a voltammogram', async () => {
    const parts = [sweep('CURVE1', 4), sweep('CURVE2', 6, 4), sweep('CURVE3', 2, 10)].map((t) => dtaTable(t));
    const { datasets } = await read(dta('CV', parts));
    expect(datasets.map(({ kind, length }) => [kind, length])).toEqual([['voltammetry', 12]]);
    expect(column(datasets[0], 'cycle')).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3]);
    expect(column(datasets[0], 'time')).toEqual(printed(indices(12).map((i) => 0.2 * (i + 1))));
  });

  it('gives every row its own cycle when rows are left out', async () => {
    const parts = [sweep('CURVE1', 3), sweep('CURVE2', 3, 3)].map((t) => dtaTable(t));
    const text = dta('CV', parts).replace(gamryCell(0.4), 'broken');
    expect(column((await read(text)).datasets[0], 'cycle')).toEqual([1, 1, 2, 2, 2]);
  });

  it('keeps cycles with other columns apart', async () => {
    const other = sweep('CURVE2', 3);
    const parts = [dtaTable(sweep('CURVE1', 3)), dtaTable({ ...other, columns: other.columns.slice(0, 4) })];
    const { datasets } = await read(dta('CV', parts));
    expect(datasets.map((d) => column(d, 'cycle'))).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });

  it("uses the instrument's cycle column of linear sweeps", async () => {
    const table = sweep('CURVE', 3);
    const text = dtaTable({ ...table, columns: [...table.columns, ['Cycle', '#', [4, 4, 5]] as const] });
    expect(column((await read(dta('LSV', [text]))).datasets[0], 'cycle')).toEqual([4, 4, 5]);
  });

  it('adds the offset within a sequence to the time of a charge step', async () => {
    const offset = 'STARTTIMEOFFSET\tQUANT\t16.75\tStart Time Offset (s)\n';
    for (const tag of ['PWR800_CHARGE', 'PWR800_DISCHARGE']) {
      const [data] = (await read(dta(tag, [dtaTable(sweep('CURVE', 5)), offset]))).datasets;
      expect(data?.kind).toBe('cycling');
      expect(column(data, 'record')).toEqual(indices(5));
      for (const [i, t] of column(data, 'time').entries()) expect(t).toBeCloseTo(16.75 + 0.2 * (i + 1), 10);
    }
  });

  it('gives half-cycles in Ah and Wh, signed by their type', async () => {
    const table: DtaTable = {
      name: 'CAPACITYCURVE',
      columns: [
        ['Pt', '#', [1, 2]],
        ['Time', 's', [3493, 6701]],
        ['Type', '#', [0, 1]],
        ['Cycle', '#', [1, 1]],
        ['Charge', 'C', [4362, 4014]],
        ['Duration', 's', [3492.5, 3207.5]],
        ['Vstart', 'V', [0.75, 0.5]],
        ['Vend', 'V', [1.25, 0.25]],
        ['Energy', 'J', [3960, -2754]],
        ['Tstart', 'deg C', [34.5, 27]],
        ['Tend', 'deg C', [27, 26.5]],
        ['Over', 'bits', ['...........', '...........']],
      ],
    };
    const reason = 'STOPREASON\tLABEL\tCycle Limit\tStop Reason\n';
    const { datasets, issues } = await read(dta('PWR800_CYCLICCHARGEDISCHARGE', [dtaTable(table), reason]));
    const [data] = datasets;
    expect(issues).toEqual([]);
    expect(data?.kind).toBe('half-cycles');
    expect(column(data, 'direction')).toEqual([1, -1]);
    expect(column(data, 'charge')[0]).toBeCloseTo(4362 / 3600, 12);
    expect(column(data, 'charge')[1]).toBeCloseTo(-4014 / 3600, 12);
    expect(column(data, 'energy')[1]).toBeCloseTo(-2754 / 3600, 12);
    expect(data?.meta['STOPREASON']).toBe('Cycle Limit');
  });

  it('reads open circuit with and without current', async () => {
    const table = sweep('CURVE', 3);
    const measured = { ...table, columns: table.columns.filter(([name]) => name !== 'Im') };
    expect((await read(dta('CORPOT', [dtaTable(measured)]))).datasets[0]?.kind).toBe('open-circuit');
    const [data] = (await read(dta('PWR800_READVOLTAGE', [dtaTable(table)]))).datasets;
    expect(data?.kind).toBe('open-circuit');
    expect(data?.extras.map(({ name }) => name)).toContain('Im');
  });

  it('reads square-wave voltammetry by its pulses', async () => {
    const table = dtaTable({
      name: 'CURVE',
      columns: [
        ['T', 's', [0.5, 0.75]],
        ['Vfwd', 'V', [-0.25, -0.5]],
        ['Vrev', 'V', [0.25, 0.5]],
        ['Vstep', 'V', [0.125, 0]],
        ['Ifwd', 'A', [2e-6, 3e-6]],
        ['Irev', 'A', [1e-6, -1e-6]],
        ['Idif', 'A', [1e-6, 4e-6]],
      ],
    });
    const [data] = (await read(dta('SQUARE_WAVE', [table]))).datasets;
    expect(data?.kind).toBe('square-wave-voltammetry');
    expect(column(data, 'current')).toEqual([1e-6, 4e-6]);
    expect(column(data, 'reverse_current')).toEqual([1e-6, -1e-6]);
    expect(column(data, 'potential')).toEqual([0.125, 0]);
  });

  it('counts time from the acquisition frequency of the front panel', async () => {
    const table = dtaTable({
      name: 'VFPCURVE',
      columns: [
        ['Voltage', 'V', [0.25, 0.5, 0.75]],
        ['Current', 'A', [1e-6, 2e-6, 3e-6]],
      ],
    });
    const text = (frequency: string) =>
      `VFP600\nTAG\tVFP600\nFREQ\tQUANT\t${frequency}\tAcquisition Frequency (Hz)\n${table}`;
    const [data] = (await read(text('1.60000E+1'))).datasets;
    expect(data?.kind).toBe('chronoamperometry');
    expect(column(data, 'time')).toEqual([0, 1 / 16, 2 / 16]);
    expect((await sourceError(gamry, rawFile(text('0')))).detail).toContain('FREQ');
  });
});

function gamryCell(value: number): string {
  return `\t${value.toExponential(5).replace('e-1', 'E-001')}`;
}

describe('Gamry files without data', () => {
  it('diagnoses a file without a table, one without rows, an unknown experiment and an empty one', async () => {
    expect((await sourceError(gamry, rawFile(dta('CV', [])))).detail).toContain('no table');
    const bare = dtaTable(zcurve(rcSpectrum(0)));
    expect((await sourceError(gamry, rawFile(dta('EISPOT', [bare])))).detail).toContain('no usable rows in ZCURVE');
    const unknown = await sourceError(gamry, rawFile(dta('MYSTERY', [dtaTable(sweep('CURVE', 3))])));
    expect(unknown.detail).toContain('MYSTERY');
    const empty = rawFile(new Uint8Array());
    expect(await gamry.claims(empty)).toBe(false);
    expect((await sourceError(gamry, empty)).detail).toBe('the file is empty');
  });

  it('reads what is there beside an empty table', async () => {
    const result = await read(dta('EISPOT', [dtaTable({ ...sweep('OCVCURVE', 3) }), dtaTable(zcurve(rcSpectrum(0)))]));
    expect(result.datasets.map(({ kind }) => kind)).toEqual(['open-circuit']);
    expect(codes(result)).toContain('TABLE_SKIPPED');
  });

  it('leaves the start open where day and month could be either', async () => {
    const result = await read(eispot.replace('3/28/2024', '3/4/2024'));
    expect(result.datasets[0]?.started).toBe('');
    expect(codes(result)).toEqual(['START_AMBIGUOUS']);
  });
});

describe('Gamry files, damaged', () => {
  const cyclic = dta('CV', [
    dtaTable({ ...sweep('OCVCURVE', 3), declared: 3 }),
    'EOC\tQUANT\t0.5\tOpen Circuit (V)\n',
    dtaTable(sweep('CURVE1', 6)),
    dtaTable(sweep('CURVE2', 6, 6)),
    'EXPERIMENTABORTED\tTOGGLE\tT\tAborted\n',
  ]);
  const vfp = dtaTable({
    name: 'VFPCURVE',
    columns: [
      ['Voltage', 'V', [0.25, 0.5]],
      ['Current', 'A', [1e-6, 2e-6]],
    ],
  });
  it.each([
    ['impedance', eispot],
    ['voltammetry', cyclic],
    ['front panel', dta('VFP600', [vfp], ['FREQ\tQUANT\t10\tx'])],
  ])('%s: fewer rows or a SourceError, never anything else', async (_, text) => {
    await expectRobust(gamry, latin1(text));
  });
});
