import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delimited } from '../../../parsers/delimited/index.ts';
import { MODES } from '../../../src/model/schema.ts';
import { SourceError } from '../../../src/model/source.ts';
import { workbook } from '../../workbooks.ts';
import { column, expectWellFormed, randomIntegers } from '../support.ts';
import { cycling, read, refusal, type TableMap, tableFile } from './reading.ts';

const MAP: TableMap = { columns: { time: 't', potential: 'U', current: 'I' } };
const UNITS = { time: 's', potential: 'V', current: 'mA' };
const FULL: TableMap = { ...MAP, units: UNITS };
const ROWS = 't;U;I\n0;1,5;-250\n10;1,25;-250\n';

describe('claims', () => {
  test.each([
    [{ 'columns.time': 't', 'columns.potential': 'U' }, true],
    [{ 'columns.charge_capacity': 'Q' }, true],
    [{ 'columns.frequency': 'f' }, true],
    [{ 'columns.potential': 'E', kind: 'voltammetry' }, true],
    // Another parser's table: readings of thickness.
    [{ 'columns.thickness': 'Höhe' }, false],
    [{ state: 'before' }, false],
    [{}, false],
  ])('%o: %s', async (labels, expected) => {
    expect(await delimited.claims({ ...tableFile(ROWS, MAP), labels })).toBe(expected);
  });

  test('no binary file', async () => {
    expect(await delimited.claims(tableFile(Uint8Array.from([0, 1, 2, 0, 255]), FULL))).toBe(false);
  });
});

describe('layout', () => {
  test.each([
    ['tab', 't\tU\tI\n0\t1.5\t-250\n10\t1.25\t-250\n'],
    ['semicolon and decimal comma', ROWS],
    ['comma and quotes', '"t","U","I"\n"0","1.5","-250"\n10,1.25,-250\n'],
    ['blanks', '  t   U   I\n  0  1.5 -250\n 10 1.25 -250\n'],
    ['CR LF and a byte-order mark', `\ufeff${ROWS.replaceAll('\n', '\r\n')}`],
    ['lines above the header', `Cell: 7; note\n\nStart;2024\n${ROWS}`],
  ])('%s', async (_, text) => {
    const file = tableFile(text, FULL);
    const result = await delimited.parse(file);
    expectWellFormed(result, file, delimited);
    const { columns } = cycling(result);
    expect([...columns.time, ...columns.potential, ...columns.current]).toEqual([0, 10, 1.5, 1.25, -0.25, -0.25]);
    expect(result.issues).toEqual([]);
  });

  test('UTF-16', async () => {
    const bytes = Buffer.from(`\ufeff${ROWS.replace('U', 'Spannung °')}`, 'utf16le');
    const map = { ...FULL, columns: { ...FULL.columns, potential: 'Spannung °' } };
    expect([...cycling(await read(bytes, map)).columns.potential]).toEqual([1.5, 1.25]);
  });

  test('a workbook, whichever sheet holds the header', async () => {
    const rows = [
      ['made by', 'us'],
      ['t', 'U', 'I', 'note'],
      [0, 1.5, -250, 'a'],
      [10, 1.25, -250],
    ];
    const dataset = cycling(await read(workbook({ Info: [['hello']], Data: rows }), FULL));
    expect([...dataset.columns.current]).toEqual([-0.25, -0.25]);
    expect(dataset.meta).toEqual({ sheet: 'Data', 'header row': '2' });
    expect(dataset.extras).toEqual([{ name: 'note', unit: '', values: ['a', ''] }]);
  });

  test('columns by number in a file without names', async () => {
    const map = { columns: { time: '#1', potential: '#3', current: '#2' }, units: UNITS };
    const { columns } = cycling(await read('# made by us\n0 -250 1.5\n10 -250 1.25\n', map));
    expect([...columns.potential]).toEqual([1.5, 1.25]);
    const sheet = workbook({
      Data: [
        [0, -250, 1.5],
        [10, -250, 1.25],
      ],
    });
    expect([...cycling(await read(sheet, map)).columns.potential]).toEqual([1.5, 1.25]);
  });

  test('what the study file states wins over what is found', async () => {
    const twoHeaders = `t;U;I\n0;9;9\n${ROWS}`;
    const stated = { ...FULL, options: { header_line: '3', delimiter: 'semicolon', decimal: 'comma' } };
    expect([...cycling(await read(twoHeaders, stated)).columns.potential]).toEqual([1.5, 1.25]);
    const { detail } = await refusal(ROWS, { ...FULL, options: { header_line: '9' } });
    expect(detail).toBe('the file has no line 9 to be the header');
  });

  test('rows without a required number are left out and reported; other columns stay in step', async () => {
    const text = 't;U;I;T [°C];note\n0;1;-1;20;a\nt;U;I;T;note\n10;;1;21;b\n20;1;1;-;c\n';
    const map = { columns: { ...FULL.columns, temperature: 'T [°C]' }, units: UNITS };
    const result = await read(text, map);
    const dataset = cycling(result);
    expect([...dataset.columns.time]).toEqual([0, 20]);
    expect([...dataset.columns.temperature!]).toEqual([20, Number.NaN]);
    expect(dataset.extras[0]?.values).toEqual(['a', 'c']);
    expect(result.issues.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'ROWS_SKIPPED 3:1',
      'CELLS_UNREADABLE 5:1',
    ]);
  });
});

