import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { findSteps } from '../../../src/analysis/cycling/steps.ts';
import { halfCycle, rest, type StepPlan, simulate } from './cell-simulator.ts';

const charge = (capacity: number, cycle: number) => halfCycle(1e-3, capacity, cycle, 3, 4);
const discharge = (capacity: number, cycle: number) => halfCycle(-1e-3, capacity, cycle, 4, 3);

describe('steps', () => {
  const plan = [rest(1, 3, 1), charge(2e-3, 1), rest(0.5, 4, 1), discharge(1.9e-3, 1)];

  it('pass what they were given, by counters and by the integral alike', () => {
    const steps = findSteps(simulate(plan).columns);
    expect(steps.map(({ direction }) => direction)).toEqual(['rest', 'charge', 'rest', 'discharge']);
    const passed = [0, 2e-3, 0, -1.9e-3];
    steps.forEach((step, i) => {
      expect(step.charge).toBeCloseTo(passed[i]!, 12);
      expect(step.integral).toBeCloseTo(passed[i]!, 12);
    });
    expect(steps[1]!.duration).toBeCloseTo(7200, 6);
  });

  it('are the same without step numbers, without modes, and without counters', () => {
    const full = findSteps(simulate(plan).columns);
    for (const without of [
      ['step'],
      ['mode'],
      ['step', 'mode'],
      ['charge', 'energy'],
      ['step', 'mode', 'charge', 'energy'],
    ]) {
      const steps = findSteps(simulate(plan, { without: without as never }).columns);
      expect(steps.map(({ first, last, direction }) => [first, last, direction])).toEqual(
        full.map(({ first, last, direction }) => [first, last, direction]),
      );
      steps.forEach((step, i) => {
        expect(step.charge).toBeCloseTo(full[i]!.charge, 12);
        expect(step.energy).toBeCloseTo(full[i]!.energy, 12);
      });
    }
  });

  it('are not cut where the instrument left out a step number', () => {
    const dataset = simulate(plan);
    const whole = findSteps(dataset.columns);
    for (const row of [0, 3, 60, 61, 100]) dataset.columns.step![row] = Number.NaN;
    expect(findSteps(dataset.columns)).toEqual(whole);
  });

  it('add nothing where the clock goes back', () => {
    const dataset = simulate([charge(1e-3, 1)], { recordsPerStep: 11 });
    const before = findSteps(dataset.columns)[0]!.integral;
    dataset.columns.time[5] = dataset.columns.time[4]! - 1;
    const after = findSteps(dataset.columns)[0]!.integral;
    expect(after).toBeGreaterThan(0);
    expect(Math.abs(after - before)).toBeLessThan(0.25 * before);
  });
});

describe('cycles by the instrument', () => {
  it('keep its numbers and sum the steps of each branch', () => {
    const plan: StepPlan[] = [
      charge(2e-3, 7),
      { mode: 'constant-voltage', current: 1e-3, hours: 1, from: 4, to: 4, cycle: 7 },
      discharge(2.2e-3, 7),
      charge(2e-3, 9),
      discharge(1.8e-3, 9),
    ];
    const cycles = findCycles(simulate(plan), 'full-cell');
    expect(cycles.map(({ number }) => number)).toEqual([7, 9]);
    const [first] = cycles;
    const held = first!.charge.capacity - 2e-3;
    expect(held).toBeGreaterThan(3e-4);
    expect(first!.charge.constantCurrentShare).toBeCloseTo(2e-3 / (2e-3 + held), 9);
    expect(first!.charge.constantVoltageShare).toBeCloseTo(held / (2e-3 + held), 9);
    expect(first!.charge.constantCurrent).toBeCloseTo(1e-3, 12);
    expect(first!.discharge.capacity).toBeCloseTo(2.2e-3, 12);
    expect(first!.discharge.constantCurrentShare).toBeCloseTo(1, 12);
  });

  it('give mean and median potentials of a straight line', () => {
    const [cycle] = findCycles(simulate([charge(2e-3, 1), discharge(1e-3, 1)]), 'full-cell');
    expect(cycle!.charge.energy / cycle!.charge.capacity).toBeCloseTo(3.5, 9);
    expect(cycle!.charge.medianPotential).toBeCloseTo(3.5, 9);
    expect(cycle!.discharge.medianPotential).toBeCloseTo(3.5, 9);
    expect([cycle!.charge.endPotential, cycle!.discharge.endPotential]).toEqual([4, 3]);
  });

  it('take the median potential at half of the whole branch, not of its first step', () => {
    const plan: StepPlan[] = [halfCycle(1e-3, 1e-3, 1, 3, 4), halfCycle(0.5e-3, 3e-3, 1, 4, 4.3), discharge(1e-3, 1)];
    const [cycle] = findCycles(simulate(plan), 'full-cell');
    expect(cycle!.charge.medianPotential).toBeCloseTo(4.1, 9);
  });

  it('mark a half-cycle that the end of the file cut short', () => {
    const whole = [charge(2e-3, 1), discharge(1.9e-3, 1)];
    const cut = [charge(2e-3, 2), halfCycle(-1e-3, 0.8e-3, 2, 4, 3.6)];
    expect(findCycles(simulate([...whole, ...cut]), 'full-cell').map(({ complete }) => complete)).toEqual([
      true,
      false,
    ]);
    const capacityLimited = [charge(2e-3, 2), halfCycle(-1e-3, 1.9e-3, 2, 4, 3.1)];
    const limited = findCycles(simulate([...whole, ...capacityLimited]), 'full-cell');
    expect(limited.map(({ complete }) => complete)).toEqual([true, true]);
  });

  it('call a cycle without its second half incomplete', () => {
    const cycles = findCycles(simulate([charge(2e-3, 1), discharge(1.9e-3, 1), charge(1e-3, 2)]), 'full-cell');
    expect(cycles.map(({ complete }) => complete)).toEqual([true, false]);
    expect(cycles[1]!.discharge.capacity).toBe(0);
  });
});

