/** What real cyclers do to data: spikes, noise, pauses, odd numbering. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentLevels, currentSigns, typicalCurrent } from '../../../src/analysis/cycling/current-sign.ts';
import { cycledTests } from '../../../src/analysis/cycling/cycled-test.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { findSteps } from '../../../src/analysis/cycling/steps.ts';
import { uniformGenerator } from '../../../src/math/random.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { halfCycle, rest, type StepPlan, simulate } from './cell-simulator.ts';

type Cycling = DatasetOf<'cycling'>;

const RECORDS = 41;
const BARE = ['charge', 'energy', 'cycle', 'step', 'mode'] as const;
const cycle = (number: number): StepPlan[] => [
  halfCycle(1e-3, 2e-3, number, 3, 4),
  rest(0.5, 3.9, number),
  halfCycle(-2e-3, 1.9e-3, number, 4, 3),
  rest(0.5, 3.2, number),
];
const plan = [1, 2, 3].flatMap(cycle);
const bare = () => simulate(plan, { without: BARE });

/** The dataset with every column changed alike. */
function mapRows(dataset: Cycling, rows: readonly number[]): Cycling {
  const columns = Object.fromEntries(
    Object.entries(dataset.columns).map(([name, values]) => {
      const all = values as Float64Array;
      const picked = rows.map((row) => all[row]!);
      return [name, all instanceof Float64Array ? Float64Array.from(picked) : Uint8Array.from(picked)];
    }),
  ) as unknown as Cycling['columns'];
  return { ...dataset, length: rows.length, columns };
}

const capacities = (dataset: Cycling) =>
  findCycles(dataset, 'full-cell').flatMap((one) => [one.charge.capacity * 1e3, one.discharge.capacity * 1e3]);