describe('units', () => {
  test('from the header, from the study file, or none: then the line to write is named', async () => {
    const named = 'Test_Time(min),U [mV],current_uA\n0,1500,-250\n10,1250,-250\n';
    const columns = { time: 'Test_Time(min)', potential: 'U [mV]', current: 'current_uA' };
    const read1 = cycling(await read(named, { columns })).columns;
    expect([read1.time[1], read1.potential[1], read1.current[1]]).toEqual([600, 1.25, -0.00025]);
    const error = await refusal(ROWS, MAP);
    expect(error.place).toBe('1:1');
    expect(error.detail).toBe('"t" (time) names no unit');
    expect(error.remedy).toContain('`units: {time: s}` beside `columns` in study.yaml');
  });

  test.each([
    ['mA/cm2', 'I'],
    ['V', 'I'],
  ])('%s is refused for a current', async (unit, header) => {
    const { place, detail } = await refusal(ROWS, { ...FULL, units: { ...UNITS, current: unit } });
    expect(place).toBe('1:5');
    expect(detail).toBe(`"${unit}" of "${header}" is no unit of current, which is kept in A`);
  });

  test('the study file wins over the header, and that is said', async () => {
    const text = ROWS.replace('I', 'I [A]');
    const map = { columns: { ...MAP.columns, current: 'I [A]' }, units: UNITS };
    const result = await read(text, map);
    expect(cycling(result).columns.current[0]).toBe(-0.25);
    expect(result.issues.map(({ code }) => code)).toEqual(['UNIT_OVERRIDDEN']);
  });

  test('elapsed times and dates need none', async () => {
    const { time: _, ...units } = UNITS;
    const times = (cells: readonly string[]) => `t;U;I\n${cells.map((cell) => `${cell};1;1\n`).join('')}`;
    const elapsed = await read(times(['0d 23:59:58', '1d 00:00:01.5']), { ...MAP, units });
    expect([...cycling(elapsed).columns.time]).toEqual([86_398, 86_401.5]);
    const dates = await read(times(['12/31/2023 23:59:58', '1/1/2024 0:00:01']), { ...MAP, units });
    expect([...cycling(dates).columns.time]).toEqual([0, 3]);
    const open = await refusal(times(['1/2/2024 10:00:00', '1/2/2024 10:00:01']), { ...MAP, units });
    expect(open.remedy).toContain('date_order: dmy');
    const stated = await read(times(['1/2/2024 10:00:00', '2/2/2024 10:00:00']), {
      ...MAP,
      units,
      options: { date_order: 'dmy' },
    });
    expect([...cycling(stated).columns.time]).toEqual([0, 86_400]);
  });

  test('a clock with dates that can be read in two ways is left out', async () => {
    const text = 't;U;I;at\n0;1;-1;1/2/2024 10:00:00\n';
    const result = await read(text, { columns: { ...MAP.columns, clock: 'at' }, units: UNITS });
    expect(cycling(result).columns.clock).toBeUndefined();
    expect(result.issues.map(({ code }) => code)).toEqual(['CLOCK_ORDER_UNKNOWN']);
  });
});

