/** The tables of a run as the report shows them, read as an electrochemist would. */
import { expect, test } from 'vitest';
import { type ReportFigure, writeMarkdown } from '../../reports/markdown.ts';
import { escapeMarkdown, grid, merged } from '../../reports/markdown-grid.ts';
import { SECTIONS } from '../../reports/markdown-sections.ts';
import { STAGES } from '../../src/analysis/index.ts';
import type { GradedIssue, RunResults } from '../../src/model/results.ts';
import { type Table, TableBuilder, type TableSpec } from '../../src/model/table.ts';

const SPECS = new Map(STAGES.flatMap(({ tables }) => tables.map((spec): [string, TableSpec] => [spec.name, spec])));

/** A table of the program's own columns. */
function tableOf(name: string, rows: readonly Record<string, string | number | boolean>[]): [string, Table] {
  const spec = SPECS.get(name);
  if (spec === undefined) throw new Error(`no table ${name}`);
  const builder = new TableBuilder(spec);
  for (const row of rows) builder.add({ sample: 'A', group: 'A', ...row } as never);
  return [name, builder.build()];
}

function report(tables: readonly [string, Table][], part: Partial<RunResults> = {}, figures: ReportFigure[] = []) {
  return writeMarkdown(
    {
      title: 'T',
      toolVersion: '1',
      nodeMajor: 20,
      samples: [],
      baseline: '',
      timezone: '',
      tables: new Map(tables),
      issues: [],
      inputs: [],
      stageOptions: {},
      ...part,
    },
    figures,
  );
}

/** The lines of a section's grid and note. */
function section(text: string, title: string): string[] {
  const [, body = ''] = text.split(`## ${title}\n\n`);
  return (
    body
      .split('\n\n## ')[0]
      ?.split('\n')
      .filter((line) => line !== '') ?? []
  );
}

test('every section is of a table that a stage makes, with columns that it has', () => {
  expect(SECTIONS.length).toBeGreaterThan(10);
  for (const { table, columns, rows } of SECTIONS) {
    const [, empty] = tableOf(table, [{}]);
    for (const maker of columns) expect(maker(empty).every(([, cells]) => cells.length === 1)).toBe(true);
    expect(() => rows?.(empty)(0)).not.toThrow();
  }
  expect(new Set(SECTIONS.map(({ title }) => title)).size).toBe(SECTIONS.length);
});

