/** Cycles that do not come as the textbook has them: order, numbers from 0, open ends, exclusions, symmetric cells. */
import { describe, expect, it } from 'vitest';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { halfCycle, rest, type StepPlan, simulate } from './cell-simulator.ts';
import { partOf, shift } from './file-parts.ts';
import { runStages } from './run-stages.ts';

const up = (capacity: number, cycle: number) => halfCycle(1e-3, capacity * 1e-3, cycle, 3, 4);
const down = (capacity: number, cycle: number) => halfCycle(-1e-3, capacity * 1e-3, cycle, 4, 3);
const STAGES = ['cycles', 'retention', 'first_cycle', 'voltage_windows', 'overpotential', 'rate_test'];

function run(plan: readonly StepPlan[], facts: Partial<Sample>, without: readonly 'cycle'[] = []) {
  return runStages([simulate(plan, { recordsPerStep: 9, without })], facts, STAGES);
}
const near = (values: readonly number[]) =>
  values.map((value) => (Number.isNaN(value) ? Number.NaN : expect.closeTo(value, 9)));

describe('Coulombic efficiency', () => {
  // What EC-Lab's Charge/Discharge alternance makes of an anode that is lithiated first.
  const alternance = [down(3.2, 0), up(2.4, 1), down(2.5, 1), up(2.3, 2), down(2.4, 2)];

  it('is over what was stored before, though the instrument puts the lithiation into the cycle before', () => {
    const { column, codes } = run(alternance, { role: 'anode-half-cell' });
    expect(column('cycles', 'cycle')).toEqual([0, 1, 2]);
    expect(column('cycles', 'efficiency_in_time_order_pct')).toEqual(near([Number.NaN, 75, 92]));
    expect(column('retention', 'initial_coulombic_efficiency_pct')).toEqual(near([75]));
    expect(codes).toContain('CYCLE_ORDER');
  });

  it('of a first discharge has nothing before it, and a symmetric cell has none', () => {
    const full = run([down(0.4, 1), up(2, 1), down(1.8, 2), up(1.9, 2)], { role: 'full-cell' });
    expect(full.column('cycles', 'efficiency_in_time_order_pct')).toEqual(near([Number.NaN, 90]));
    expect(full.column('retention', 'initial_coulombic_efficiency_pct')[0]).toBeNaN();
    const symmetric = run(alternance, { role: 'symmetric-cell' });
    expect(symmetric.column('cycles', 'coulombic_efficiency_pct').every(Number.isNaN)).toBe(true);
    expect(symmetric.column('cycles', 'efficiency_in_time_order_pct').every(Number.isNaN)).toBe(true);
  });

  it('is no initial one where half-cycles of their own stand before it', () => {
    const { column } = run([down(3.2, 0), up(2.4, 1), down(2.5, 2), up(2.3, 2)], { role: 'anode-half-cell' });
    expect(column('cycles', 'complete')).toEqual([0, 0, 1]);
    expect(column('retention', 'initial_coulombic_efficiency_pct')[0]).toBeNaN();
  });

  it('pairs within the cycle where the instrument does so by the role', () => {
    const { column, codes } = run([down(3.2, 1), up(2.4, 1), down(2.5, 2), up(2.3, 2)], { role: 'anode-half-cell' });
    expect(column('cycles', 'coulombic_efficiency_pct')).toEqual(near([75, 92]));
    expect(column('retention', 'initial_coulombic_efficiency_pct')).toEqual(near([75]));
    expect(codes).not.toContain('CYCLE_ORDER');
  });
});

describe('the inferred role', () => {
  it('does not follow from a short discharge of a fresh cell', () => {
    const role = (first: number) => {
      const { issues } = run([down(first, 0), up(2, 0), down(1.9, 1), up(1.9, 1)], {});
      return issues.find(({ code }) => code === 'ROLE_INFERRED')!.message;
    };
    expect(role(0.03)).toMatch(/full-cell/);
    expect(role(1)).toMatch(/anode-half-cell/);
  });
});

