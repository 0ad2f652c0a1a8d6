/** What the study file says reaches the results. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderContent, interphase, readCsv } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, HIGH_VOLTAGE, LOW_VOLTAGE, landWorkbook, type TestCell } from '../workbooks.ts';

const MIDDLE = (HIGH_VOLTAGE + LOW_VOLTAGE) / 2;

async function results(study: string, cells: Readonly<Record<string, TestCell>> = { 'raw/a.xlsx': ANODE }) {
  const files = Object.entries(cells).map(([name, cell]) => [name, landWorkbook(cell)]);
  const cwd = tempFolder({ 'study.yaml': study, ...Object.fromEntries(files) });
  const { code, stderr } = await interphase(['run'], { cwd });
  expect([0, 1], stderr).toContain(code);
  const folder = path.join(cwd, 'results');
  return { code, stderr, folder, csv: (name: string) => readCsv(folder, name) };
}

/** The named columns of rows, as numbers where they are. */
function pick(rows: readonly Record<string, string>[], ...names: string[]): (string | number)[][] {
  const read = (text = '') => (text === '' || Number.isNaN(Number(text)) ? text : Number(text));
  return rows.map((row) => names.map((name) => read(row[name])));
}

test.concurrent('mass and area with their uncertainties give specific and areal capacities with theirs', async () => {
  const { csv } = await results(
    'samples: {A: {active_mass: 2 mg ± 0.1 mg, area: 0.5 cm^2 ± 3 %, role: anode-half-cell, files: [raw/*]}}\nfigures: []\n',
  );
  const [cycle] = csv('tables/cycles.csv');
  expect(cycle).toMatchObject({
    file: 'raw/a.xlsx',
    cycle: '1',
    discharge_capacity_mAh: '2',
    discharge_capacity_mAh_g: '1000',
    discharge_capacity_se_mAh_g: '50',
    discharge_capacity_mAh_cm2: '4',
    discharge_capacity_se_mAh_cm2: '0.12',
    charge_capacity_mAh_g: '900',
    charge_capacity_se_mAh_g: '45',
    coulombic_efficiency_pct: '90',
    duration_s: String(3.8 * 3600),
    complete: 'true',
    excluded: '',
  });
  for (const branch of ['charge', 'discharge']) {
    expect(Number(cycle?.[`mean_${branch}_voltage_V`])).toBeCloseTo(MIDDLE, 9);
    expect(Number(cycle?.[`median_${branch}_voltage_V`])).toBeCloseTo(MIDDLE, 9);
    expect(Number(cycle?.[`mean_${branch}_current_mA`])).toBeCloseTo(1, 9);
  }
  expect(cycle).toMatchObject({
    end_charge_voltage_V: String(HIGH_VOLTAGE),
    end_discharge_voltage_V: String(LOW_VOLTAGE),
  });
  expect(pick(csv('summary.csv'), 'active_mass_mg', 'area_cm2', 'last_capacity_mAh_g')).toEqual([[2, 0.5, 950]]);
});

test.concurrent('the role decides what efficiency and reversible capacity mean', async () => {
  const of = async (role: string) => {
    const { csv } = await results(`samples: {A: {role: ${role}, files: [raw/*]}}\nfigures: []\n`);
    return [
      pick(csv('tables/cycles.csv'), 'coulombic_efficiency_pct').map(([value]) => value),
      pick(csv('tables/retention.csv'), 'branch', 'last_capacity_mAh')[0],
    ];
  };
  expect(await of('anode-half-cell')).toEqual([
    [90, 95, 95],
    ['charge', 1.9],
  ]);
  expect(await of('full-cell')).toEqual([
    [111.1111111, 105.2631579, 105.2631579],
    ['discharge', 2],
  ]);
});

describe.concurrent('excluded cycles', () => {
  const cell: TestCell = {
    cycles: [2, 2, 0.5, 0.4, 1.8, 1.6].map((charge) => ({ discharge: 2.1, charge })),
  };

  test('carry the reason, and leave retention, rates and averages', async () => {
    const { csv } = await results(
      'samples:\n  A:\n    role: anode-half-cell\n    files: [raw/*]\n' +
        '    exclude: [{cycles: 3-4, reason: "power cut, 2 h"}, {cycles: 6, reason: short}]\nfigures: []\n',
      { 'raw/a.xlsx': cell },
    );
    expect(pick(csv('tables/cycles.csv'), 'cycle', 'excluded')).toEqual([
      [1, ''],
      [2, ''],
      [3, 'power cut, 2 h'],
      [4, 'power cut, 2 h'],
      [5, ''],
      [6, 'short'],
    ]);
    expect(pick(csv('tables/retention.csv'), 'last_cycle', 'last_capacity_mAh', 'retention_pct')).toEqual([
      [5, 1.8, 90],
    ]);
    expect(pick(csv('tables/rate_test.csv'), 'first_cycle', 'last_cycle', 'n')).toEqual([[1, 5, 3]]);
    const issues = csv('issues.csv').filter(({ code }) => code === 'CYCLES_EXCLUDED');
    expect(pick(issues, 'severity', 'sample', 'file', 'message')).toEqual([
      ['info', 'A', 'raw/a.xlsx', 'cycles 3–4, 6 excluded by the study file'],
    ]);
  });

  test('without exclusions the same cell ends elsewhere', async () => {
    const { csv } = await results('samples: {A: {role: anode-half-cell, files: [raw/*]}}\nfigures: []\n', {
      'raw/a.xlsx': cell,
    });
    expect(pick(csv('tables/retention.csv'), 'last_cycle', 'retention_pct')).toEqual([[6, 80]]);
  });
});

