import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian } from '../../../scripts/validate/noise.ts';
import { groupsStage } from '../../../src/analysis/groups-stage.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { concatTables, numbers, texts } from '../../../src/model/table.ts';
import { analyse, cellOf } from './analyse.ts';
import { halfCycle, rest, simulate } from './cell-simulator.ts';

const two = [
  { charge: 2, discharge: 1.8 },
  { charge: 1.9, discharge: 1.85 },
];

describe('cycles', () => {
  it('take the efficiency by the role', () => {
    expect(analyse([cellOf(two)], { role: 'full-cell' }).at('cycles', 'coulombic_efficiency_pct')).toBeCloseTo(90, 9);
    expect(analyse([cellOf(two)], { role: 'cathode-half-cell' }).at('cycles', 'coulombic_efficiency_pct')).toBeCloseTo(
      90,
      9,
    );
    const anode = analyse([cellOf([{ charge: 1.8, discharge: 2.4 }], true)], { role: 'anode-half-cell' });
    expect(anode.at('cycles', 'coulombic_efficiency_pct')).toBeCloseTo(75, 9);
    expect(analyse([cellOf(two)], { role: 'symmetric-cell' }).at('cycles', 'coulombic_efficiency_pct')).toBeNaN();
  });

  it('infer the role from the first half-cycle and say so', () => {
    const anode = analyse([cellOf(two, true)]);
    expect(texts(anode.tables.get('summary')!, 'role')).toEqual(['anode-half-cell']);
    expect(anode.codes).toContain('ROLE_INFERRED');
    expect(texts(analyse([cellOf(two)]).tables.get('summary')!, 'role')).toEqual(['full-cell']);
    expect(analyse([cellOf(two)], { role: 'full-cell' }).codes).not.toContain('ROLE_INFERRED');
  });

  it('give mAh only without a mass, and name what is missing', () => {
    const { at, codes } = analyse([cellOf(two)]);
    expect(at('cycles', 'charge_capacity_mAh')).toBeCloseTo(2, 9);
    expect(at('cycles', 'charge_capacity_mAh_g')).toBeNaN();
    expect(codes).toContain('MASS_MISSING');
  });

  it('carry the uncertainty of mass and area, and none where there is none', () => {
    const { at } = analyse([cellOf(two)], {
      activeMass: { value: 2e-3, standardUncertainty: 4e-5 },
      area: { value: 1.13, standardUncertainty: Number.NaN },
    });
    expect(at('cycles', 'discharge_capacity_mAh_g')).toBeCloseTo(900, 6);
    expect(at('cycles', 'discharge_capacity_se_mAh_g')).toBeCloseTo(18, 6);
    expect(at('cycles', 'discharge_capacity_mAh_cm2')).toBeCloseTo(1.8 / 1.13, 9);
    expect(at('cycles', 'discharge_capacity_se_mAh_cm2')).toBeNaN();
    expect(at('cycles', 'discharge_capacity_se_mAh')).toBeNaN();
  });

  it('take the mass of the file only when asked to, and only if the files agree', () => {
    const withMass = { ...cellOf(two), activeMass: 4e-3 } as Dataset;
    expect(analyse([withMass]).at('cycles', 'charge_capacity_mAh_g')).toBeNaN();
    expect(analyse([withMass], { activeMass: 'from-file' }).at('cycles', 'charge_capacity_mAh_g')).toBeCloseTo(500, 6);
    expect(analyse([cellOf(two)], { activeMass: 'from-file' }).codes).toContain('MASS_NOT_IN_FILE');
    const other = { ...cellOf(two), activeMass: 5e-3 } as Dataset;
    expect(analyse([withMass, other], { activeMass: 'from-file' }).codes).toContain('MASSES_DIFFER');
  });

  it('take C-rates from the discharge current and the nominal capacity, per cell, gram or area', () => {
    const halves = [{ charge: 2, discharge: 2, chargeCurrent: 0.5, dischargeCurrent: 4 }];
    const quantity = (value: number) => ({ value, standardUncertainty: Number.NaN });
    const rate = (facts: Partial<Sample>) => analyse([cellOf(halves)], facts).at('cycles', 'c_rate_1_h');
    expect(rate({ nominalCapacity: { value: quantity(2e-3), per: 'cell' } })).toBeCloseTo(2, 9);
    expect(rate({ nominalCapacity: { value: quantity(1), per: 'g' }, activeMass: quantity(2e-3) })).toBeCloseTo(2, 9);
    expect(rate({ nominalCapacity: { value: quantity(1e-3), per: 'cm2' }, area: quantity(2) })).toBeCloseTo(2, 9);
    expect(rate({ nominalCapacity: { value: quantity(1), per: 'g' } })).toBeNaN();
  });

  it('count on through the files of a sample in the order of their clocks', () => {
    const first = cellOf(two, false, { path: 'z.xlsx', started: '2022-01-01T00:00:00' });
    const second = cellOf(two, false, { path: 'a.xlsx', started: '2022-02-01T00:00:00' });
    const { tables } = analyse([second, first]);
    const cycles = tables.get('cycles')!;
    expect([...numbers(cycles, 'index')]).toEqual([1, 2, 3, 4]);
    expect([...numbers(cycles, 'cycle')]).toEqual([1, 2, 1, 2]);
    expect(texts(cycles, 'file')).toEqual(['z.xlsx', 'z.xlsx', 'a.xlsx', 'a.xlsx']);
  });

  it('report cycles against the role, implausible efficiencies and counters that the current contradicts', () => {
    expect(analyse([cellOf(two)], { role: 'anode-half-cell' }).codes).toContain('CYCLE_ORDER');
    expect(analyse([cellOf([{ charge: 4, discharge: 0.4 }])]).codes).toContain('EFFICIENCY_IMPLAUSIBLE');
    const honest = cellOf(two);
    expect(analyse([honest]).codes).not.toContain('CHARGE_INTEGRAL_MISMATCH');
    for (const [factor, expected] of [
      [1.004, false],
      [1.006, true],
      [0.99, true],
    ] as const) {
      const off = structuredClone(honest) as typeof honest;
      if (off.kind === 'cycling')
        off.columns.charge?.forEach((value, i, all) => {
          all[i] = value * factor;
        });
      expect(analyse([off]).codes.includes('CHARGE_INTEGRAL_MISMATCH')).toBe(expected);
    }
  });

  it('say the potential at the end of the last rest', () => {
    const plan = [rest(1, 2.9, 1), halfCycle(1e-3, 1e-3, 1, 3, 4), rest(1, 3.9, 1), halfCycle(-1e-3, 1e-3, 1, 4, 3)];
    expect(analyse([simulate(plan)]).at('cycles', 'rest_ocv_V')).toBeCloseTo(3.9, 12);
  });
});

