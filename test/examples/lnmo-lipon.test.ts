/**
 * The analysis of examples/lnmo-lipon gives back what truth.json put in. It reads the golden results, which
 * golden.test.ts shows to be those of a run.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import { afterEach, describe, expect, test } from 'vitest';
import { files } from '../../examples/lnmo-lipon/cycler.ts';
import { generate } from '../../examples/lnmo-lipon/generate.ts';
import { type Curve, chargeCurve, dischargeCurve } from '../../examples/lnmo-lipon/potential.ts';
import { firstChargeExcess, schedule } from '../../examples/lnmo-lipon/schedule.ts';
import { type CellTruth, TRUTH } from '../../examples/lnmo-lipon/truth.ts';
import { stageOptionSchemas } from '../../src/engine/registry.ts';
import { loadStudy } from '../../src/study/load-study.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/lnmo-lipon/', import.meta.url));
const RAW = join(EXAMPLE, 'raw');
const SIZE_LIMIT = 3_000_000;
const REST_H = 1;

const SOLID = TRUTH.cells['LNMO-LiPON'];
const LIQUID = TRUTH.cells['LNMO-liquid'];
const CELLS: [string, CellTruth][] = [
  ['LNMO-LiPON', SOLID],
  ['LNMO-liquid', LIQUID],
];

type Row = Record<string, string>;

describe('raw data', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = zone;
  });

  test.each([
    ['America/Los_Angeles', 480],
    ['Asia/Kolkata', -330],
  ])('are what the generator writes, byte for byte, and nothing else (%s)', async (timeZone, offset) => {
    process.env['TZ'] = timeZone;
    expect(new Date(0).getTimezoneOffset()).toBe(offset);
    const generated = await generate();
    const onDisk = filesBelow(RAW);
    expect(onDisk).toEqual([...generated.keys()].sort());
    expect(onDisk.length).toBeGreaterThan(1);
    const changed = onDisk.filter((path) => !readFileSync(join(RAW, path)).equals(generated.get(path)!));
    expect(changed, 'regenerate with `npm run examples`').toEqual([]);
  });

  test('stay small', () => {
    const total = filesBelow(RAW).reduce((sum, path) => sum + statSync(join(RAW, path)).size, 0);
    expect(total).toBeLessThanOrEqual(SIZE_LIMIT);
  });

  test('end every half-cycle at its cut-off, but the one that was interrupted', () => {
    const { charge_cutoff_V, discharge_cutoff_V } = TRUTH.profile;
    const ends = files(SOLID).flatMap(({ rows }) =>
      rows.filter((row, i) => row.mode === 1 && rows[i + 1]?.halfCycle !== row.halfCycle),
    );
    expect(ends).toHaveLength(2 * SOLID.last_cycle + 1);
    const early = ends.filter(
      ({ oxidizing, potential_V }) => potential_V !== (oxidizing === 1 ? charge_cutoff_V : discharge_cutoff_V),
    );
    expect(early).toHaveLength(1);
  });
});

test('the study file states the film as the truth does', async () => {
  const study = await loadStudy(join(EXAMPLE, 'study.yaml'), stageOptionSchemas(), []);
  expect(study.samples.map(({ id }) => id).sort()).toEqual(CELLS.map(([name]) => name).sort());
  for (const sample of study.samples) {
    expect(sample.area!.value).toBe(TRUTH.film.stated_area_cm2);
    expect(sample.area!.standardUncertainty / sample.area!.value).toBeCloseTo(0.03, 12);
    expect(sample.thickness!.value).toBe(TRUTH.film.thickness_nm);
    expect(sample.nominalCapacity!.value.value * 1e3).toBeCloseTo(TRUTH.film.nominal_capacity_mAh, 12);
  }
});

test('the run has nothing to complain about but the missing mass and a cycle that one cell does not reach', () => {
  const codes = new Set(csv('issues.csv').map(({ code }) => code));
  expect([...codes].sort()).toEqual(['MASS_MISSING', 'PROFILE_CYCLE_MISSING']);
});

describe.each(CELLS)('%s', (name, cell) => {
  const planned = schedule(cell, REST_H);

  test('every cycle of all files, counted through', () => {
    const rows = table('cycles', name);
    expect(rows.map((row) => number(row, 'index'))).toEqual(planned.map((cycle) => cycle.number));
    expect(rows.every(({ complete, excluded }) => complete === 'true' && excluded === '')).toBe(true);
    rows.forEach((row, i) => {
      const cycle = planned[i]!;
      // times of 0.1 ms, records whose last one ends the half-cycle
      expect(number(row, 'charge_capacity_mAh') / cycle.charge_mAh).toBeCloseTo(1, 6);
      expect(number(row, 'discharge_capacity_mAh') / cycle.discharge_mAh).toBeCloseTo(1, 6);
      expect(Math.abs(number(row, 'start_time_s') / 3600 - cycle.start_h + (i === 0 ? REST_H : 0))).toBeLessThan(1e-3);
      expect(number(row, 'c_rate_1_h') / cycle.rate_C).toBeCloseTo(1, 3);
    });
  });

  test('mean voltages are energy over charge of the curves', () => {
    const rows = table('cycles', name);
    expect(rows.length).toBe(cell.last_cycle);
    rows.forEach((row, i) => {
      const cycle = planned[i]!;
      expect(number(row, 'mean_charge_voltage_V')).toBeCloseTo(meanVoltage(chargeCurve(cell, cycle)), 4);
      expect(number(row, 'mean_discharge_voltage_V')).toBeCloseTo(meanVoltage(dischargeCurve(cycle)), 4);
    });
  });

  test('first-cycle excess: charge, and lithium per area and volume within its uncertainty', () => {
    const row = only('first_cycle', name);
    const excess = firstChargeExcess(cell);
    expect(number(row, 'excess_charge_capacity_mAh') / excess).toBeCloseTo(1, 5);
    const perVolume = number(row, 'excess_li_per_cm3');
    const se = number(row, 'excess_li_se_per_cm3');
    expect(se / perVolume).toBeCloseTo(0.03, 6);
    expect(Math.abs(perVolume - cell.first_charge_excess.li_per_cm3)).toBeLessThan(2 * se);
    const perArea = cell.first_charge_excess.li_per_cm3 * TRUTH.film.thickness_nm * 1e-7;
    expect(Math.abs(number(row, 'excess_li_per_cm2') - perArea)).toBeLessThan(2 * number(row, 'excess_li_se_per_cm2'));
  });

  test('excess in the windows of the three plateaus', () => {
    const rows = table('voltage_windows', name);
    const { windows } = cell.first_charge_excess;
    expect(rows.map((row) => [number(row, 'from_V'), number(row, 'to_V')])).toEqual(
      TRUTH.window_edges_V.slice(1).map((edge, i) => [TRUTH.window_edges_V[i], edge]),
    );
    const { plateaus_V } = TRUTH.published;
    rows.forEach((row, i) => {
      expect(plateaus_V[i]!).toBeGreaterThan(number(row, 'from_V'));
      expect(plateaus_V[i]!).toBeLessThan(number(row, 'to_V'));
    });
    const excess = firstChargeExcess(cell);
    // at an edge between plateaus: the charge that passes between two records, 10 mV apart on the slope
    const perVolt = (TRUTH.profile.slope_share * planned[1]!.charge_mAh) / 1.5;
    for (const [i, share] of [windows.I, windows.II, windows.III].entries()) {
      expect(Math.abs(number(rows[i]!, 'excess_mAh') - share * excess)).toBeLessThan(0.01 * perVolt);
    }
  });

  test('rates and shares of capacity in every block', () => {
    const rows = table('rate_test', name);
    expect(rows.map((row) => [number(row, 'first_cycle'), number(row, 'last_cycle')])).toEqual(
      TRUTH.programme.map(({ first, last }) => [first, Math.min(last, cell.last_cycle)]),
    );
    rows.forEach((row, block) => {
      expect(number(row, 'c_rate_1_h') / TRUTH.programme[block]!.C).toBeCloseTo(1, 3);
      // the block at 4C fades: no scatter about one capacity
      if (block === 0 || block === TRUTH.programme.length - 1) return;
      const truth = 100 * cell.shares_of_formation_capacity[block]!;
      const miss = Math.abs(number(row, 'relative_to_first_pct') - truth);
      expect(miss, `block ${block + 1}`).toBeLessThan(2 * number(row, 'relative_to_first_se_pct'));
    });
  });

  test('retention, fade and mean efficiency at 4C', () => {
    const row = only('retention', name);
    const first = TRUTH.programme.at(-1)!.first;
    expect([row['counted_by'], row['reference_cycle']]).toEqual(['index', String(first)]);
    expect(number(row, 'last_cycle')).toBe(cell.last_cycle);
    const left = 100 - cell.fade_pct_per_cycle_at_4C * (cell.last_cycle - first);
    expect(Math.abs(number(row, 'retention_pct') - left)).toBeLessThan(2 * number(row, 'retention_se_pct'));
    // the reference itself scatters
    const start = TRUTH.film.nominal_capacity_mAh * cell.shares_of_formation_capacity.at(-1)!;
    const toTruth = number(row, 'reference_capacity_mAh') / start;
    expect(Math.abs(number(row, 'fade_pct_per_cycle') * toTruth - cell.fade_pct_per_cycle_at_4C)).toBeLessThan(
      2 * number(row, 'fade_se_pct_per_cycle'),
    );
    const miss = number(row, 'mean_coulombic_efficiency_pct') - cell.efficiency_at_4C.mean_pct;
    expect(Math.abs(miss)).toBeLessThan(2 * number(row, 'mean_coulombic_efficiency_se_pct'));
    const members = planned.slice(first).map((cycle) => (100 * cycle.discharge_mAh) / cycle.charge_mAh);
    const realised = members.reduce((sum, value) => sum + value, 0) / members.length;
    expect(number(row, 'mean_coulombic_efficiency_pct')).toBeCloseTo(realised, 5);
    const initial = (100 * planned[0]!.discharge_mAh) / planned[0]!.charge_mAh;
    expect(number(row, 'initial_coulombic_efficiency_pct')).toBeCloseTo(initial, 4);
  });
});

describe('the day in the Coulombic efficiency', () => {
  test('is found in the solid cell, with its period and amplitude', () => {
    const row = only('ce_periodicity', 'LNMO-LiPON');
    const wave = SOLID.efficiency_at_4C.modulation!;
    expect(wave.period_h).toBe(TRUTH.published.period_h);
    expect(Math.abs(number(row, 'period_h') - wave.period_h)).toBeLessThan(2 * number(row, 'period_se_h'));
    expect(Math.abs(number(row, 'amplitude_pct') - wave.amplitude_pct)).toBeLessThan(
      2 * number(row, 'amplitude_se_pct'),
    );
    expect(number(row, 'false_alarm_probability')).toBeLessThan(1e-6);
    expect(number(row, 'left_out')).toBe(0);
  });

  test('is not found in the liquid cell, which has none', () => {
    expect(LIQUID.efficiency_at_4C.modulation).toBeUndefined();
    expect(number(only('ce_periodicity', 'LNMO-liquid'), 'false_alarm_probability')).toBeGreaterThan(0.01);
  });
});

test('plateaus II and III are the peaks of dQ/dV of cycle 2', () => {
  const rows = table('dqdv_peaks', 'LNMO-LiPON').filter((row) => row['cycle'] === '2' && row['branch'] === 'charge');
  const [second] = schedule(SOLID, REST_H).slice(1);
  const drop = (second!.current_mA * second!.ohm) / 1000;
  const expected = TRUTH.profile.plateaus.map(({ V }) => V + drop);
  expect(rows).toHaveLength(expected.length);
  expect(rows.map((row) => row['separation'])).toEqual(['isolated', 'fit', 'fit']);
  rows.forEach((row, i) => {
    const capacity = TRUTH.profile.plateaus[i]!.share * second!.charge_mAh;
    expect(Math.abs(number(row, 'voltage_V') - expected[i]!)).toBeLessThan(2 * number(row, 'voltage_se_V'));
    expect(Math.abs(number(row, 'area_mAh') / capacity - 1)).toBeLessThan(0.01);
    expect(Math.abs(number(row, 'area_mAh') - capacity)).toBeLessThan(2 * number(row, 'area_se_mAh'));
  });
});

test('the profiles are those of cycles 1, 2 and 600, by the count over all files', () => {
  const cycles = (name: string) => [...new Set(table('voltage_profile', name).map((row) => number(row, 'cycle')))];
  expect(cycles('LNMO-LiPON')).toEqual([1, 2, TRUTH.published.cycles]);
  expect(cycles('LNMO-liquid')).toEqual([1, 2]);
  const last = table('voltage_profile', 'LNMO-LiPON').filter((row) => number(row, 'cycle') === 600);
  expect(new Set(last.map(({ file }) => file))).toEqual(new Set(['raw/LNMO-LiPON/cycling/LNMO-LiPON_06_4C_C01.mpr']));
});

function meanVoltage({ energy, passed }: Curve): number {
  return energy.at(-1)! / passed.at(-1)!;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function csv(path: string): Row[] {
  const { data } = Papa.parse<Row>(readFileSync(join(EXAMPLE, 'expected', path), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  expect(data.length).toBeGreaterThan(0);
  return data;
}

function table(name: string, sample: string): Row[] {
  const rows = csv(`tables/${name}.csv`).filter((row) => row['sample'] === sample);
  expect(rows.length).toBeGreaterThan(0);
  return rows;
}

function only(name: string, sample: string): Row {
  const rows = table(name, sample);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

function number(row: Row, name: string): number {
  const text = row[name];
  if (text === undefined || text === '') throw new Error(`no ${name}`);
  return Number(text);
}
