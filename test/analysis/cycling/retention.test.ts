/** Which cycles retention, fade and efficiency are of, and when a life ends. */
import { describe, expect, it } from 'vitest';
import { gaussian } from '../../../scripts/validate/noise.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { texts } from '../../../src/model/table.ts';
import { analyse, cellOf, type Half } from './analyse.ts';

/** Fades by `loss` mAh per cycle from 2 mAh; efficiency 99 %. */
const fading = (count: number, loss: number, facts: Partial<Half> = {}): Half[] =>
  Array.from({ length: count }, (_, i) => ({ charge: (2 - loss * i) / 0.99, discharge: 2 - loss * i, ...facts }));

const withPath = (dataset: Dataset, path: string): Dataset => ({ ...dataset, source: { ...dataset.source, path } });

describe('the run that fade and mean efficiency are of', () => {
  const formation: Half[] = fading(3, 0.1, { dischargeCurrent: 0.2, chargeCurrent: 0.2 }).map((half) => ({
    ...half,
    charge: half.discharge / 0.8,
  }));

  it('leaves formation out, which stays visible in the table and as a block of its own', () => {
    const { at, tables } = analyse([cellOf([...formation, ...fading(40, 0.01)])]);
    expect([at('retention', 'fade_first_cycle'), at('retention', 'fade_last_cycle')]).toEqual([4, 43]);
    expect(at('retention', 'mean_coulombic_efficiency_pct')).toBeCloseTo(99, 9);
    expect(tables.get('cycles')!.length).toBe(43);
    expect(at('rate_test', 'n')).toBe(3);
    expect(at('cycles', 'coulombic_efficiency_pct')).toBeCloseTo(80, 9);
  });

  it('goes on across slow checks, without them and without the first cycle after each', () => {
    const halves = fading(60, 0.01).map((half, i) =>
      i % 20 === 19 ? { ...half, charge: 4, discharge: 2.5, dischargeCurrent: 0.1, chargeCurrent: 0.1 } : half,
    );
    const { at } = analyse([cellOf(halves)]);
    expect([at('retention', 'fade_first_cycle'), at('retention', 'fade_last_cycle')]).toEqual([1, 59]);
    expect(at('retention', 'fade_pct_per_cycle')).toBeCloseTo(0.5, 6);
    expect(at('retention', 'mean_coulombic_efficiency_pct')).toBeCloseTo(99, 9);
  });

  it('leaves out excluded cycles, which keep their reason in the table', () => {
    const halves = fading(30, 0.01);
    halves[10] = { charge: 0.5, discharge: 0.1 };
    const { at, tables } = analyse([cellOf(halves)], {
      exclude: [{ from: 11, to: 11, reason: 'power cut' }],
    });
    expect(at('retention', 'mean_coulombic_efficiency_pct')).toBeCloseTo(99, 9);
    expect(at('retention', 'fade_pct_per_cycle')).toBeCloseTo(0.5, 6);
    expect(texts(tables.get('cycles')!, 'excluded')[10]).toBe('power cut');
  });

  it('counts on by the index where cycle numbers start again with the next file', () => {
    const early = withPath(cellOf(fading(30, 0.01)), 'part1.csv');
    const late = withPath(
      cellOf(fading(30, 0.01).map(({ charge, discharge }) => ({ charge: charge - 0.3, discharge: discharge - 0.3 }))),
      'part2.csv',
    );
    const { at, tables, codes } = analyse([late, early]);
    expect(codes).toContain('CYCLING_ORDER_BY_NAME');
    expect(texts(tables.get('retention')!, 'counted_by')).toEqual(['index']);
    expect(at('retention', 'last_cycle')).toBe(60);
    expect(at('retention', 'fade_pct_per_cycle')).toBeCloseTo(0.5, 6);
    expect(at('retention', 'cycles_to_80pct')).toBeCloseTo(41, 6);
    const whole = analyse([cellOf(fading(60, 0.01))]);
    expect(at('retention', 'fade_pct_per_cycle')).toBeCloseTo(whole.at('retention', 'fade_pct_per_cycle'), 6);
  });

  it("gives the first cycle's efficiency to an instrument that counts from 0", () => {
    const dataset = cellOf(fading(5, 0.01));
    if (dataset.kind !== 'cycling') throw new Error('not cycling');
    for (let i = 0; i < dataset.length; i++) dataset.columns.cycle![i]! -= 1;
    const { at } = analyse([dataset]);
    expect(at('retention', 'initial_coulombic_efficiency_pct')).toBeCloseTo(99, 9);
    expect(at('cycles', 'cycle')).toBe(0);
    expect(at('cycles', 'index')).toBe(1);
  });
});