const straight = (count: number, loss: number) =>
  Array.from({ length: count }, (_, i) => ({ charge: 2 - loss * i, discharge: 2 - loss * i }));

describe('retention', () => {
  it('is exact on a straight fade: rate, end of life between cycles, no knee', () => {
    const { at } = analyse([cellOf(straight(101, 0.006))]);
    expect(at('retention', 'retention_pct')).toBeCloseTo(70, 6);
    expect(at('retention', 'fade_pct_per_cycle')).toBeCloseTo(0.3, 6);
    expect(at('retention', 'cycles_to_80pct')).toBeCloseTo(1 + 0.4 / 0.006, 6);
    expect(at('retention', 'knee_cycle')).toBeNaN();
    expect(at('retention', 'fade_se_pct_per_cycle')).toBeLessThan(1e-6);
  });

  it('finds the end of life where the capacity stays below, not in a single bad cycle', () => {
    const halves = straight(101, 0.006);
    halves[10] = { charge: 1, discharge: 1 };
    expect(analyse([cellOf(halves)]).at('retention', 'cycles_to_80pct')).toBeCloseTo(1 + 0.4 / 0.006, 6);
    expect(analyse([cellOf(straight(20, 0.006))]).at('retention', 'cycles_to_80pct')).toBeNaN();
  });

  it('finds the knee', () => {
    const halves = Array.from({ length: 200 }, (_, i) => {
      const q = 2 - 0.0005 * i - 0.005 * Math.max(0, i - 120);
      return { charge: q, discharge: q };
    });
    expect(analyse([cellOf(halves)]).at('retention', 'knee_cycle')).toBe(121);
  });

  it('takes the reference that the study names', () => {
    const halves = [1.5, 2, 1.9, 1.8, 1.0].map((q) => ({ charge: q, discharge: q }));
    const retention = (reference: unknown) =>
      analyse([cellOf(halves)], {}, { retention: { reference } }).at('retention', 'retention_pct');
    expect(retention('first')).toBeCloseTo(100 / 1.5, 9);
    expect(retention('max')).toBeCloseTo(50, 9);
    expect(retention(3)).toBeCloseTo(100 / 1.9, 9);
    expect(retention([2, 4])).toBeCloseTo(100 / 1.9, 9);
    expect(analyse([cellOf(halves)], {}, { retention: { reference: 77 } }).codes).toContain(
      'RETENTION_REFERENCE_MISSING',
    );
  });

  it('follows the reversible branch, or the one asked for', () => {
    const halves = [
      { charge: 2, discharge: 4 },
      { charge: 1, discharge: 1 },
    ];
    const of = (role: Sample['role'] & string, branch: string) =>
      analyse([cellOf(halves, role === 'anode-half-cell')], { role }, { retention: { branch } }).at(
        'retention',
        'retention_pct',
      );
    expect(of('anode-half-cell', 'reversible')).toBeCloseTo(50, 9);
    expect(of('cathode-half-cell', 'reversible')).toBeCloseTo(25, 9);
    expect(of('cathode-half-cell', 'charge')).toBeCloseTo(50, 9);
  });

  it('leaves out excluded and unfinished cycles, and keeps the reason', () => {
    const halves = straight(10, 0.01);
    halves[9] = { charge: 0.1, discharge: 0.1 };
    const { at, tables } = analyse([cellOf(halves)], { exclude: [{ from: 10, to: 12, reason: 'power cut' }] });
    expect(at('retention', 'last_cycle')).toBe(9);
    expect(texts(tables.get('cycles')!, 'excluded')[9]).toBe('power cut');
    expect(at('cycles', 'discharge_capacity_mAh', 9)).toBeCloseTo(0.1, 9);
  });

  it('does not depend on mass or area, and carries neither of their uncertainties', () => {
    const noisy = straight(60, 0.005).map(({ charge }, i) => ({ charge, discharge: charge - 0.002 * ((i * 7) % 5) }));
    const plain = analyse([cellOf(noisy)]);
    const heavy = analyse([cellOf(noisy)], { activeMass: { value: 1e-3, standardUncertainty: 5e-4 } });
    for (const column of ['retention_pct', 'retention_se_pct', 'fade_pct_per_cycle', 'fade_se_pct_per_cycle']) {
      expect(heavy.at('retention', column)).toBe(plain.at('retention', column));
    }
  });

  it('warns when reference and last cycle ran at different currents', () => {
    const halves = straight(8, 0.01).map((half, i) => ({ ...half, dischargeCurrent: i < 3 ? 0.2 : 1 }));
    expect(analyse([cellOf(halves)]).codes).toContain('RETENTION_RATES_DIFFER');
    const steady = analyse([cellOf(halves)], {}, { retention: { reference: 4 } });
    expect(steady.codes).not.toContain('RETENTION_RATES_DIFFER');
    expect([steady.at('retention', 'fade_first_cycle'), steady.at('retention', 'fade_last_cycle')]).toEqual([4, 8]);
  });

  it('states an error of the retention that covers the truth', () => {
    const noise = gaussian(20);
    let inside = 0;
    const sets = 60;
    for (let k = 0; k < sets; k++) {
      const halves = straight(50, 0.004).map(({ charge }) => ({ charge, discharge: charge * (1 + 0.002 * noise()) }));
      const { at } = analyse([cellOf(halves, false, { recordsPerStep: 3 })]);
      const truth = (100 * (2 - 0.004 * 49)) / 2;
      if (Math.abs(at('retention', 'retention_pct') - truth) <= 2 * at('retention', 'retention_se_pct')) inside++;
    }
    expect(inside / sets).toBeGreaterThan(0.88);
    expect(inside).toBeLessThan(sets);
  });

  it('sums what was stored and not given back', () => {
    expect(analyse([cellOf(two)]).at('retention', 'cumulative_irreversible_mAh')).toBeCloseTo(0.25, 9);
    const anode = analyse([cellOf([{ charge: 1.8, discharge: 2.4 }], true)]);
    expect(anode.at('retention', 'cumulative_irreversible_mAh')).toBeCloseTo(0.6, 9);
  });
});