test('one row of blanks makes no section that prints NaN', () => {
  const text = report(SECTIONS.map(({ table }) => tableOf(table, [{}])));
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

test('overpotentials in mV with their error; the block that they are relative to has none', () => {
  const block = { branch: 'charge', n: 3, reference_block: 1 };
  const text = report([
    tableOf('overpotential', [
      {
        ...block,
        block: 1,
        current_mA: 0.2,
        overpotential_V: 0,
        relaxation_V: -0.015,
        relaxation_se_V: 0.0027,
        rest_s: 600,
      },
      { ...block, block: 2, current_mA: 2, overpotential_V: 0.0863, overpotential_se_V: 0.0145 },
    ]),
  ]);
  expect(section(text, 'Overpotential').slice(2)).toEqual([
    '| A | charge | 1 | 0.2 | 3 |  | −15.0 ± 2.7 | 600 |',
    '| A | charge | 2 | 2 | 3 | 86 ± 15 |  |  |',
  ]);
});

test('windows and peaks of one branch in one row; of many peaks the most prominent', () => {
  const branch = { file: 'a.xlsx', cycle: 1, branch: 'charge' };
  const windows = [2.5, 2.75, 3].map((from_V, i) => ({
    ...branch,
    window: i + 1,
    from_V,
    to_V: from_V + 0.25,
    share_pct: 10.04 * i,
  }));
  const peaks = Array.from({ length: 20 }, (_, i) => ({
    ...branch,
    peak: i + 1,
    voltage_V: 3 + 0.01 * i,
    area_mAh: 0.1,
    prominence_mAh_V: i % 4 === 0 ? 10 : 0.1,
  }));
  const text = report([tableOf('voltage_windows', windows), tableOf('dqdv_peaks', peaks)]);
  expect(section(text, 'Capacity by voltage')[2]).toBe(
    '| A | 1 | charge | 2.5–2.75; 2.75–3; 3–3.25 | 0.0; 10.0; 20.1 |',
  );
  expect(section(text, 'Peaks of dQ/dV')[2]).toBe(
    '| A | 1 | charge | 3; 3.04; 3.08; 3.12; 3.16 | 0.1; 0.1; 0.1; 0.1; 0.1 |',
  );
});

test('a negative potential is no dash', () => {
  const [, table] = tableOf('voltage_windows', [
    { from_V: -0.1, to_V: -0.05 },
    { from_V: 0.1, to_V: 0.2 },
  ]);
  const window = SECTIONS.find((one) => one.table === 'voltage_windows')?.columns.flatMap((maker) => maker(table));
  expect(window?.find(([header]) => header === 'window (V)')?.[1]).toEqual(['−0.1 to −0.05', '0.1–0.2']);
});

test('what a period is worth stands beside it', () => {
  const run = { first_cycle: 4, last_cycle: 300, n: 296, left_out: 0, shortest_period_h: 5, longest_period_h: 260 };
  const wave = { ...run, period_h: 23.911, period_se_h: 0.024, amplitude_pct: 0.042, amplitude_se_pct: 0.0025 };
  const text = report([
    tableOf('ce_periodicity', [
      { ...wave, false_alarm_probability: 1e-9 },
      { ...wave, false_alarm_probability: 0.29 },
      { ...wave, period_h: 255, false_alarm_probability: 1e-9, at_edge: true },
    ]),
  ]);
  const rows = section(text, 'Periods of the Coulombic efficiency').slice(2);
  expect(rows[0]).toBe('| A | 4–300 | 296 | 0 | 5–260 | 23.911 ± 0.024 | 0.0420 ± 0.0025 | 1e−9 | wave |');
  expect(rows[1]).toMatch(/no wave above chance \|$/);
  expect(rows[2]).toMatch(/slow drift, at the longest period \|$/);
});

test('symmetric cells, cell energy, rate scores and first cycle in a line each', () => {
  const text = report([
    tableOf('critical_current', [
      { cycles: 40 },
      { cycles: 50, short_circuit_cycle: 31, critical_current_density_mA_cm2: 0.8, critical_current_mA: 0.9 },
    ]),
    tableOf('cell_energy', [
      { cycle: '1', np_ratio: 1.12, np_ratio_se: 0.03, energy_Wh_kg: 305.4, energy_se_Wh_kg: 4.2 },
    ]),
    tableOf('rate_scores', [
      { group: 'coated', n: 3, q_ret: 0.7, q_ret_se: 0.01, qs_0: 1.02, qs_0_lower95: 0.98, qs_0_upper95: 1.06 },
    ]),
    tableOf('first_cycle', [
      {
        cycle: 1,
        branch: 'charge',
        second_cycle: 2,
        excess_charge_capacity_mAh: 0.31,
        excess_charge_capacity_mAh_g: 15.2,
        excess_charge_capacity_se_mAh_g: 0.2,
      },
    ]),
  ]);
  expect(section(text, 'Symmetric cells').slice(2, 4)).toEqual(['| A | 40 | none |  |', '| A | 50 | cycle 31 | 0.8 |']);
  expect(section(text, 'Cell energy')[2]).toBe('| A | 1 | 1.120 ± 0.030 | 305.4 ± 4.2 |');
  expect(section(text, 'Rate scores against the baseline')[2]).toBe(
    '| coated | 3 | 0.700 ± 0.010 | 1.02 (0.98 to 1.06) |',
  );
  expect(section(text, 'Irreversible capacity of the first cycle')[2]).toBe(
    '| A | charge | 1 | 2 | 15.20 ± 0.20 | 0.31 |',
  );
});

test('a quantity is per gram where the mass is known, and absolute for the other samples only', () => {
  const known = { sample: 'A', cycles: 3, initial_charge_capacity_mAh: 2, initial_charge_capacity_mAh_g: 200 };
  const text = report([tableOf('summary', [known, { sample: 'B', cycles: 12_345, initial_charge_capacity_mAh: 1 }])]);
  expect(section(text, 'Headline')).toEqual([
    '| sample | complete cycles | first charge (mAh g⁻¹) | first charge (mAh) |',
    '| --- | --- | --- | --- |',
    '| A | 3 | 200 |  |',
    '| B | 12345 |  | 1 |',
  ]);
});

test('one cycle has no retention, and one rate is no rate test', () => {
  const text = report([
    tableOf('summary', [
      { cycles: 1, retention_pct: 100 },
      { cycles: 2, retention_pct: 94.9 },
    ]),
    tableOf('retention', [{ reference_cycle: '1', last_cycle: 1, retention_pct: 100 }]),
    tableOf('rate_test', [{ block: 1, n: 9, relative_to_first_pct: 100 }]),
  ]);
  expect(section(text, 'Headline').slice(2)).toEqual(['| A | 1 |  |', '| A | 2 | 94.9 |']);
  expect(text).not.toContain('## Retention');
  expect(text).not.toContain('## Rate capability');
});

test('digits that no cycler has are not printed', () => {
  const block = { n: 15, charge_capacity_mAh: 0.132001378, charge_capacity_se_mAh: 8.1e-8 };
  const text = report([
    tableOf('rate_test', [
      { ...block, block: 1 },
      { ...block, block: 2 },
    ]),
  ]);
  expect(section(text, 'Rate capability')[2]).toContain('| 0.132001 |');
});

test('a long table is named by its file', () => {
  const rows = Array.from({ length: 61 }, (_, i) => ({ block: i + 1, n: 5 }));
  expect(section(report([tableOf('rate_test', rows)]), 'Rate capability')).toEqual([
    '61 rows: see `tables/rate_test.csv`.',
  ]);
  const samples = Array.from({ length: 61 }, (_, i) => ({ sample: `S${i}`, cycles: 5 }));
  expect(section(report([tableOf('summary', samples)]), 'Headline')).toHaveLength(63);
});

test('rows that agree are merged, long lists cut', () => {
  const columns = [
    ['key', ['a', 'b', 'a']],
    ['value', ['1', '', '3']],
  ] as const;
  expect(grid(merged(columns, ['key'], 9))).toBe('| key | value |\n| --- | --- |\n| a | 1; 3 |\n| b |  |');
  expect(merged(columns, ['key'], 1)[1]?.[1]).toEqual(['1; …', '']);
});

function found(part: Partial<GradedIssue>): GradedIssue {
  return {
    severity: 'info',
    code: 'MASS_MISSING',
    sample: 'A',
    path: '',
    place: '',
    message: 'no active mass',
    ...part,
  };
}

test('issues of one kind in one item, the same words once', () => {
  const issues = ['A', 'B', 'C'].map((sample) => found({ sample }));
  const text = report([], {
    issues: [...issues, found({ severity: 'error', code: 'FILE_UNUSABLE', message: 'torn' })],
  });
  const lines = section(text, 'Issues');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^- \*\*error\*\* FILE_UNUSABLE \(A\): torn\./);
  expect(lines[1]).toMatch(/^- \*\*info\*\* MASS_MISSING \(A; B; C\): no active mass\. \*Set `active_mass`/);
  const many = Array.from({ length: 15 }, (_, i) => found({ message: `m${i}` }));
  const listed = section(report([], { issues: many }), 'Issues');
  expect(listed[0]).toMatch(/^- \*\*info\*\* MASS_MISSING \(15 times\)\. /);
  expect(listed.slice(1, 3)).toEqual(['  - A: m0', '  - A: m1']);
  expect(listed.at(-1)).toBe('  - … 5 more in `issues.csv`');
});

test('what was left out, and why', () => {
  const cycle = (number: number, excluded = '', complete = true) => ({ cycle: number, excluded, complete });
  const text = report(
    [
      tableOf('cycles', [
        cycle(0, '', false),
        cycle(1, 'formation'),
        cycle(2, 'formation'),
        cycle(3),
        cycle(4, 'power_cut'),
        cycle(5, '', false),
      ]),
    ],
    {
      inputs: [{ path: 'a*.dat', sha256: '', parser: '', samples: ['A'], datasets: 0 }],
      issues: [found({ code: 'FILE_UNKNOWN', path: 'a*.dat', message: 'no parser' })],
    },
  );
  expect(section(text, 'Left out')).toEqual([
    `- ${escapeMarkdown('a*.dat')}: no parser (FILE_UNKNOWN)`,
    '- A, cycles 0, 5: not complete',
    '- A, cycles 1–2: formation',
    '- A, cycle 4: power\\_cut',
  ]);
});

test('methods of the tables that are there, with the options used', () => {
  const stageOptions = { retention: { reference: 4, branch: 'reversible' }, eis_fit: { circuits: ['x'] } };
  const text = report([tableOf('retention', [])], { stageOptions });
  expect(text).toMatch(/\*\*Retention\*\* is .* Options: reference 4, branch reversible\.\n/);
  expect(text).not.toContain('**Impedance.**');
});

test('many drawings of one figure are linked, not shown', () => {
  const figures = Array.from({ length: 20 }, (_, i) => ({ id: 'dqdv', name: `dqdv-s${i}`, caption: `c${i}` }));
  const text = report([], {}, [...figures, { id: 'retention', name: 'retention', caption: 'r' }]);
  expect(text.match(/!\[/g)).toHaveLength(5);
  expect(text).toContain('Of the same kind: [dqdv-s4](figures/dqdv-s4.svg), ');
  expect(text).toContain('[dqdv-s19](figures/dqdv-s19.svg).');
});
