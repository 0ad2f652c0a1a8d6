import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DQDV_CASES, isRecovered, validateDqdv } from '../../../scripts/validate/dqdv.ts';
import { type Recording, recordPlateaus } from '../../../scripts/validate/plateau-cells.ts';
import { dqdvStage } from '../../../src/analysis/cycling/dqdv-stage.ts';
import { voltageProfileStage } from '../../../src/analysis/cycling/voltage-profile-stage.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { halfCycle, simulate } from './cell-simulator.ts';
import { runStage } from './run-stage.ts';

const { cell } = DQDV_CASES[0]!;
const FINE: Recording = { noise: 2e-4, resolution: 0, hours: 1 / 500, volts: 1 };
const full = { role: 'full-cell' } as const;
const straight = (records: number, cycles = 1) =>
  simulate(
    Array.from({ length: cycles }, (_, i) => [
      halfCycle(1e-3, 2e-3, i + 1, 3, 4),
      halfCycle(-1e-3, 2e-3, i + 1, 4, 3),
    ]).flat(),
    { recordsPerStep: records },
  );

describe('peaks of dQ/dV', () => {
  it.each(DQDV_CASES.map((one) => [one.name, one] as const))('stand where the plateaus are: %s', (_, one) => {
    const result = validateDqdv(one, 4, 77);
    expect(result.plateaus).toBeGreaterThan(0);
    expect(isRecovered({ ...result, areaBias: 0, bias: 0, areaWithin: 1 })).toBe(true);
    expect(result.areaWorst).toBeLessThan(0.02);
    expect(Math.abs(result.areaBias)).toBeLessThan(0.004);
    expect(result.coverage).toBeGreaterThan(0.85);
  });

  it('have the width and the height of the plateau, with the smoothing', () => {
    const { column } = runStage(dqdvStage, [recordPlateaus(cell, FINE, 1)], full);
    const [width] = column('dqdv_peaks', 'fwhm_V');
    expect(width).toBeGreaterThan(0.028);
    expect(width).toBeLessThan(0.034);
    // Height of a logistic step of 0.4 mAh and 30 mV, plus 0.25 mAh/V beside it.
    const truth = (0.4 * 2 * Math.log(3 + 2 * Math.SQRT2)) / 4 / 0.03 + 0.25;
    expect(column('dqdv_peaks', 'height_mAh_V')[0]! / truth).toBeCloseTo(1, 1);
    expect(column('dqdv_peaks', 'baseline_mAh_V')[0]).toBeCloseTo(0.25, 1);
  });

  it('are positive on charge and negative on discharge', () => {
    const { column, words } = runStage(dqdvStage, [recordPlateaus(cell, FINE, 2)], full);
    for (const [table, name] of [
      ['dqdv_peaks', 'height_mAh_V'],
      ['dqdv', 'dqdv_mAh_V'],
      ['dvdq', 'dvdq_V_mAh'],
    ] as const) {
      const values = column(table, name);
      const mean = (branch: string) => {
        const own = values.filter((_, i) => words(table, 'branch')[i] === branch);
        expect(own.length).toBeGreaterThan(2);
        return own.reduce((a, b) => a + b, 0) / own.length;
      };
      expect(mean('charge')).toBeGreaterThan(0);
      expect(mean('discharge')).toBeLessThan(0);
    }
    for (const area of column('dqdv_peaks', 'area_mAh')) expect(area).toBeGreaterThan(0);
  });

  it('scale with the charge and stay where they are', () => {
    const data = recordPlateaus(cell, FINE, 3);
    const peaks = runStage(dqdvStage, [data], full);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (factor) => {
        const scaled = structuredClone({ ...data }) as DatasetOf<'cycling'>;
        for (const name of ['charge', 'current'] as const) {
          scaled.columns[name]?.forEach((value, i, all) => {
            all[i] = value * factor;
          });
        }
        const other = runStage(dqdvStage, [scaled], full);
        const ratio = (name: string) =>
          other.column('dqdv_peaks', name).map((value, i) => value / peaks.column('dqdv_peaks', name)[i]!);
        for (const value of ratio('area_mAh')) expect(value / factor).toBeCloseTo(1, 6);
        for (const value of ratio('height_mAh_V')) expect(value / factor).toBeCloseTo(1, 6);
        for (const value of ratio('voltage_V')) expect(value).toBeCloseTo(1, 9);
      }),
      { numRuns: 5 },
    );
  });

  it('do not see the held end, nor the jump of the potential at the start', () => {
    const charge = (recording: Recording) => {
      const { column, words } = runStage(dqdvStage, [recordPlateaus(cell, recording, 4)], full);
      return column('dqdv', 'dqdv_mAh_V').filter((_, i) => words('dqdv', 'branch')[i] === 'charge');
    };
    const plain = charge(FINE);
    const held = charge({ ...FINE, held: true });
    expect(held).toEqual(plain);
    expect(Math.max(...charge({ ...FINE, held: true, modeless: true }))).toBeLessThan(1.1 * Math.max(...plain));
    expect(plain.at(-1)).toBeLessThan(0.5);
    expect(Math.min(...plain)).toBeGreaterThan(0);
  });

  it('bear a potential that goes back at the start of the plateau', () => {
    const data = recordPlateaus(cell, FINE, 6);
    const clean = runStage(dqdvStage, [data], full);
    // Nucleation: 10 mV too high where the first charge plateau begins, then back.
    const from = data.columns.potential.findIndex((volts) => volts > 3.62);
    for (let i = 0; i < 12; i++) data.columns.potential[from + i]! += 0.01 * Math.exp(-i / 2);
    expect(data.columns.potential[from + 3]! - data.columns.potential[from]!).toBeLessThan(0);
    const back = runStage(dqdvStage, [data], full);
    const [truth] = clean.column('dqdv_peaks', 'voltage_V');
    const nearest = Math.min(...back.column('dqdv_peaks', 'voltage_V').map((volts) => Math.abs(volts - truth!)));
    expect(nearest).toBeLessThan(2e-3);
    const charge = (run: typeof back) =>
      run.column('dqdv', 'dqdv_mAh_V').reduce((sum, value) => sum + Math.abs(value), 0);
    expect(charge(back) / charge(clean)).toBeCloseTo(1, 2);
  });
});