describe('rate test', () => {
  const rates = [0.1, 0.3, 1, 0.1];
  const halves = rates.flatMap((current, block) =>
    [0, 1, 2].map((k) => ({
      charge: 2 - 0.2 * block,
      discharge: 1.9 - 0.2 * block + 0.01 * (k - 1),
      dischargeCurrent: current,
    })),
  );

  it('finds the blocks from the current and averages them', () => {
    const { tables, at } = analyse([cellOf(halves)], { activeMass: { value: 1e-3, standardUncertainty: 2e-5 } });
    const table = tables.get('rate_test')!;
    expect([...numbers(table, 'current_mA')].map((current) => Number(current.toFixed(6)))).toEqual(rates);
    expect([...numbers(table, 'n')]).toEqual([3, 3, 3, 3]);
    expect([...numbers(table, 'first_cycle')]).toEqual([1, 4, 7, 10]);
    expect(at('rate_test', 'capacity_mAh', 1)).toBeCloseTo(1.7, 9);
    expect(at('rate_test', 'capacity_sd_mAh', 1)).toBeCloseTo(0.01, 9);
    expect(at('rate_test', 'capacity_se_mAh', 1)).toBeCloseTo(0.01 / Math.sqrt(3), 9);
    expect(at('rate_test', 'capacity_se_mAh_g', 1)).toBeCloseTo(1700 * Math.hypot(0.01 / Math.sqrt(3) / 1.7, 0.02), 5);
    expect(at('rate_test', 'relative_to_first_pct', 3)).toBeCloseTo((100 * 1.3) / 1.9, 9);
    expect(at('rate_test', 'current_A_g', 2)).toBeCloseTo(1, 9);
    expect([at('rate_test', 'relative_to_first_pct', 0), at('rate_test', 'relative_to_first_se_pct', 0)]).toEqual([
      100,
      Number.NaN,
    ]);
  });

  it('follows the charge current where only that one changes', () => {
    const fast = rates.map((current) => ({ charge: 2, discharge: 2, chargeCurrent: current }));
    const { tables } = analyse([cellOf(fast)]);
    expect([...numbers(tables.get('rate_test')!, 'current_mA')].map((c) => Number(c.toFixed(6)))).toEqual(rates);
  });

  it('does not split a block for the flicker of a cycler', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.02, max: 0.02, noNaN: true }), { minLength: 3, maxLength: 12 }),
        (flicker) => {
          const steady = flicker.map((share) => ({ charge: 1, discharge: 1, dischargeCurrent: 0.5 * (1 + share) }));
          expect(analyse([cellOf(steady, false, { recordsPerStep: 3 })]).tables.get('rate_test')!.length).toBe(1);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('voltage profile', () => {
  it('keeps the ends of every branch and loses no shape', () => {
    const { tables } = analyse(
      [cellOf(two, false, { recordsPerStep: 3000 })],
      {},
      { voltage_profile: { cycles: [2] } },
    );
    const table = tables.get('voltage_profile')!;
    const rows = [...texts(table, 'branch').keys()].filter((row) => texts(table, 'branch')[row] === 'charge');
    const capacity = rows.map((row) => numbers(table, 'capacity_mAh')[row]!);
    const voltage = rows.map((row) => numbers(table, 'voltage_V')[row]!);
    expect(rows.length).toBeLessThan(900);
    expect(rows.length).toBeGreaterThan(300);
    expect([capacity[0], voltage[0], voltage.at(-1)]).toEqual([0, 3, 4]);
    expect(capacity.at(-1)).toBeCloseTo(1.9, 9);
    for (const [i, q] of capacity.entries()) expect(voltage[i]).toBeCloseTo(3 + q / 1.9, 9);
  });

  it('takes first, second and last complete cycle by default, and reports one that is not there', () => {
    const { tables } = analyse([cellOf(straight(9, 0.01))]);
    expect([...new Set(numbers(tables.get('voltage_profile')!, 'cycle'))]).toEqual([1, 2, 9]);
    expect(analyse([cellOf(two)], {}, { voltage_profile: { cycles: [1, 50] } }).codes).toContain(
      'PROFILE_CYCLE_MISSING',
    );
  });
});

describe('groups', () => {
  it('give n, mean, sd, min and max over replicates', () => {
    const summaries = [1.5, 1.7, 1.9].map((last, i) => {
      const halves = [
        { charge: 2, discharge: 2 },
        { charge: 2, discharge: last },
      ];
      return analyse([cellOf(halves)], { id: `cell ${i}`, group: i < 2 ? 'A' : 'B' }).tables.get('summary')!;
    });
    const [first, ...rest_] = summaries;
    const { tables } = groupsStage.run({
      samples: [],
      baseline: '',
      tables: new Map([['summary', concatTables([first!, ...rest_])]]),
      options: {},
    });
    const groups = tables[0]!;
    expect(texts(groups, 'group')).toEqual(['A', 'B']);
    expect(texts(groups, 'samples')).toEqual(['cell 0; cell 1', 'cell 2']);
    const at = (column: string, row: number) => numbers(groups, column)[row]!;
    expect(at('retention_n', 0)).toBe(2);
    expect(at('retention_mean_pct', 0)).toBeCloseTo(80, 9);
    expect(at('retention_sd_pct', 0)).toBeCloseTo(10 / Math.SQRT2, 9);
    expect([at('retention_min_pct', 0), at('retention_max_pct', 0)].map((x) => Number(x.toFixed(6)))).toEqual([75, 85]);
    expect(at('retention_sd_pct', 1)).toBeNaN();
  });
});
