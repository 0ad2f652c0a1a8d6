import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DQDV_CASES } from '../../../scripts/validate/dqdv.ts';
import { recordPlateaus } from '../../../scripts/validate/plateau-cells.ts';
import { cyclesStage } from '../../../src/analysis/cycling/cycles-stage.ts';
import { firstCycleStage } from '../../../src/analysis/cycling/first-cycle-stage.ts';
import { voltageWindowsStage } from '../../../src/analysis/cycling/voltage-windows-stage.ts';
import { halfCycle, type StepPlan, simulate } from './cell-simulator.ts';
import { runStage } from './run-stage.ts';

/** Charge, then discharge (mAh) between 3 and 4 V at 1 mA. */
function cell(halves: readonly (readonly [charge: number, discharge: number])[], current = 1) {
  const plan = halves.flatMap(([up, down], i): StepPlan[] => [
    halfCycle((i === 0 ? current : 1) * 1e-3, up / 1e3, i + 1, 3, 4),
    halfCycle(-1e-3, down / 1e3, i + 1, 4, 3),
  ]);
  return simulate(plan);
}

/** Lithiation from open circuit at 2 V, then between 0 and 1 V. */
const anode = simulate([
  halfCycle(-1e-3, 4e-3, 1, 2, 0),
  halfCycle(1e-3, 1.8e-3, 1, 0, 1),
  halfCycle(-1e-3, 2e-3, 2, 1, 0),
  halfCycle(1e-3, 1.9e-3, 2, 0, 1),
]);
const two = cell([
  [2, 1.8],
  [1.7, 1.65],
]);
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('voltage windows', () => {
  it('are six equal ones of the first charge by default, between the cut-offs', () => {
    const { column, words } = runStage(voltageWindowsStage, [two], { role: 'full-cell' });
    expect(column('voltage_windows', 'window')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(words('voltage_windows', 'branch'))).toEqual(new Set(['charge']));
    expect([column('voltage_windows', 'from_V')[0], column('voltage_windows', 'to_V')[5]]).toEqual([3, 4]);
    for (const share of column('voltage_windows', 'share_pct')) expect(share).toBeCloseTo(100 / 6, 9);
    expect(total(column('voltage_windows', 'capacity_mAh'))).toBeCloseTo(2, 12);
  });

  it('are those of the first lithiation for an anode, without what passed above the upper cut-off', () => {
    const { column, words } = runStage(voltageWindowsStage, [anode], { role: 'anode-half-cell' });
    expect(new Set(words('voltage_windows', 'branch'))).toEqual(new Set(['discharge']));
    expect([column('voltage_windows', 'from_V')[0], column('voltage_windows', 'to_V')[5]]).toEqual([0, 1]);
    expect(total(column('voltage_windows', 'share_pct'))).toBeCloseTo(50, 9);
  });

  it('take edges, cycles and branch from the study, and miss a cycle that is not there', () => {
    const options = { edges: ['3 V', '3100 mV', '3.4 V'], cycle: [2, 9], branch: 'discharge' };
    const { column, codes } = runStage(voltageWindowsStage, [two], { role: 'full-cell' }, options);
    expect(column('voltage_windows', 'cycle')).toEqual([2, 2]);
    const capacity = column('voltage_windows', 'capacity_mAh');
    expect(capacity[0]).toBeCloseTo(0.165, 12);
    expect(capacity[1]).toBeCloseTo(0.495, 12);
    expect(codes).toEqual(['WINDOWS_CYCLE_MISSING']);
    const both = runStage(voltageWindowsStage, [two], { role: 'full-cell' }, { ...options, cycle: 1, branch: 'both' });
    expect(both.words('voltage_windows', 'branch')).toEqual(['charge', 'charge', 'discharge', 'discharge']);
  });

  it('add up to the capacity of noisy, rounded branches with a jump at the start and a held end', () => {
    const { cell: plateaus } = DQDV_CASES[0]!;
    const recording = { noise: 1e-3, resolution: 1e-3, hours: 1 / 300, volts: 5e-3, held: true };
    const data = recordPlateaus(plateaus, recording, 5);
    const options = { edges: ['0 V', '3.5 V', '3.64 V', '3.9 V', '9 V'], cycle: 1, branch: 'both' };
    const { column } = runStage(voltageWindowsStage, [data], { role: 'full-cell' }, options);
    const capacity = column('voltage_windows', 'capacity_mAh');
    const cycles = runStage(cyclesStage, [data], { role: 'full-cell' });
    expect(total(capacity.slice(0, 4))).toBeCloseTo(cycles.column('cycles', 'charge_capacity_mAh')[0]!, 11);
    expect(total(capacity.slice(4))).toBeCloseTo(cycles.column('cycles', 'discharge_capacity_mAh')[0]!, 11);
    expect(Math.min(...capacity)).toBeGreaterThan(0.01);
  });

  it('split the excess of the first cycle, and of no other', () => {
    const options = { edges: ['3 V', '3.25 V', '4 V'], cycle: [1, 2] };
    const { column } = runStage(voltageWindowsStage, [two], { role: 'full-cell' }, options);
    const excess = column('voltage_windows', 'excess_mAh');
    expect(excess[0]).toBeCloseTo(0.3 / 4, 12);
    expect(excess[1]).toBeCloseTo((0.3 * 3) / 4, 12);
    expect(excess.slice(2)).toEqual([NaN, NaN]);
  });

  it('are none of a symmetric cell', () => {
    expect(runStage(voltageWindowsStage, [two], { role: 'symmetric-cell' }).tables.size).toBe(0);
  });

  it('refuse edges that are no ascending potentials, and take checked options again', () => {
    const schema = voltageWindowsStage.options;
    for (const edges of [['0.4 V', '0.1 V'], ['0 V'], ['0 V', '1 mAh'], [0, 1], ['0 V', '0 V']]) {
      expect(v.safeParse(schema, { edges }).success).toBe(false);
    }
    const written = { edges: ['0 V', '0.1 V ± 1 mV'], cycle: 3, branch: 'charge' };
    expect(v.parse(schema, v.parse(schema, written))).toEqual(written);
  });
});