test.concurrent('rates: blocks by current, C-rates by the nominal capacity, per mass', async () => {
  const cycles = [1, 1, 2, 2, 1].map((current) => ({ discharge: 2 / current, charge: 2 / current, current }));
  const { csv } = await results(
    'samples: {A: {role: anode-half-cell, active_mass: 1 mg, nominal_capacity: 2000 mAh/g, files: [raw/*]}}\nfigures: []\n',
    { 'raw/a.xlsx': { cycles } },
  );
  const rows = pick(csv('tables/rate_test.csv'), 'block', 'first_cycle', 'last_cycle', 'current_mA', 'c_rate_1_h');
  expect(rows).toEqual([
    [1, 1, 2, 1, 0.5],
    [2, 3, 4, 2, 1],
    [3, 5, 5, 1, 0.5],
  ]);
  expect(pick(csv('tables/rate_test.csv'), 'current_A_g', 'capacity_mAh_g', 'relative_to_first_pct')).toEqual([
    [1, 2000, 100],
    [2, 1000, 50],
    [1, 2000, 100],
  ]);
});

test.concurrent('stage options: reference of the retention, cycles of the profile', async () => {
  const { csv } = await results(
    'samples: {A: {role: anode-half-cell, files: [raw/*]}}\nfigures: []\n' +
      'stages: {retention: {reference: 2}, voltage_profile: {cycles: [2, 9]}}\n',
  );
  expect(pick(csv('tables/retention.csv'), 'reference_cycle', 'retention_pct')).toEqual([[2, 100]]);
  expect(new Set(pick(csv('tables/voltage_profile.csv'), 'cycle').flat())).toEqual(new Set([2]));
  expect(pick(csv('issues.csv'), 'code', 'message')).toContainEqual([
    'PROFILE_CYCLE_MISSING',
    'cycle 9 is not in the data',
  ]);
});

test.concurrent('replicates share a group: mean, spread and number', async () => {
  const cells = [2, 3, 4].map((discharge) => ({ cycles: [{ discharge, charge: discharge * 0.9 }] }));
  const sample = (name: string) =>
    `  ${name}: {group: G, role: anode-half-cell, active_mass: 1 mg, files: [raw/${name}.xlsx]}\n`;
  const study = `samples:\n${['A', 'B', 'C'].map(sample).join('')}figures: []\n`;
  const { csv, folder } = await results(study, {
    'raw/A.xlsx': cells[0]!,
    'raw/B.xlsx': cells[1]!,
    'raw/C.xlsx': cells[2]!,
  });
  const columns = ['group', 'samples', 'initial_discharge_capacity_n'];
  const statistics = ['mean', 'sd', 'min', 'max'].map((name) => `initial_discharge_capacity_${name}_mAh_g`);
  expect(pick(csv('groups.csv'), ...columns, ...statistics)).toEqual([['G', 'A; B; C', 3, 3000, 1000, 2000, 4000]]);
  expect(readFileSync(path.join(folder, 'report.md'), 'utf8')).toContain(
    '| G | 2700 ± 900 (n = 3) | 3000 ± 1000 (n = 3) |',
  );
});

describe.concurrent('figures', () => {
  const drawn = async (figures: string) => {
    const { folder } = await results(`samples: {A: {files: [raw/*]}}\n${figures}`);
    const report = readFileSync(path.join(folder, 'report.md'), 'utf8');
    const names = [...folderContent(folder).keys()].filter((name) => name.startsWith('figures/'));
    expect([...report.matchAll(/\]\((figures\/[^)]*)\)/g)].map(([, name]) => name).toSorted()).toEqual(
      names.toSorted(),
    );
    return names;
  };

  test('[]: none; one by its id: that one; nothing said: all that the data allow', async () => {
    expect(await drawn('figures: []\n')).toEqual([]);
    expect(await drawn('figures: [{id: nyquist}]\n')).toEqual([]);
    expect(await drawn('figures: [{id: cycling}]\n')).toEqual(['figures/cycling.svg']);
    expect((await drawn('')).length).toBeGreaterThan(2);
  });

  test('the same one twice, with other options', async () => {
    const names = await drawn('figures: [{id: cycling, title: One}, {id: cycling, size: double, samples: [A]}]\n');
    expect(names).toHaveLength(2);
  });
});

