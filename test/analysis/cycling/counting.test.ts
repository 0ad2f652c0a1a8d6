import { describe, expect, it } from 'vitest';
import { isIncreasing, nextIndex } from '../../../src/analysis/cycling/counting.ts';
import { cyclesStage } from '../../../src/analysis/cycling/cycles-stage.ts';
import { dqdvStage } from '../../../src/analysis/cycling/dqdv-stage.ts';
import { firstCycleStage } from '../../../src/analysis/cycling/first-cycle-stage.ts';
import { usableCycles } from '../../../src/analysis/cycling/usable-cycles.ts';
import { voltageProfileStage } from '../../../src/analysis/cycling/voltage-profile-stage.ts';
import { voltageWindowsStage } from '../../../src/analysis/cycling/voltage-windows-stage.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { halfCycle, simulate } from './cell-simulator.ts';
import { runStage } from './run-stage.ts';

/** Charge capacities (mAh) of a file whose instrument numbers its cycles from `first` on; each gives back 1 mAh. */
function file(name: string, day: number, first: number, charges: readonly number[]): DatasetOf<'cycling'> {
  const plan = charges.flatMap((charge, i) => [
    halfCycle(1e-3, charge / 1e3, first + i, 3, 4),
    halfCycle(-1e-3, 1e-3, first + i, 4, 3),
  ]);
  return simulate(plan, { path: name, started: `2024-03-0${day}T08:00:00` });
}

/** As EC-Lab numbers: from 0, anew in every file. */
const restarted = [file('a.mpr', 1, 0, [1.5, 1.2, 1.1]), file('b.mpr', 3, 0, [1.05, 1.04])];
const cell = { role: 'cathode-half-cell' } as const;

const distinct = (values: readonly unknown[]) => [...new Set(values)];

describe('cycles that are numbered from 0 in every file', () => {
  it('begin with cycle 0, whose excess is counted from the next one', () => {
    const { column } = runStage(firstCycleStage, restarted, cell);
    expect(column('first_cycle', 'excess_charge_capacity_mAh')[0]).toBeCloseTo(0.3, 9);
    expect([column('first_cycle', 'cycle')[0], column('first_cycle', 'second_cycle')[0]]).toEqual([1, 2]);
    const one = runStage(firstCycleStage, restarted.slice(0, 1), cell);
    expect(one.column('first_cycle', 'excess_charge_capacity_mAh')[0]).toBeCloseTo(0.3, 9);
    expect([one.column('first_cycle', 'cycle')[0], one.column('first_cycle', 'second_cycle')[0]]).toEqual([0, 1]);
  });

  it('are chosen by our count where the numbers start again, else by the numbers', () => {
    const profile = runStage(voltageProfileStage, restarted, cell, { cycles: [1, 4] });
    expect(distinct(profile.column('voltage_profile', 'cycle'))).toEqual([1, 4]);
    expect(distinct(profile.words('voltage_profile', 'file'))).toEqual(['a.mpr', 'b.mpr']);
    expect(Math.max(...profile.column('voltage_profile', 'capacity_mAh'))).toBeCloseTo(1.5, 9);
    const whole = runStage(voltageProfileStage, restarted.slice(0, 1), cell, { cycles: [1] });
    expect(Math.max(...whole.column('voltage_profile', 'capacity_mAh'))).toBeCloseTo(1.2, 9);
    const windows = runStage(voltageWindowsStage, restarted, cell, { edges: ['3 V', '4 V'], cycle: [2, 5] });
    expect(windows.column('voltage_windows', 'capacity_mAh').map((value) => value.toFixed(6))).toEqual([
      '1.200000',
      '1.040000',
    ]);
    const derivative = runStage(dqdvStage, restarted, cell, { cycles: [5, 6] });
    expect(distinct(derivative.column('dqdv', 'cycle'))).toEqual([5]);
    expect(derivative.codes).toEqual(['DQDV_CYCLE_MISSING']);
  });

  it('are shown from first, second and last where nothing is chosen', () => {
    const { column } = runStage(voltageProfileStage, restarted, cell);
    expect(distinct(column('voltage_profile', 'cycle'))).toEqual([1, 2, 5]);
  });

  it('keep the instrument’s numbers beside ours in the table of cycles', () => {
    const { column } = runStage(cyclesStage, restarted, cell);
    expect(column('cycles', 'cycle')).toEqual([0, 1, 2, 0, 1]);
    expect(column('cycles', 'index')).toEqual([1, 2, 3, 4, 5]);
  });
});

it('numbers increase only if each is larger than the one before', () => {
  expect([[], [3], [0, 1, 5]].map((numbers) => isIncreasing(numbers))).toEqual([true, true, true]);
  expect(
    [
      [0, 0],
      [0, 1, 0],
      [1, Number.NaN],
    ].map((numbers) => isIncreasing(numbers)),
  ).toEqual([false, false, false]);
});

it('a leading second half is number 0, whatever comes later counts on', () => {
  expect([nextIndex(0, true), nextIndex(0, false), nextIndex(3, false), nextIndex(3, true)]).toEqual([0, 1, 4, 4]);
});

describe('exclusions where the numbers start again', () => {
  const excluded = { ...cell, exclude: [{ from: 1, to: 3, reason: 'formation' }] };
  const cycles = runStage(cyclesStage, restarted, excluded);

  it('mean our count, not the same number in every file', () => {
    expect(cycles.words('cycles', 'excluded')).toEqual(['formation', 'formation', 'formation', '', '']);
    expect(cycles.codes).toEqual(['CYCLES_EXCLUDED']);
  });

  it('do not change how the others are counted', () => {
    const usable = usableCycles(cycles.tables.get('cycles')!, 'discharge');
    expect([usable.countedBy, [...usable.cycle]]).toEqual(['index', [4, 5]]);
  });
});