describe('the map against the file', () => {
  test('a wrong name: the headers seen and the nearest', async () => {
    const error = await refusal('Zeit;Spannung;Strom\n0;1;1\n', {
      columns: { time: 'Zeit', potential: 'Spanung', current: 'Strom' },
    });
    expect(error.place).toBe('1:1');
    expect(error.detail).toBe(
      'no column is called "Spanung" (potential); the headers are: Zeit | Spannung | Strom. did you mean "Spannung"?',
    );
  });

  test('a header that stands twice is asked for by number', async () => {
    const error = await refusal('t;U;U;I\n0;1;1;1\n', FULL);
    expect(error.remedy).toBe('write the number of the column in study.yaml: `columns: {potential: "#2"}`');
  });

  test.each<[string, TableMap, RegExp]>([
    ['a required column', { columns: { time: 't', potential: 'U' } }, /cycling data need a column current/],
    ['another kind', { columns: { ...MAP.columns, frequency: 'f' } }, /impedance data have no column "time"|need/],
    ['one header twice', { columns: { ...MAP.columns, cycle: 'I' } }, /"I" is named for two columns/],
    ['half a pair', { columns: { ...MAP.columns, charge_capacity: 'Q' } }, /needs discharge_capacity beside it/],
    ['two sources', { columns: { ...MAP.columns, charge: 'Q', unsigned_capacity: 'P' } }, /both give the charge/],
    ['words without a column', { ...FULL, words: { D: 'discharge' } }, /`words` has no column/],
    [
      'an unknown number',
      { columns: { ...MAP.columns, cycle: '#9' } },
      /there is no column #9 \(cycle\); the table has 3/,
    ],
    ['an empty table', { columns: { time: 't', potential: 'U', current: 'X' } }, /no column is called "X"/],
  ])('%s', async (_, map, expected) => {
    const error = await refusal(ROWS, map);
    expect(error.detail).toMatch(expected);
    expect(error.remedy).not.toBe('');
  });

  test('no rows at all', async () => {
    expect((await refusal('t;U;I\n', FULL)).detail).toBe('no row has numbers for time, potential, current');
  });
});

describe('signs', () => {
  test('positive on charge unless the study file says otherwise', async () => {
    const flipped = cycling(await read(ROWS, { ...FULL, options: { current_sign: 'discharge' } }));
    expect([...flipped.columns.current]).toEqual([0.25, 0.25]);
  });

  const STATES = 't;U;I;S\n0;1;0;R\n10;1;2;C\n20;1;2;C\n30;1;2;D\n40;1;0;X\n';
  const withStates: TableMap = {
    columns: { ...MAP.columns, mode: 'S' },
    units: UNITS,
    words: { R: 'rest', C: 'constant-current charge', D: 'discharge' },
  };

  test('a current without a sign gets that of the state', async () => {
    const result = await read(STATES, withStates);
    const { current, mode } = cycling(result).columns;
    expect([...current]).toEqual([0, 0.002, 0.002, -0.002, 0]);
    expect([...mode!].map((code) => MODES[code])).toEqual([
      'rest',
      'constant-current',
      'constant-current',
      'other',
      'other',
    ]);
    expect(result.issues.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'STATE_WORDS_UNKNOWN: no meaning is given for X',
    ]);
  });

  test('where current flows and the state has no direction, the line to write is named', async () => {
    const error = await refusal(STATES.replace('40;1;0;X', '40;1;2;X'), withStates);
    expect([error.place, error.remedy]).toEqual([
      '6:1',
      'write `words: {X: charge}` or `discharge` for the file in study.yaml',
    ]);
  });

  test('a current without a sign and without states is taken as charge, which is said until the study file says it', async () => {
    const text = 't;U;I\n0;1;0\n10;1;2\n20;1;2\n';
    const result = await read(text, FULL);
    expect([...cycling(result).columns.current]).toEqual([0, 0.002, 0.002]);
    expect(result.issues.map(({ code }) => code)).toEqual(['CURRENT_SIGN_UNKNOWN']);
    expect((await read(text, { ...FULL, options: { current_sign: 'charge' } })).issues).toEqual([]);
    expect((await read(ROWS, FULL)).issues).toEqual([]);
  });

  test('a signed current that its states contradict is kept and reported', async () => {
    const result = await read('t;U;I;S\n0;1;-2;C\n10;1;-2;C\n20;1;2;D\n', withStates);
    expect([...cycling(result).columns.current]).toEqual([-0.002, -0.002, 0.002]);
    expect(result.issues.map(({ code, place }) => `${code} ${place}`)).toEqual(['CURRENT_SIGN_CONTRADICTED 2:1']);
  });

  test('a current that its capacities contradict is kept and reported', async () => {
    const text = 't;U;I;Qc;Qd\n0;1;2;0;0\n1800;1;2;0;1\n3600;1;2;0;2\n';
    const counters = { charge_capacity: 'Qc', discharge_capacity: 'Qd' };
    const map = {
      columns: { ...MAP.columns, ...counters },
      units: { ...UNITS, charge_capacity: 'mAh', discharge_capacity: 'mAh' },
    };
    const kept = await read(text, map);
    expect(kept.issues.map(({ code }) => code)).toEqual(['CURRENT_SIGN_CONTRADICTED']);
    expect([...cycling(kept).columns.charge!]).toEqual([0, -0.001, -0.002]);
    const stated = await read(text, { ...map, options: { current_sign: 'discharge' } });
    expect(stated.issues).toEqual([]);
    expect(cycling(stated).columns.current[0]).toBe(-0.002);
  });
});

