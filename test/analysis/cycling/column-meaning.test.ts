/** Every column says what its description says: cells in which no two quantities agree by chance. */
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/model/sample.ts';
import { halfCycle, rest, type StepPlan, simulate } from './cell-simulator.ts';
import { runStages } from './run-stages.ts';

const unstated = (value: number) => ({ value, standardUncertainty: Number.NaN });

describe('cycles', () => {
  const held: StepPlan[] = [
    halfCycle(1e-3, 1.5e-3, 1, 3, 4),
    { mode: 'constant-voltage', current: 1e-3, hours: 1, from: 4, to: 4, cycle: 1 },
    halfCycle(-1e-3, 1.2e-3, 1, 3.8, 3),
    { mode: 'constant-voltage', current: -1e-3, hours: 0.5, from: 3, to: 3, cycle: 1 },
    { ...rest(1, 3.1, 1), to: 3.25 },
  ];
  const dataset = simulate(held, { recordsPerStep: 401 });
  const counter = dataset.columns.potential.map((value) => 5 - value);
  const { column } = runStages(
    [{ ...dataset, columns: { ...dataset.columns, counter_potential: counter } }],
    { role: 'full-cell' },
    ['cycles'],
  );
  const only = (name: string) => column('cycles', name)[0]!;
  // ∫ of a current that halves every quarter, from 1 mA: (1 − 2^−4)/(4 ln 2) mAh in an hour.
  const holding = (1 - 2 ** -4) / (4 * Math.LN2);

  it('have the shares of each branch apart', () => {
    expect(only('cv_share_pct')).toBeCloseTo((100 * holding) / (1.5 + holding), 3);
    expect(only('discharge_cv_share_pct')).toBeCloseTo((50 * holding) / (1.2 + holding / 2), 3);
    expect(only('cc_share_pct') + only('cv_share_pct')).toBeCloseTo(100, 9);
    expect(only('discharge_cc_share_pct') + only('discharge_cv_share_pct')).toBeCloseTo(100, 9);
  });

  it('have hysteresis, potentials at the ends and after the rest', () => {
    const charge = (1.5 * 3.5 + holding * 4) / (1.5 + holding);
    const discharge = (1.2 * 3.4 + (holding / 2) * 3) / (1.2 + holding / 2);
    expect(only('mean_charge_voltage_V')).toBeCloseTo(charge, 5);
    expect(only('hysteresis_V')).toBeCloseTo(charge - discharge, 5);
    expect([only('end_charge_voltage_V'), only('end_discharge_voltage_V')]).toEqual([4, 3]);
    expect([only('end_charge_counter_potential_V'), only('end_discharge_counter_potential_V')]).toEqual([1, 2]);
    expect(only('rest_ocv_V')).toBe(3.25);
  });
});

describe('overpotential', () => {
  it('takes each rate at half of its own capacity, whatever the shape of the curve', () => {
    // Charge in two parts of different slope; the fast one passes half as much and stands 0.1 V higher.
    const bent = (current: number, capacity: number, number: number, shift: number): StepPlan[] => [
      halfCycle(current, 0.3 * capacity, number, 3 + shift, 3.6 + shift),
      halfCycle(current, 0.7 * capacity, number, 3.6 + shift, 3.7 + shift),
      halfCycle(-current, capacity, number, 3.7, 3),
    ];
    const { column } = runStages(
      [simulate([...bent(1e-3, 2e-3, 1, 0), ...bent(4e-3, 1e-3, 2, 0.1)])],
      { role: 'full-cell' },
      ['cycles', 'rate_test', 'overpotential'],
    );
    const [slow, fast, slowDown, fastDown] = column('overpotential', 'overpotential_V');
    expect(slow).toBe(0);
    expect(fast).toBeCloseTo(0.1, 9);
    expect([slowDown, fastDown]).toEqual([0, expect.closeTo(0, 9)]);
    const half = [column('cycles', 'median_charge_voltage_V')[0]!, column('cycles', 'median_discharge_voltage_V')[1]!];
    expect(half).toEqual([expect.closeTo(3.6 + (0.1 * 0.2) / 0.7, 9), expect.closeTo(3.35, 9)]);
  });

  it('is compared at the halves of two capacities, not at one capacity', () => {
    // Straight lines of one slope per share of the capacity; half as much capacity at the fast rate.
    const { column } = runStages(
      [
        simulate([
          halfCycle(1e-3, 2e-3, 1, 3, 4),
          halfCycle(-1e-3, 2e-3, 1, 4, 3),
          halfCycle(5e-3, 1e-3, 2, 3.2, 4),
          halfCycle(-5e-3, 1e-3, 2, 3.9, 3),
        ]),
      ],
      { role: 'full-cell' },
      ['cycles', 'rate_test', 'overpotential'],
    );
    expect(column('overpotential', 'overpotential_V')).toEqual(
      [0, 0.1, 0, -0.05].map((value) => expect.closeTo(value, 9)),
    );
  });
});