test.concurrent('--png says where letters come from the fonts of the machine', async () => {
  const study = 'samples: {ตัวอย่าง: {files: [raw/*]}}\nfigures: [{id: retention}]\n';
  const cwd = tempFolder({ 'study.yaml': study, 'raw/a.xlsx': landWorkbook(ANODE) });
  expect((await interphase(['run', '--png'], { cwd })).code).toBe(0);
  const found = readCsv(cwd, 'results/issues.csv').filter(({ code }) => code === 'PNG_LETTERS_MISSING');
  expect(found.map(({ file }) => file)).toEqual(['figures/retention.png']);
});

test.concurrent('--png draws beside every SVG', async () => {
  const cwd = tempFolder({
    'study.yaml': 'samples: {A: {files: [raw/*]}}\nfigures: [{id: cycling}]\n',
    'raw/a.xlsx': landWorkbook(ANODE),
  });
  expect((await interphase(['run', '--png'], { cwd })).code).toBe(0);
  const png = readFileSync(path.join(cwd, 'results/figures/cycling.png'));
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(readCsv(cwd, 'results/issues.csv').map(({ code }) => code)).not.toContain('PNG_LETTERS_MISSING');
  const { outputs } = JSON.parse(readFileSync(path.join(cwd, 'results/provenance.json'), 'utf8'));
  expect(outputs.map((output: { path: string }) => output.path)).toContain('figures/cycling.png');
});

test.concurrent('provenance: the study file among the inputs, the options of all stages', async () => {
  const { folder } = await results(
    'title: My cells\ntimezone: Asia/Shanghai\nbaseline: A\nsamples: {A: {files: [raw/*]}}\nfigures: []\nstages: {retention: {reference: max}}\n',
  );
  const provenance = JSON.parse(readFileSync(path.join(folder, 'provenance.json'), 'utf8'));
  expect(provenance).toMatchObject({ title: 'My cells', timezone: 'Asia/Shanghai', baseline: 'A', tool: 'interphase' });
  expect(provenance.inputs).toMatchObject([
    { path: 'raw/a.xlsx', parser: 'land-xlsx', samples: ['A'], datasets: 1 },
    { path: 'study.yaml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), parser: '', samples: [] },
  ]);
  expect(provenance.stages).toMatchObject({ retention: { reference: 'max', branch: 'reversible' } });
  expect(Object.keys(provenance.stages)).toEqual(expect.arrayContaining(['cycles', 'voltage_profile', 'rate_test']));
});

test.concurrent('provenance: the table of samples among the inputs', async () => {
  const cwd = tempFolder({
    'study.yaml': 'samples: {table: cells.csv, id: Cell, active_mass: "Mass (mg)"}\nfigures: []\n',
    'cells.csv': 'Cell,Mass (mg)\nA,2\n',
    'A/a.xlsx': landWorkbook(ANODE),
  });
  expect((await interphase(['run'], { cwd })).code).toBe(0);
  const { inputs } = JSON.parse(readFileSync(path.join(cwd, 'results/provenance.json'), 'utf8'));
  expect(inputs.map((input: { path: string }) => input.path)).toEqual(['A/a.xlsx', 'cells.csv', 'study.yaml']);
});

test.concurrent('a study in JSON, by another name, results beside it', async () => {
  const study = JSON.stringify({ samples: { A: { files: ['raw/*'] } }, figures: [] });
  const cwd = tempFolder({ 'deep/study.json': study, 'deep/raw/a.xlsx': landWorkbook(ANODE), 'deep/mine.yaml': study });
  expect((await interphase(['run', 'deep'], { cwd })).code).toBe(0);
  expect(readCsv(cwd, 'deep/results/summary.csv').map((row) => row['sample'])).toEqual(['A']);
  expect((await interphase(['run', 'deep/mine.yaml', '--out', 'out'], { cwd })).code).toBe(0);
  expect(readCsv(cwd, 'out/summary.csv').map((row) => row['sample'])).toEqual(['A']);
});

test.concurrent('without a study file: samples by folder and file, nothing assumed', async () => {
  const bytes = landWorkbook(ANODE);
  const cwd = tempFolder({
    'data/HRPOSS-6/cycling/a.xlsx': bytes,
    'data/HRPOSS-6/deep/er/b.xlsx': landWorkbook({ cycles: [{ discharge: 1, charge: 0.9 }] }),
    'data/电池 1/a.xlsx': bytes,
    'data/alone.xlsx': bytes,
    'data/notes/readme.txt': 'no sample',
    'data/.hidden/a.xlsx': bytes,
  });
  const { code, stdout } = await interphase(['run', 'data'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('3 samples, 4 files read, 1 left out');
  const rows = readCsv(cwd, 'results/summary.csv');
  expect(pick(rows, 'sample', 'group', 'files', 'active_mass_mg', 'area_cm2', 'role_inferred')).toEqual([
    ['HRPOSS-6', 'HRPOSS-6', 2, '', '', 'true'],
    ['alone', 'alone', 1, '', '', 'true'],
    ['电池 1', '电池 1', 1, '', '', 'true'],
  ]);
});