describe('cycles without instrument numbers', () => {
  const without = ['cycle'] as const;
  const halves = [discharge(3e-3, 0), charge(2e-3, 0), rest(1, 3, 0), discharge(2.1e-3, 0), charge(2e-3, 0)];

  it('pair lithiation with the delithiation after it for an anode', () => {
    const cycles = findCycles(simulate(halves, { without }), 'anode-half-cell');
    expect(cycles.map(({ number }) => number)).toEqual([1, 2]);
    expect(cycles.map((c) => [c.discharge.capacity, c.charge.capacity].map((q) => q.toFixed(6)))).toEqual([
      ['0.003000', '0.002000'],
      ['0.002100', '0.002000'],
    ]);
  });

  it('keep a leading half of the other kind as cycle 0, not complete', () => {
    const cycles = findCycles(simulate(halves, { without }), 'full-cell');
    expect(cycles.map(({ number, complete }) => [number, complete])).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ]);
  });

  it('lose no charge, whatever the sequence of half-cycles', () => {
    const step = fc.record({
      current: fc.constantFrom(1e-3, -1e-3, 2e-3, -0.5e-3, 0),
      hours: fc.double({ min: 0.1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.boolean(), (plan, anode) => {
        const steps = plan.map(({ current, hours }): StepPlan => {
          return { mode: current === 0 ? 'rest' : 'constant-current', current, hours, from: 3, to: 3.5, cycle: 0 };
        });
        const dataset = simulate(steps, { without, recordsPerStep: 5 });
        const cycles = findCycles(dataset, anode ? 'anode-half-cell' : 'full-cell');
        const sum = (branch: 'charge' | 'discharge') => cycles.reduce((q, cycle) => q + cycle[branch].capacity, 0);
        const put = (sign: number) =>
          plan.reduce((q, { current, hours }) => q + Math.max(0, sign * current) * hours, 0);
        expect(sum('charge')).toBeCloseTo(put(1), 9);
        expect(sum('discharge')).toBeCloseTo(put(-1), 9);
      }),
      { numRuns: 2000 },
    );
  });

  it('scale with the current and mirror with its sign', () => {
    const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(factor, (k) => {
        const dataset = simulate(halves, { without });
        const scaled = structuredClone(dataset);
        for (const name of ['current', 'charge', 'energy'] as const) {
          scaled.columns[name]?.forEach((value, i, all) => {
            all[i] = -k * value;
          });
        }
        const plain = findCycles(dataset, 'anode-half-cell');
        const mirrored = findCycles(scaled, 'full-cell');
        plain.forEach((cycle, i) => {
          expect(mirrored[i]!.charge.capacity / (k * cycle.discharge.capacity)).toBeCloseTo(1, 9);
          expect(mirrored[i]!.discharge.energy / (k * cycle.charge.energy)).toBeCloseTo(1, 9);
          expect(mirrored[i]!.charge.medianPotential).toBeCloseTo(cycle.discharge.medianPotential, 9);
        });
      }),
      { numRuns: 2000 },
    );
  });
});