describe('symmetric cell', () => {
  it('tells plating (discharge) from stripping (charge), middle from end, and divides by the current', () => {
    const plan = [halfCycle(2e-3, 1e-3, 1, 0.02, 0.04), halfCycle(-2e-3, 0.8e-3, 1, -0.05, -0.09)];
    const { column } = runStages([simulate(plan)], { role: 'symmetric-cell', area: unstated(0.5) }, [
      'cycles',
      'symmetric_cell',
    ]);
    const only = (name: string) => column('symmetric_cell', name)[0]!;
    expect(only('stripping_overpotential_V')).toBeCloseTo(0.03, 9);
    expect(only('plating_overpotential_V')).toBeCloseTo(0.07, 9);
    expect(only('stripping_end_overpotential_V')).toBeCloseTo(0.04, 9);
    expect(only('plating_end_overpotential_V')).toBeCloseTo(0.09, 9);
    expect(only('plated_mAh')).toBeCloseTo(0.8, 9);
    expect(only('plated_mAh_cm2')).toBeCloseTo(1.6, 9);
    expect(only('resistance_ohm')).toBeCloseTo(0.05 / 2e-3, 9);
    expect(only('current_density_mA_cm2')).toBeCloseTo(4, 9);
  });
});

describe('cell energy', () => {
  const stack = {
    positive_capacity: '3.0 mAh/cm^2 ± 4 %',
    negative_capacity: '3.3 mAh/cm^2 ± 3 %',
    layers: [{ name: 'all', areal_mass: '20 mg/cm^2', thickness: '100 um' }],
  };
  const run = (facts: Partial<Sample>) =>
    runStages(
      [simulate([halfCycle(-1e-3, 6e-3, 1, 1, 0), halfCycle(1e-3, 5e-3, 1, 0, 1)])],
      { area: { value: 2, standardUncertainty: 0.06 }, ...facts },
      ['cycles', 'cell_energy'],
      { cell_energy: { stack } },
    );

  it('states the uncertainties of areal capacity and N/P ratio', () => {
    const { column } = run({ role: 'full-cell' });
    expect(column('cell_energy', 'areal_capacity_mAh_cm2')[0]).toBeCloseTo(3, 9);
    expect(column('cell_energy', 'areal_capacity_se_mAh_cm2')[0]).toBeCloseTo(0.09, 9);
    expect(column('cell_energy', 'np_ratio_se')[0]).toBeCloseTo(1.1 * 0.05, 9);
  });

  it('of an anode half cell has the capacity given back, and no energy', () => {
    const { column, issues } = run({ role: 'anode-half-cell' });
    expect(column('cell_energy', 'areal_capacity_mAh_cm2')[0]).toBeCloseTo(2.5, 9);
    for (const name of ['energy_Wh_kg', 'energy_Wh_L', 'areal_energy_mWh_cm2']) {
      expect(column('cell_energy', name)[0]).toBeNaN();
    }
    const found = issues.find(({ code }) => code === 'CELL_ENERGY_INCOMPLETE');
    expect(found?.message).toBe('an anode half cell has no cell energy');
  });
});

describe('dqdv', () => {
  it('is per gram by the mass, and its windows are those of the units named', () => {
    // One plateau: a logistic of 20 mV about 3.5 V, 2 mAh, sampled evenly in potential.
    const volts = Array.from({ length: 1201 }, (_, i) => 3.2 + i / 2000);
    const passed = volts.map((value) => 2e-3 / (1 + Math.exp(-(value - 3.5) / 0.02)));
    const steps = passed.map((value) => value - passed[0]!);
    const up = simulate([halfCycle(1e-3, 2e-3, 1, 3.2, 3.8)], { recordsPerStep: 1201, without: ['energy'] });
    const time = Float64Array.from(steps, (value) => (value / 1e-3) * 3600);
    const columns = { ...up.columns, time, potential: Float64Array.from(volts), charge: Float64Array.from(steps) };
    const { column } = runStages([{ ...up, columns }], { role: 'full-cell', activeMass: unstated(0.02) }, [
      'cycles',
      'dqdv',
    ]);
    const [peak] = column('dqdv_peaks', 'voltage_V');
    expect(peak).toBeCloseTo(3.5, 3);
    expect(column('dqdv_peaks', 'area_mAh_g')[0]! * 0.02).toBeCloseTo(column('dqdv_peaks', 'area_mAh')[0]!, 9);
    expect(column('dqdv_peaks', 'area_mAh')[0]! / 2).toBeCloseTo(1, 1);
    const capacity = column('dvdq', 'capacity_mAh');
    const window = column('dvdq', 'window_mAh')[0]!;
    const spacing = capacity[1]! - capacity[0]!;
    expect(window / spacing).toBeGreaterThan(1.5);
    expect(Math.abs(window / spacing - Math.round(window / spacing))).toBeLessThan(1e-6);
    expect(window).toBeLessThan(2);
    expect(column('dqdv', 'dqdv_mAh_g_V')[40]! * 0.02).toBeCloseTo(column('dqdv', 'dqdv_mAh_V')[40]!, 9);
  });
});
