import { describe, expect, it } from 'vitest';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { halfCycle, rest, type StepPlan, simulate } from './cell-simulator.ts';
import { runStages } from './run-stages.ts';

const STAGES = ['cycles', 'rate_test', 'overpotential'];
const RESISTANCE = 40;
const CAPACITY = 2e-3;
const NOMINAL = { value: { value: CAPACITY, standardUncertainty: Number.NaN }, per: 'cell' } as const;

/** Potentials shifted by I·R; the rest after each branch goes back by as much. */
function cycleAt(milliamps: number, number: number, capacity = CAPACITY): StepPlan[] {
  const current = milliamps / 1e3;
  const drop = current * RESISTANCE;
  return [
    halfCycle(current, capacity, number, 3 + drop, 4 + drop),
    rest(1, 4, number),
    halfCycle(-current, capacity, number, 4 - drop, 3 - drop),
    rest(0.5, 3, number),
  ];
}

const RATES = [0.2, 0.2, 0.2, 2, 2, 8, 8, 0.2];

function rateTest(): DatasetOf<'cycling'> {
  return simulate(RATES.flatMap((rate, i) => cycleAt(rate, i + 1)));
}

function withCounter(dataset: DatasetOf<'cycling'>, share: number): DatasetOf<'cycling'> {
  const { current, potential } = dataset.columns;
  const counter = potential.map((_, i) => 0.62 - share * RESISTANCE * (current[i] ?? 0));
  return { ...dataset, columns: { ...dataset.columns, counter_potential: counter } };
}

describe('overpotential', () => {
  it('is I·R more than at the lowest rate, positive on charge and negative on discharge', () => {
    const { column, words } = runStages([rateTest()], { role: 'full-cell', nominalCapacity: NOMINAL }, STAGES);
    expect(words('overpotential', 'branch')).toEqual([...Array(4).fill('charge'), ...Array(4).fill('discharge')]);
    const expected = [0, 1.8e-3, 7.8e-3, 0].map((amps) => amps * RESISTANCE);
    column('overpotential', 'overpotential_V').forEach((value, i) => {
      expect(value).toBeCloseTo(i < 4 ? (expected[i] ?? 9) : -(expected[i - 4] ?? 9), 9);
    });
    expect(column('overpotential', 'c_rate_1_h').slice(0, 4)).toEqual(
      [0.1, 1, 4, 0.1].map((c) => expect.closeTo(c, 9)),
    );
    expect(column('overpotential', 'n').slice(0, 4)).toEqual([3, 2, 2, 1]);
    expect(column('overpotential', 'reference_block')).toEqual(Array(8).fill(1));
  });

  it('gives the relaxation over the rest that follows each branch, and its duration', () => {
    const { column } = runStages([rateTest()], { role: 'full-cell' }, STAGES);
    const relaxed = [0.2, 2, 8, 0.2].map((milliamps) => (-milliamps / 1e3) * RESISTANCE);
    column('overpotential', 'relaxation_V').forEach((value, i) => {
      expect(value).toBeCloseTo(i < 4 ? (relaxed[i] ?? 9) : -(relaxed[i - 4] ?? 9), 9);
    });
    expect(column('overpotential', 'rest_s')).toEqual(
      [3600, 3600, 3600, 3600, 1800, 1800, 1800, 1800].map((s) => expect.closeTo(s, 6)),
    );
  });

  it('tells the electrodes of a three-electrode cell apart', () => {
    const { column, words } = runStages([withCounter(rateTest(), 0.25)], { role: 'full-cell' }, STAGES);
    const counter = column('overpotential', 'counter_overpotential_V');
    expect(counter[2]).toBeCloseTo(-0.25 * 7.8e-3 * RESISTANCE, 9);
    expect(counter[6]).toBeCloseTo(0.25 * 7.8e-3 * RESISTANCE, 9);
    expect(new Set(words('electrode_profile', 'branch'))).toEqual(new Set(['charge', 'discharge']));
    const [capacity, working] = [
      column('electrode_profile', 'capacity_mAh'),
      column('electrode_profile', 'working_potential_V'),
    ];
    expect(capacity[0]).toBe(0);
    expect(working[0]).toBeCloseTo(3 + 0.2e-3 * RESISTANCE, 9);
    expect(Math.max(...capacity)).toBeCloseTo(2, 9);
    expect(new Set(column('electrode_profile', 'block'))).toEqual(new Set([1, 2, 3, 4]));
  });

  it('has no electrode profile without a counter electrode, and leaves excluded cycles out', () => {
    const facts = { role: 'full-cell', exclude: [{ from: 2, to: 2, reason: 'power cut' }] } as const;
    const { column, tables } = runStages([rateTest()], facts, STAGES);
    expect(tables.has('electrode_profile')).toBe(false);
    expect(column('overpotential', 'n').slice(0, 4)).toEqual([2, 2, 2, 1]);
  });

  it('takes the scatter of the cycles as standard error', () => {
    const plan = [cycleAt(1, 1), cycleAt(1, 2), cycleAt(1, 3), cycleAt(4, 4), cycleAt(4, 5)];
    const shifts = [0, 0.01, 0.02, 0.1, 0.16];
    const shifted = plan.flatMap((steps, i) =>
      steps.map((step) => ({ ...step, from: step.from + (shifts[i] ?? 0), to: step.to + (shifts[i] ?? 0) })),
    );
    const { column } = runStages([simulate(shifted)], { role: 'full-cell' }, STAGES);
    const expected = Math.hypot(0.01 / Math.sqrt(3), Math.hypot(0.03, 0.03) / Math.SQRT2);
    expect(column('overpotential', 'overpotential_se_V')[1]).toBeCloseTo(expected, 9);
    expect(column('overpotential', 'overpotential_V')[1]).toBeCloseTo(3e-3 * RESISTANCE + 0.12, 9);
  });
});