describe('current spikes', () => {
  it('decide neither C-rate nor shares nor direction nor what a rest is, and add no more than their own trapezoid', () => {
    const record = fc.integer({ min: 0, max: plan.length * RECORDS - 1 });
    const factor = fc.constantFrom(-1000, -20, 20, 1000);
    fc.assert(
      fc.property(record, factor, fc.boolean(), (at, times, counted) => {
        const dataset = simulate(plan, counted ? {} : { without: BARE });
        const { current, time } = dataset.columns;
        const usual = current[at]! === 0 ? 1e-3 : current[at]!;
        const spike = times * usual;
        const hours = ((time[at + 1] ?? time[at]!) - (time[at - 1] ?? time[at]!)) / 3600;
        const extra = (Math.abs(spike - current[at]!) * hours) / 2;
        const before = findCycles(dataset, 'full-cell');
        current[at] = spike;
        const after = findCycles(dataset, 'full-cell');
        expect(after.map(({ number, complete }) => [number, complete])).toEqual(
          before.map(({ number, complete }) => [number, complete]),
        );
        after.forEach((one, i) => {
          for (const branch of ['charge', 'discharge'] as const) {
            const [seen, wanted] = [one[branch], before[i]![branch]];
            expect(seen.constantCurrent).toBeCloseTo(wanted.constantCurrent, 12);
            expect(Math.abs(seen.capacity - wanted.capacity)).toBeLessThanOrEqual((counted ? 0 : extra) + 1e-12);
          }
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('are reported where they stand in a constant-current step', () => {
    const dataset = simulate(plan);
    dataset.columns.current[10] = 0.05;
    const [first, second] = findCycles(dataset, 'full-cell');
    expect([first!.charge.spikes, first!.discharge.spikes, second!.charge.spikes]).toEqual([1, 0, 0]);
  });

  it('do not move the typical current, nor do long rests', () => {
    const current = Float64Array.from({ length: 10_000 }, (_, i) => (i < 1000 ? 1e-3 : i === 5000 ? 0.5 : 0));
    expect(typicalCurrent(current)).toBe(1e-3);
    expect(typicalCurrent(new Float64Array(10))).toBe(0);
  });
});

describe('noise about zero current', () => {
  it.each([1e-5, 1e-3, 5e-3])('of %f of the current makes no cycles', (level) => {
    const dataset = bare();
    const uniform = uniformGenerator(7);
    const noisy = dataset.columns.current.map((value) =>
      value === 0 ? level * 1e-3 * (uniform() + uniform() + uniform() - 1.5) : value,
    );
    const seen = findCycles({ ...dataset, columns: { ...dataset.columns, current: noisy } }, 'full-cell');
    expect(seen.map(({ number, complete }) => [number, complete])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    seen.forEach((one) => {
      expect(one.charge.capacity / 2e-3).toBeCloseTo(1, 2);
    });
  });

  it('is told from a small current that flows one way', () => {
    const current = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 1 : 0.01));
    expect(currentSigns(current, currentLevels(current)).every((sign) => sign === 1)).toBe(true);
  });
});

describe('scaling', () => {
  it('scales capacities from microamperes to kiloamperes and leaves the rest', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e6, noNaN: true }), fc.boolean(), (k, counted) => {
        const dataset = simulate(plan, counted ? {} : { without: BARE });
        const scaled = structuredClone(dataset);
        for (const name of ['current', 'charge', 'energy'] as const) {
          const values = scaled.columns[name];
          if (values !== undefined) for (let i = 0; i < values.length; i++) values[i]! *= k;
        }
        const [plain, grown] = [findCycles(dataset, 'full-cell'), findCycles(scaled, 'full-cell')];
        expect(grown.length).toBe(plain.length);
        grown.forEach((one, i) => {
          const wanted = plain[i]!;
          expect(one.charge.capacity / wanted.charge.capacity / k).toBeCloseTo(1, 9);
          expect(one.discharge.energy / wanted.discharge.energy / k).toBeCloseTo(1, 9);
          const efficiency = (c: typeof one) => c.discharge.capacity / c.charge.capacity;
          expect(efficiency(one)).toBeCloseTo(efficiency(wanted), 9);
          expect(one.charge.constantCurrentShare).toBeCloseTo(wanted.charge.constantCurrentShare, 9);
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('time', () => {
  it('that repeats, with whole records or with time stamps alone, changes no capacity', () => {
    const records = plan.length * RECORDS;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: records - 1 }), { maxLength: 20 }),
        fc.boolean(),
        (twice, counted) => {
          const dataset = simulate(plan, counted ? {} : { without: BARE });
          const rows = [...Array.from({ length: records }, (_, i) => i), ...twice].sort((a, b) => a - b);
          const found = capacities(mapRows(dataset, rows));
          capacities(dataset).forEach((wanted, i) => {
            expect(found[i]).toBeCloseTo(wanted, 9);
          });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('that stands still while the clock runs adds nothing, and time that goes back takes nothing', () => {
    const dataset = bare();
    const { time } = dataset.columns;
    const back = structuredClone(dataset);
    // The instrument starts its time again within the file, between two records.
    for (let i = 300; i < time.length; i++) back.columns.time[i]! -= time[300]!;
    const found = capacities(back);
    capacities(dataset).forEach((wanted, i) => {
      expect(wanted - found[i]!).toBeGreaterThan(-1e-9);
      expect(wanted - found[i]!).toBeLessThan(2.1 / (RECORDS - 1));
    });
    expect(findSteps(back.columns).every(({ duration }) => duration >= 0)).toBe(true);
  });
});

describe('interrupted half-cycles', () => {
  const pieces: StepPlan[] = [
    halfCycle(1e-3, 0.5e-3, 1, 3, 3.3),
    rest(0.2, 3.3, 1),
    halfCycle(1e-3, 1e-3, 1, 3.3, 3.8),
    rest(1, 3.7, 1),
    halfCycle(1e-3, 0.5e-3, 1, 3.8, 4),
    halfCycle(-1e-3, 1.9e-3, 1, 4, 3),
    ...cycle(2),
  ];

  it.each([[[]], [['cycle']], [['cycle', 'step', 'mode']], [BARE]])('stay one half-cycle without %j', (without) => {
    const cycles = findCycles(simulate(pieces, { without: without as never }), 'full-cell');
    expect(cycles.map(({ number }) => number)).toEqual([1, 2]);
    expect(cycles[0]!.charge.capacity).toBeCloseTo(2e-3, 9);
    expect(cycles[0]!.charge.duration).toBeCloseTo(7200, 6);
    expect(cycles[0]!.charge.medianPotential).toBeCloseTo(3.55, 6);
  });

  it('are not ended by a short pulse against them, but a dying cell keeps its small cycles', () => {
    const pulsed: StepPlan[] = [
      halfCycle(1e-3, 2e-3, 1, 3, 4),
      halfCycle(-1e-3, 1e-3, 1, 4, 3.5),
      rest(0.5, 3.5, 1),
      halfCycle(2e-3, 4e-6, 1, 3.5, 3.6),
      rest(0.1, 3.5, 1),
      halfCycle(-1e-3, 0.9e-3, 1, 3.5, 3),
    ];
    const [only, ...others] = findCycles(simulate(pulsed, { without: ['cycle'] }), 'full-cell');
    expect(others).toEqual([]);
    expect(only!.discharge.capacity).toBeCloseTo(1.9e-3, 9);
    expect(only!.charge.capacity).toBeCloseTo(2.004e-3, 9);
    const dying = [
      ...cycle(1),
      ...[1, 2, 3].flatMap(() => [halfCycle(1e-3, 2e-6, 1, 3, 4), halfCycle(-1e-3, 2e-6, 1, 4, 3)]),
    ];
    expect(findCycles(simulate(dying, { without: ['cycle'] }), 'full-cell').length).toBe(4);
  });

  it('are finished where a rest follows, though they end early', () => {
    const early = [halfCycle(1e-3, 2e-3, 2, 3, 4), halfCycle(-1e-3, 0.9e-3, 2, 4, 3.5)];
    const complete = (steps: StepPlan[]) => findCycles(simulate([...cycle(1), ...steps]), 'full-cell')[1]!.complete;
    expect(complete(early)).toBe(false);
    expect(complete([...early, rest(1, 3.6, 2)])).toBe(true);
  });
});

describe('modes', () => {
  const held: StepPlan[] = [
    halfCycle(1e-3, 1.5e-3, 1, 3, 4),
    { mode: 'constant-voltage', current: 1e-3, hours: 1, from: 4, to: 4, cycle: 1 },
    halfCycle(-1e-3, 1.9e-3, 1, 4, 3),
  ];

  it('divide a step in which the instrument went from constant current to constant voltage', () => {
    const apart = simulate(held, { recordsPerStep: 201 });
    const together = structuredClone(apart);
    together.columns.step!.forEach((step, i, all) => {
      all[i] = Math.max(2, step);
    });
    const [wanted, found] = [apart, together].map((dataset) => findCycles(dataset, 'full-cell')[0]!.charge);
    expect(found).toEqual(wanted);
    expect(found!.constantCurrentShare + found!.constantVoltageShare).toBeCloseTo(1, 9);
    expect(found!.constantVoltageShare).toBeGreaterThan(0.1);
  });

  it('that are not known leave the share of constant voltage open, and are read off the current otherwise', () => {
    const known = findCycles(simulate(held, { recordsPerStep: 201 }), 'full-cell')[0]!.charge;
    const { charge } = findCycles(simulate(held, { recordsPerStep: 201, without: BARE }), 'full-cell')[0]!;
    expect(charge.constantVoltageShare).toBeNaN();
    expect(charge.constantCurrent).toBeCloseTo(1e-3, 9);
    expect(Math.abs(charge.constantCurrentShare - known.constantCurrentShare)).toBeLessThan(0.03);
  });

  it('and step numbers that hide a change of direction do not hide it from us', () => {
    const dataset = simulate(cycle(1), { without: ['mode'] });
    dataset.columns.step!.fill(1);
    expect(findSteps(dataset.columns).map(({ direction }) => direction)).toEqual(['charge', 'discharge']);
  });
});

describe('step edges without counters', () => {
  it('count from the start of the step where the step time tells, though its first record comes later', () => {
    const whole = simulate(plan, { without: ['charge', 'energy'] });
    const { step, time } = whole.columns;
    const starts = time.map((_, i) => (i === 0 || step![i] !== step![i - 1] ? i : -1)).filter((i) => i >= 0);
    const late = Array.from(time.keys()).filter((i) => !starts.includes(i) || i === 0);
    const stepTime = time.map((value, i) => value - time[starts.findLast((start) => start <= i)!]!);
    const withStepTime = { ...whole, columns: { ...whole.columns, step_time: stepTime } };
    const wanted = capacities(whole);
    capacities(mapRows(withStepTime, late)).forEach((found, i) => {
      expect(found).toBeCloseTo(wanted[i]!, 9);
    });
    const lost = capacities(mapRows(whole, late));
    expect(lost[2]! / wanted[2]!).toBeCloseTo((RECORDS - 2) / (RECORDS - 1), 9);
  });
});

describe("the instrument's numbers", () => {
  const numbered = (number: (halfCycleIndex: number, cycleNumber: number) => number) => {
    const dataset = simulate(plan);
    const { cycle: cycles, step } = dataset.columns;
    cycles!.forEach((value, i, all) => {
      all[i] = number(Math.floor((step![i]! - 1) / 2), value);
    });
    return dataset;
  };
  const look = (dataset: Cycling) => {
    const { tests, issues } = cycledTests([dataset], 'full-cell');
    return {
      cycles: tests[0]!.cycles.map((one) => [one.number, one.complete, one.leadingHalf]),
      charged: tests[0]!.cycles.map((one) => one.charge.capacity),
      codes: issues.map(({ code }) => code),
    };
  };

  it('may start at 0: a cycle like any other', () => {
    const { cycles, codes } = look(numbered((_, value) => value - 1));
    expect(cycles).toEqual([0, 1, 2].map((number) => [number, true, false]));
    expect(codes).toEqual([]);
  });

  it('may count half-cycles: they are paired and keep the number of the first half', () => {
    const { cycles, codes, charged } = look(numbered((half) => half));
    expect(cycles).toEqual([0, 2, 4].map((number) => [number, true, false]));
    expect(codes).toEqual(['CYCLE_NUMBERS_HALVES']);
    for (const capacity of charged) expect(capacity).toBeCloseTo(2e-3, 9);
  });

  it('may be one for everything: half-cycles are paired, with a warning', () => {
    const { cycles, codes } = look(numbered(() => 0));
    expect(cycles).toEqual([1, 2, 3].map((number) => [number, true, false]));
    expect(codes).toEqual(['CYCLE_NUMBERS_CONSTANT']);
  });
});