describe('a symmetric cell', () => {
  it.each([
    ['charge', [up(1, 0), down(1, 0), up(1, 0), down(1, 0)]],
    ['discharge', [down(1, 0), up(1, 0), down(1, 0), up(1, 0)]],
  ])('without cycle numbers pairs by what comes first: %s', (_, plan) => {
    const { column, tables } = run(plan, { role: 'symmetric-cell' }, ['cycle']);
    expect(column('cycles', 'cycle')).toEqual([1, 2]);
    expect(column('cycles', 'complete')).toEqual([1, 1]);
    for (const name of ['retention', 'first_cycle', 'voltage_windows', 'overpotential'])
      expect(tables.has(name)).toBe(false);
  });

  const flat = (ohm: number, number: number): StepPlan[] => [
    halfCycle(1e-3, 1e-3, number, ohm * 1e-3, ohm * 1e-3),
    halfCycle(-1e-3, 1e-3, number, -ohm * 1e-3, -ohm * 1e-3),
  ];
  const look = (plan: StepPlan[], facts: Partial<Sample> = {}) =>
    runStages([simulate(plan)], { role: 'symmetric-cell', ...facts }, ['cycles', 'symmetric_cell']);

  it('is not shorted by a half-cycle that the end of the file cuts off before its overpotential is there', () => {
    const open = [...[1, 2, 3].flatMap((number) => flat(100, number)), halfCycle(1e-3, 1e-6, 4, 0, 1e-3)];
    const { codes, column } = look(open);
    expect(codes).not.toContain('SHORT_CIRCUIT');
    expect(column('symmetric_cell', 'shorted')).toEqual([0, 0, 0, 0]);
  });

  it('is not judged by excluded cycles', () => {
    const plan = [100, 100, 100, 3, 2, 2].flatMap((ohm, i) => flat(ohm, i + 1));
    expect(look(plan).column('critical_current', 'short_circuit_cycle')).toEqual([4]);
    const excluded = look(plan, { exclude: [{ from: 4, to: 6, reason: 'contact lost' }] });
    expect(excluded.column('critical_current', 'short_circuit_cycle')[0]).toBeNaN();
    expect(excluded.column('symmetric_cell', 'cycle')).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('numbers from 0', () => {
  const plan = [up(2.4, 0), down(2.1, 0), up(2.2, 1), down(2.1, 1), up(2.2, 2), down(2.1, 2)];

  it('do not hide the first cycle from the first-cycle excess and the windows', () => {
    const { column } = run(plan, { role: 'full-cell' });
    expect(column('first_cycle', 'cycle')).toEqual([0]);
    expect(column('first_cycle', 'excess_charge_capacity_mAh')).toEqual(near([0.2]));
    expect(new Set(column('voltage_windows', 'cycle'))).toEqual(new Set([0]));
    expect(column('retention', 'initial_coulombic_efficiency_pct')).toEqual(near([87.5]));
  });

  it('a leading second half, which we number 0, still is no first cycle', () => {
    const { column } = run([down(1, 0), ...plan], { role: 'full-cell' }, ['cycle']);
    expect(column('cycles', 'cycle')).toEqual([0, 1, 2, 3]);
    expect(column('first_cycle', 'cycle')).toEqual([1]);
  });
});

describe('excluded cycles', () => {
  const plan = [1, 2, 3, 4].flatMap((number) => [up(2.4 - 0.1 * number, number), down(2 - 0.1 * number, number)]);
  const facts = { role: 'full-cell', exclude: [{ from: 1, to: 1, reason: 'power cut' }] } as const;

  it('are shown with the reason, and enter no retention and no rate block', () => {
    const { column, words, codes } = run(plan, facts);
    expect(words('cycles', 'excluded')).toEqual(['power cut', '', '', '']);
    expect(column('cycles', 'charge_capacity_mAh')[0]).toBeCloseTo(2.3, 9);
    expect(words('retention', 'reference_cycle')).toEqual(['2']);
    expect(column('retention', 'initial_coulombic_efficiency_pct')[0]).toBeNaN();
    expect(column('rate_test', 'n')).toEqual([3]);
    expect(codes).toContain('CYCLES_EXCLUDED');
    // Formation, which is often excluded, is what the first-cycle excess is about.
    expect(column('first_cycle', 'excess_charge_capacity_mAh')).toEqual(near([0.1]));
  });
});

describe('a file that is known to be unfinished', () => {
  const whole = simulate([up(2, 1), down(1.8, 1)], { recordsPerStep: 9 });
  const growing = { ...partOf(whole, 0, 15, { path: 'a' }), unfinished: true };

  it('has an open last half-cycle though there is no cycle before to compare with', () => {
    const complete = (dataset: typeof whole) => findCycles(dataset, 'full-cell').map((one) => one.complete);
    expect(complete(whole)).toEqual([true]);
    expect(complete({ ...growing, unfinished: false })).toEqual([true]);
    expect(complete(growing)).toEqual([false]);
    const rested = simulate([up(2, 1), down(1.8, 1), rest(1, 3.1, 1)], { recordsPerStep: 9 });
    expect(complete({ ...rested, unfinished: true })).toEqual([true]);
  });

  it('of several that are joined counts where it is the last', () => {
    const first = partOf(whole, 0, 12, { path: 'a' });
    const last = partOf(whole, 12, 15, { path: 'b' });
    const complete = (...parts: (typeof whole)[]) =>
      runStages(parts, { role: 'full-cell' }, ['cycles']).column('cycles', 'complete');
    expect(complete({ ...first, unfinished: true }, last)).toEqual([1]);
    expect(complete(first, { ...last, unfinished: true })).toEqual([0]);
    const again = { ...structuredClone(whole), unfinished: true, source: { ...whole.source, path: 'z' } };
    shift(again.columns.potential, 1e-3);
    expect(complete(whole, again)).toEqual([1, 1]);
  });
});

describe('a sample without a complete cycle, or with little in it', () => {
  it.each([
    ['only a rest', [rest(1, 3, 1)]],
    ['one half-cycle', [up(2, 1)]],
    ['one cycle', [up(2, 1), down(1.9, 1)]],
  ])('breaks no stage: %s', (_, plan) => {
    const all = ['dqdv', 'ce_periodicity', 'symmetric_cell', 'cell_energy', 'voltage_profile', 'summary', ...STAGES];
    for (const role of ['full-cell', 'anode-half-cell', 'symmetric-cell'] as const) {
      for (const recordsPerStep of [2, 3, 9]) {
        expect(() => runStages([simulate(plan, { recordsPerStep })], { role }, all)).not.toThrow();
      }
    }
  });

  it('steps of one record are counted and keep their potential', () => {
    const dataset = simulate([up(2, 1), rest(0.1, 4, 1), down(1.9, 1)], { recordsPerStep: 9 });
    const single = {
      ...dataset,
      columns: { ...dataset.columns, step: dataset.columns.step!.map((step, i) => (i === 4 ? 9 : step)) },
    };
    const [only] = findCycles(single, 'full-cell');
    expect(only!.charge.capacity * 1e3).toBeCloseTo(2, 9);
    expect(only!.charge.medianPotential).toBeCloseTo(3.5, 9);
  });
});