describe('first cycle', () => {
  const quantity = (value: number, share = Number.NaN) => ({ value, standardUncertainty: value * share });
  const faradayPerMilliampHour = 3.6 / 1.602176634e-19;

  it('gives the potential at half the first capacity and the excess as Li per area and volume', () => {
    const facts = { area: quantity(2, 0.03), thickness: quantity(5000, 0.04), role: 'film' } as const;
    const { column, words } = runStage(firstCycleStage, [two], facts);
    const only = (name: string) => column('first_cycle', name)[0]!;
    expect(words('first_cycle', 'branch')).toEqual(['charge']);
    expect(only('half_capacity_potential_V')).toBeCloseTo(3.5, 9);
    expect(only('excess_charge_capacity_mAh')).toBeCloseTo(0.3, 12);
    const ions = 0.3 * faradayPerMilliampHour;
    expect(only('excess_li_per_cm2') / (ions / 2)).toBeCloseTo(1, 12);
    expect(only('excess_li_se_per_cm2') / only('excess_li_per_cm2')).toBeCloseTo(0.03, 12);
    expect(only('excess_li_per_cm3') / (ions / 2 / 5e-4)).toBeCloseTo(1, 12);
    expect(only('excess_li_se_per_cm3') / only('excess_li_per_cm3')).toBeCloseTo(0.05, 12);
    expect(column('first_cycle', 'excess_charge_capacity_mAh_g')).toEqual([NaN]);
  });

  it('follows the lithiation of an anode', () => {
    const { column } = runStage(firstCycleStage, [anode], { role: 'anode-half-cell', area: quantity(1) });
    expect(column('first_cycle', 'half_capacity_potential_V')[0]).toBeCloseTo(1, 9);
    expect(column('first_cycle', 'excess_charge_capacity_mAh')[0]).toBeCloseTo(2, 9);
    expect(column('first_cycle', 'excess_li_se_per_cm2')).toEqual([NaN]);
  });

  it('gives no excess over another rate or without a second cycle, and nothing without a whole first one', () => {
    const slow = runStage(
      firstCycleStage,
      [
        cell(
          [
            [2, 1.8],
            [1.7, 1.6],
          ],
          0.5,
        ),
      ],
      { role: 'full-cell' },
    );
    expect(slow.codes).toEqual(['FIRST_CYCLE_NO_EXCESS']);
    expect(slow.column('first_cycle', 'excess_charge_capacity_mAh')).toEqual([NaN]);
    expect(slow.column('first_cycle', 'half_capacity_potential_V')[0]).toBeCloseTo(3.5, 9);
    expect(runStage(firstCycleStage, [cell([[2, 1.8]])], { role: 'full-cell' }).codes).toEqual([
      'FIRST_CYCLE_NO_EXCESS',
    ]);
    const begun = simulate([halfCycle(1e-3, 1e-3, 1, 3, 3.6)]);
    expect(runStage(firstCycleStage, [begun], { role: 'full-cell' }).tables.size).toBe(0);
  });

  it('does not take a leading second half for the first cycle', () => {
    const plan = [halfCycle(1e-3, 1e-3, 1, 0, 1), halfCycle(-1e-3, 3e-3, 2, 1, 0), halfCycle(1e-3, 2e-3, 2, 0, 1)];
    const data = simulate(plan, { without: ['cycle'] });
    const { column } = runStage(firstCycleStage, [data], { role: 'anode-half-cell' });
    expect(column('first_cycle', 'cycle')).toEqual([1]);
    expect(column('first_cycle', 'half_capacity_potential_V')[0]).toBeCloseTo(0.5, 9);
  });
});