describe('dQ/dV and dV/dQ', () => {
  it('are the slopes of a straight branch, everywhere', () => {
    const { column, tables } = runStage(dqdvStage, [straight(101)], full);
    for (const value of column('dqdv', 'dqdv_mAh_V')) expect(Math.abs(value)).toBeCloseTo(2, 6);
    for (const value of column('dvdq', 'dvdq_V_mAh')) expect(Math.abs(value)).toBeCloseTo(0.5, 6);
    expect(tables.has('dqdv_peaks')).toBe(false);
  });

  it('hold the charge of the branch', () => {
    const { column, words } = runStage(dqdvStage, [recordPlateaus(cell, FINE, 8)], full);
    const rows = words('dqdv', 'branch').flatMap((branch, i) => (branch === 'charge' ? [i] : []));
    const volts = rows.map((i) => column('dqdv', 'voltage_V')[i]!);
    const step = volts[1]! - volts[0]!;
    const charge = rows.reduce((sum, i) => sum + column('dqdv', 'dqdv_mAh_V')[i]! * step, 0);
    expect(charge).toBeCloseTo(1.25 + 0.25 * 1.1, 2);
  });

  it('take step, window and order from the study', () => {
    const data = recordPlateaus(cell, FINE, 9);
    const options = { cycles: [1], step: '2 mV', window: '20 mV', order: 2 };
    const { column } = runStage(dqdvStage, [data], full, options);
    const volts = column('dqdv', 'voltage_V');
    expect(volts[1]! - volts[0]!).toBeCloseTo(0.002, 9);
    expect(column('dqdv', 'window_V')[0]).toBeCloseTo(0.02, 9);
  });

  it('give nothing of a branch with few records, and say so', () => {
    const { tables, codes } = runStage(dqdvStage, [straight(15)], full);
    expect(tables.size).toBe(0);
    expect(codes).toEqual(['DQDV_TOO_FEW_POINTS']);
    const flat = simulate([halfCycle(1e-3, 1e-3, 1, 3, 3), halfCycle(-1e-3, 1e-3, 1, 3, 3)]);
    expect(runStage(dqdvStage, [flat], full).tables.size).toBe(0);
  });

  it('are of the cycles of the voltage profile unless the study chooses', () => {
    const data = straight(41, 6);
    const cycles = (options: unknown, profile?: unknown) => {
      const before =
        profile === undefined ? [] : [...runStage(voltageProfileStage, [data], full, profile).tables.values()];
      return [...new Set(runStage(dqdvStage, [data], full, options, before).column('dqdv', 'cycle'))];
    };
    expect(cycles({})).toEqual([1, 2, 6]);
    expect(cycles({}, { cycles: [3, 5] })).toEqual([3, 5]);
    expect(cycles({ cycles: [4] }, { cycles: [3, 5] })).toEqual([4]);
    expect(runStage(dqdvStage, [data], full, { cycles: [4, 40] }).codes).toEqual(['DQDV_CYCLE_MISSING']);
  });

  it('refuse options without a unit or a sense, and take checked options again', () => {
    const schema = dqdvStage.options;
    for (const bad of [
      { step: 1 },
      { step: '0 V' },
      { window: '-1 mV' },
      { window: '5 s' },
      { order: 9 },
      { order: 2.5 },
    ]) {
      expect(v.safeParse(schema, bad).success).toBe(false);
    }
    const written = { cycles: [1], step: '1 mV', window: '10 mV', order: 4, prominence: '3 %' };
    expect(v.parse(schema, v.parse(schema, written))).toEqual(written);
    const defaults = v.parse(schema, {});
    expect(v.parse(schema, defaults)).toEqual(defaults);
  });
});