test('counters: the net charge does not depend on where they restart', async () => {
  /** Steps of a constant current over whole hours; the truth is the sum of current × time. */
  const step = fc.record({ hours: fc.integer({ min: 2, max: 6 }), mA: fc.integer({ min: -5, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const rows: string[] = ['t;U;I;step;sum;perstep'];
      const truth: number[] = [];
      let [hour, net, through] = [0, 0, 0];
      steps.forEach(({ hours, mA }, number) => {
        for (let k = 1; k <= hours; k++) {
          hour += 1;
          net += mA;
          through += Math.abs(mA);
          rows.push([hour, 3, mA, number, through, k * Math.abs(mA)].join(';'));
          truth.push(net);
        }
      });
      const columns = { ...MAP.columns, step: 'step' };
      const units = { ...UNITS, time: 'h', unsigned_capacity: 'mAh' };
      const expected = truth.map((value) => (value - truth[0]!) / 1000);
      for (const counter of ['sum', 'perstep']) {
        const map = { columns: { ...columns, unsigned_capacity: counter }, units };
        const { charge } = cycling(await read(`${rows.join('\n')}\n`, map)).columns;
        charge!.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 9);
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('damaged files give no more rows, or an error with a place and a remedy', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `0d 00:00:${i};${3 + i / 100};${i % 3};R${i % 2};x${i}`);
  const intact = new TextEncoder().encode(`made by us\nt;U;I;S;note\n${rows.join('\n')}\n`);
  const map = { columns: { ...MAP.columns, mode: 'S' }, units: UNITS, words: { R0: 'charge', R1: 'discharge' } };
  const random = randomIntegers(7);
  const outcomes = { read: 0, refused: 0 };
  for (let run = 0; run < 400; run++) {
    const damaged = intact.slice(0, run < 200 ? random(intact.length) : intact.length);
    for (let hit = 0; run >= 200 && hit <= run % 4; hit++) damaged[random(damaged.length)] = random(256);
    const file = tableFile(damaged, map);
    await delimited.claims(file);
    try {
      const result = await delimited.parse(file);
      expectWellFormed(result, file, delimited);
      expect(cycling(result).length).toBeLessThanOrEqual(rows.length + 4);
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      expect([error.detail, error.remedy]).not.toContain('');
      outcomes.refused++;
    }
  }
  expect(outcomes.read).toBeGreaterThan(50);
  expect(outcomes.refused).toBeGreaterThan(50);
});

describe('other kinds', () => {
  const SPECTRUM = "f (Hz),Z' (Ohm),-Z'' (Ohm)\n1000,10,1\n100,20,5\n10,30,2\n";
  const columns = { frequency: 'f (Hz)', z_real: "Z' (Ohm)", z_imag: "-Z'' (Ohm)" };

  test('impedance: the minus of the header belongs to the numbers', async () => {
    const [dataset] = (await read(SPECTRUM, { columns })).datasets;
    expect(dataset?.kind).toBe('impedance');
    expect(column(dataset, 'z_imag')).toEqual([-1, -5, -2]);
  });

  test('impedance: a positive imaginary part is suspect until the study file says what it is', async () => {
    const plain = SPECTRUM.replace("-Z''", 'X');
    const map = { columns: { ...columns, z_imag: 'X (Ohm)' } };
    expect((await read(plain, map)).issues.map(({ code }) => code)).toEqual(['IMAGINARY_SIGN_SUSPECT']);
    const stated = await read(plain, { ...map, options: { imaginary_sign: 'negative' } });
    expect(stated.issues).toEqual([]);
  });

  test('voltammetry by name', async () => {
    const [dataset] = (await read(ROWS, { ...FULL, options: { kind: 'voltammetry' } })).datasets;
    expect(dataset?.kind).toBe('voltammetry');
  });
});
