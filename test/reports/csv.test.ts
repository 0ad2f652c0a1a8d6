import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { tableToCsv, writeCsv } from '../../reports/csv.ts';
import { STAGES } from '../../src/analysis/index.ts';
import { ISSUE_KINDS } from '../../src/model/issues.ts';
import { csvText } from '../../src/model/normalized.ts';
import type { RunResults } from '../../src/model/results.ts';
import { boolean, integer, number, sampleTable, TableBuilder, text } from '../../src/model/table.ts';

const SPECS = STAGES.flatMap(({ tables }) => tables);

function cells(csv: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(csv, { delimiter: ',', newline: '\n' });
  expect(errors).toEqual([]);
  expect(data.pop()).toEqual(['']);
  return data;
}

const SPEC = sampleTable('toy', 'a toy', {
  capacity_mAh: number('mAh', 'capacity'),
  cycle: integer('cycle'),
  complete: boolean('complete'),
  note: text('note'),
});
type ToyRow = Parameters<TableBuilder<(typeof SPEC)['columns']>['add']>[0];

function toy(...rows: ToyRow[]) {
  const table = new TableBuilder(SPEC);
  for (const row of rows) table.add(row);
  return table.build();
}

describe('what the contract promises of the tables', () => {
  const BRANCHES = ['charge', 'discharge'];
  const capacities = BRANCHES.flatMap((branch) =>
    ['mAh', 'mAh_g', 'mAh_cm2'].flatMap((unit) => [`${branch}_capacity_${unit}`, `${branch}_capacity_se_${unit}`]),
  );
  test.each([
    [
      'cycles',
      ['sample', 'group', 'file'],
      [
        'cycle',
        'index',
        ...capacities,
        'coulombic_efficiency_pct',
        'charge_energy_mWh',
        'discharge_energy_mWh',
        'energy_efficiency_pct',
        'mean_charge_voltage_V',
        'mean_discharge_voltage_V',
        'median_charge_voltage_V',
        'median_discharge_voltage_V',
        'hysteresis_V',
        'end_charge_voltage_V',
        'end_discharge_voltage_V',
        'cc_share_pct',
        'cv_share_pct',
        'rest_ocv_V',
        'mean_charge_current_mA',
        'mean_discharge_current_mA',
        'c_rate_1_h',
        'temperature_C',
        'start_time_s',
        'duration_s',
        'complete',
      ],
    ],
    [
      'retention',
      ['sample', 'group'],
      [
        'branch',
        'reference_cycle',
        'reference_capacity_mAh',
        'last_cycle',
        'last_capacity_mAh',
        'retention_pct',
        'retention_se_pct',
        'fade_pct_per_cycle',
        'fade_se_pct_per_cycle',
        'cycles_to_80pct',
        'knee_cycle',
        'initial_coulombic_efficiency_pct',
        'mean_coulombic_efficiency_pct',
        'mean_coulombic_efficiency_se_pct',
        'cumulative_irreversible_mAh',
      ],
    ],
    [
      'rate_test',
      ['sample', 'group'],
      [
        'block',
        'first_cycle',
        'last_cycle',
        'n',
        'current_mA',
        'c_rate_1_h',
        'current_A_g',
        'capacity_mAh',
        ...BRANCHES.flatMap((branch) => [
          `${branch}_capacity_mAh`,
          `${branch}_capacity_se_mAh`,
          `${branch}_capacity_mAh_g`,
          `${branch}_capacity_se_mAh_g`,
        ]),
        'relative_to_first_pct',
      ],
    ],
    [
      'voltage_profile',
      ['sample', 'group', 'file'],
      ['cycle', 'branch', 'capacity_mAh', 'capacity_mAh_g', 'capacity_mAh_cm2', 'voltage_V'],
    ],
  ])('%s', (name, first, columns) => {
    const spec = SPECS.find((candidate) => candidate.name === name)!;
    const headers = Object.keys(spec.columns);
    expect(headers.slice(0, first.length)).toEqual(first);
    expect(columns.filter((column) => !headers.includes(column))).toEqual([]);
  });
});