describe('the end of life', () => {
  const note = (halves: readonly Half[]) => {
    const { at, tables } = analyse([cellOf(halves)]);
    return { cycle: at('retention', 'cycles_to_80pct'), note: texts(tables.get('retention')!, 'end_of_life_note')[0] };
  };

  it('says why it is not given', () => {
    expect(note(fading(10, 0.01))).toEqual({
      cycle: Number.NaN,
      note: 'not reached: 95.5 % in cycle 10, the last at the rate of cycle 1',
    });
    expect(note([...fading(1, 0, { dischargeCurrent: 0.1 }), ...fading(10, 0.01)]).note).toBe(
      'no other cycle at the rate of cycle 1',
    );
    const returned = [...fading(3, 0.01), ...fading(5, 0, { dischargeCurrent: 5 }), ...fading(3, 0.01)];
    const aged = returned.map((half, i) => (i > 7 ? { ...half, discharge: 1.2 } : half));
    expect(note(aged)).toEqual({ cycle: Number.NaN, note: 'between cycles 3 and 9, with other rates in between' });
    expect(note(fading(60, 0.01)).note).toBe('');
  });

  it('has an error that covers the truth', () => {
    const noise = gaussian(31);
    const sets = 40;
    let inside = 0;
    for (let k = 0; k < sets; k++) {
      const halves = fading(70, 0.01).map((half) => ({ ...half, discharge: half.discharge + 0.004 * noise() }));
      const { at } = analyse([cellOf(halves, false, { recordsPerStep: 3 })]);
      if (Math.abs(at('retention', 'cycles_to_80pct') - 41) <= 2 * at('retention', 'cycles_to_80pct_se')) inside++;
    }
    expect(inside / sets).toBeGreaterThan(0.87);
    expect(inside).toBeLessThan(sets);
  });
});

describe('auxiliary channels of a cycle', () => {
  it('are summarised where they are there, and empty where not', () => {
    const dataset = cellOf(fading(2, 0.1));
    if (dataset.kind !== 'cycling') throw new Error('not cycling');
    const column = (value: (i: number) => number) => Float64Array.from({ length: dataset.length }, (_, i) => value(i));
    const half = dataset.length / 2;
    const measured: Dataset = {
      ...dataset,
      columns: {
        ...dataset.columns,
        temperature: column((i) => (i < half ? [25, 27, Number.NaN][i % 3]! : Number.NaN)),
        pressure: column((i) => (i < half ? 2e6 : 3e6 + i)),
        displacement: column((i) => (i % 2) * 5000),
        counter_potential: column((i) => i / 1000),
      },
    };
    const { at } = analyse([measured]);
    expect(at('cycles', 'temperature_C')).toBeCloseTo(26, 6);
    expect([at('cycles', 'temperature_min_C'), at('cycles', 'temperature_max_C')]).toEqual([25, 27]);
    expect(at('cycles', 'temperature_C', 1)).toBeNaN();
    expect(at('cycles', 'temperature_max_C', 1)).toBeNaN();
    expect(at('cycles', 'pressure_mean_MPa')).toBeCloseTo(2, 12);
    expect(at('cycles', 'pressure_max_MPa', 1)).toBeCloseTo(3 + (dataset.length - 1) / 1e6, 12);
    expect(at('cycles', 'displacement_range_um')).toBeCloseTo(5, 12);
    expect(at('cycles', 'end_charge_counter_potential_V')).toBeCloseTo((half / 2 - 1) / 1000, 12);
    expect(at('cycles', 'end_discharge_counter_potential_V', 1)).toBeCloseTo((dataset.length - 1) / 1000, 12);
    expect(analyse([dataset]).at('cycles', 'pressure_mean_MPa')).toBeNaN();
    expect(analyse([dataset]).at('cycles', 'displacement_range_um')).toBeNaN();
  });
});