describe.each(SPECS.map((spec) => [spec.name, spec] as const))('table %s', (name, { description, columns }) => {
  test('is named in snake case and described', () => {
    expect(name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
    expect(description.length).toBeGreaterThan(5);
    expect(SPECS.filter((spec) => spec.name === name)).toHaveLength(1);
  });

  test('starts with sample and group', () => {
    expect(Object.keys(columns).slice(0, 2)).toEqual(['sample', 'group']);
  });

  test.each(Object.entries(columns))('%s', (header, { type, unit, description: words }) => {
    expect(words.length).toBeGreaterThan(4);
    const base = unit === '' ? header : header.slice(0, -unit.length - 1);
    if (unit !== '') expect(header).toBe(`${base}_${unit}`);
    expect(base, 'name before the unit').toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    if (type !== 'number') expect(unit).toBe('');
    expect(base, 'the unit stands last, after _se').not.toMatch(/(_(pct|mah|mwh|ah|v|ma|a|ohm|se_.*)|(?<!^r)_s)$/i);
  });

  test('an uncertainty stands beside what it is of, in the same unit', () => {
    for (const [header, { unit }] of Object.entries(columns)) {
      const base = unit === '' ? header : header.slice(0, -unit.length - 1);
      if (!base.endsWith('_se')) continue;
      expect(columns).toHaveProperty(`${base.slice(0, -3)}${unit === '' ? '' : `_${unit}`}`);
    }
  });
});

describe('tableToCsv', () => {
  test('header and rows, `\\n` at every end, nothing for what is not available', () => {
    const csv = tableToCsv(toy({ sample: 'A', group: 'A', capacity_mAh: 1.5, cycle: 1, complete: true }, {}));
    expect(csv).toBe('sample,group,capacity_mAh,cycle,complete,note\nA,A,1.5,1,true,\n,,,,,\n');
    expect(tableToCsv(toy())).toBe('sample,group,capacity_mAh,cycle,complete,note\n');
    expect(tableToCsv(toy({ complete: false }))).toContain('\n,,,,false,\n');
  });

  test('numbers read back to ten digits', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const rows = cells(tableToCsv(toy(...values.map((capacity_mAh) => ({ capacity_mAh })))));
        values.forEach((written, i) => {
          const cell = rows[i + 1]![2]!;
          expect(cell).toMatch(/^-?\d+(\.\d+)?(e[+-]\d+)?$/);
          expect(Number(Number(cell).toPrecision(10))).toBe(Number(cell));
          expect(Math.abs(Number(cell) - written)).toBeLessThanOrEqual(Math.abs(written) * 5.01e-10 + 1e-310);
        });
      }),
    );
  });

  test('any text reads back, formulas with the mark before them', () => {
    const word = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a,b', '"', '""', 'a"b', 'a\nb', 'a\r\nb', '\r', ' ', "'", ';', '电池', '=1+1'),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const rows = cells(tableToCsv(toy(...words.map((sample) => ({ sample, group: 'G', note: sample })))));
        expect(rows).toHaveLength(words.length + 1);
        words.forEach((written, i) => {
          const [sample, , , , , note] = rows[i + 1]!;
          expect(sample === written || sample === `'${written}`).toBe(true);
          expect(note).toBe(sample);
        });
      }),
    );
  });
});

describe('csvText', () => {
  test.each([
    "=cmd|' /C calc'!A0",
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '=HYPERLINK("http://x";"y")',
  ])('%j is disarmed', (formula) => {
    const [[cell] = []] = Papa.parse<string[]>(csvText(formula), { delimiter: ',', newline: '\n' }).data;
    expect(cell).toBe(`'${formula}`);
  });

  test.each([',', '"', '\n', '\r'])('a text with %j is quoted', (mark) => {
    expect(csvText(`a${mark}b`)).toBe(`"a${mark === '"' ? '""' : mark}b"`);
  });

  test.each(['A1', '1=2', 'a-b', '', '_x', '电池', '(1)', "'x"])('%j is left alone', (plain) => {
    expect(csvText(plain)).toBe(plain);
  });
});

describe('writeCsv', () => {
  const table = toy({ sample: 'A' });
  const results = {
    tables: new Map([
      ['summary', table],
      ['groups', table],
      ['toy', table],
    ]),
    issues: [
      {
        severity: 'error',
        code: 'FILE_UNUSABLE',
        sample: '=A',
        path: 'a,b.xlsx',
        place: 'S!B2',
        message: 'not "good"',
      },
    ],
  } as unknown as RunResults;

  test('summary and groups on top, the others in tables/', () => {
    expect([...writeCsv(results).keys()]).toEqual(['summary.csv', 'groups.csv', 'tables/toy.csv', 'issues.csv']);
  });

  test('issues with file, place and remedy', () => {
    const [header, row] = cells(String(writeCsv(results).get('issues.csv')));
    expect(header).toEqual(['severity', 'code', 'sample', 'file', 'place', 'message', 'remedy']);
    const { remedy } = ISSUE_KINDS.FILE_UNUSABLE;
    expect(row).toEqual(['error', 'FILE_UNUSABLE', "'=A", 'a,b.xlsx', 'S!B2', 'not "good"', remedy]);
  });

  test('no issues: a header only', () => {
    const csv = writeCsv({ ...results, issues: [] }).get('issues.csv');
    expect(csv).toBe('severity,code,sample,file,place,message,remedy\n');
  });
});
