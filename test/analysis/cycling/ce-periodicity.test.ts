import { describe, expect, it } from 'vitest';
import { gaussian } from '../../../scripts/validate/noise.ts';
import { halfCycle, type StepPlan, simulate } from './cell-simulator.ts';
import { runStages } from './run-stages.ts';

const STAGES = ['cycles', 'ce_periodicity'];

interface Plan {
  readonly cycles: number;
  /** Hours of a half-cycle. */
  readonly hours: number;
  /** Efficiency of a cycle that begins so many hours into the test. */
  readonly efficiency: (hours: number, cycle: number) => number;
}

function test({ cycles, hours, efficiency }: Plan) {
  let clock = 0;
  const plan = Array.from({ length: cycles }, (_, i): StepPlan[] => {
    const share = efficiency(clock, i + 1);
    clock += hours * (1 + share);
    return [halfCycle(1e-3 / hours, 1e-3, i + 1, 3, 4), halfCycle(-1e-3 / hours, 1e-3 * share, i + 1, 4, 3)];
  }).flat();
  return runStages([simulate(plan, { recordsPerStep: 5 })], { role: 'full-cell' }, STAGES);
}

describe('period of the efficiency', () => {
  it('is that of a daily wave, with an error that covers it', () => {
    const noise = gaussian(7);
    const { column } = test({
      cycles: 240,
      hours: 1.3,
      efficiency: (hours) => 0.996 + 5e-4 * Math.sin((2 * Math.PI * hours) / 24) + 2e-4 * noise(),
    });
    const only = (name: string) => column('ce_periodicity', name)[0] ?? Number.NaN;
    expect(Math.abs(only('period_h') - 24)).toBeLessThan(2.6 * only('period_se_h'));
    // the wave is taken at the middle of each cycle of 2.6 h
    expect(Math.abs(only('amplitude_pct') - 0.05)).toBeLessThan(2.6 * only('amplitude_se_pct') + 0.001);
    expect(only('period_se_h')).toBeLessThan(0.1);
    expect(only('false_alarm_probability')).toBeLessThan(1e-10);
    expect([only('first_cycle'), only('last_cycle'), only('n'), only('left_out')]).toEqual([2, 240, 239, 0]);
    expect(column('ce_modulation', 'cycle')).toHaveLength(239);
    const power = column('ce_periodogram', 'power');
    const strongest = column('ce_periodogram', 'period_h')[power.indexOf(Math.max(...power))] ?? Number.NaN;
    expect(Math.abs(strongest - 24)).toBeLessThan(0.5);
  });

  it('is told from chance where there is none', () => {
    const noise = gaussian(8);
    const { column } = test({ cycles: 120, hours: 1, efficiency: () => 0.99 + 1e-3 * noise() });
    expect(column('ce_periodicity', 'false_alarm_probability')[0]).toBeGreaterThan(0.01);
  });

  it('does not take a slow rise for a wave, however it bends', () => {
    for (const decay of [5, 20, 60]) {
      const noise = gaussian(decay);
      const efficiency = (_: number, cycle: number) => 0.995 - 0.02 * Math.exp(-cycle / decay) + 3e-4 * noise();
      const { column } = test({ cycles: 200, hours: 2, efficiency });
      expect(column('ce_periodicity', 'false_alarm_probability')[0], `decay ${decay}`).toBeGreaterThan(0.01);
    }
  });

  it('leaves out a cycle that a power cut spoilt, and counts it', () => {
    const noise = gaussian(9);
    const wave = (hours: number) => 0.996 + 5e-4 * Math.sin((2 * Math.PI * hours) / 24) + 1e-4 * noise();
    const { column } = test({ cycles: 100, hours: 1.5, efficiency: (h, cycle) => (cycle === 50 ? 0.7 : wave(h)) });
    expect(column('ce_periodicity', 'left_out')[0]).toBe(1);
    expect(column('ce_modulation', 'cycle')).not.toContain(50);
    expect(Math.abs((column('ce_periodicity', 'period_h')[0] ?? 0) - 24)).toBeLessThan(0.3);
  });

  it('is not looked for in few cycles, nor in an efficiency without scatter, nor in symmetric cells', () => {
    expect(
      test({ cycles: 15, hours: 1, efficiency: (h) => 0.99 + 1e-3 * Math.sin(h) }).tables.has('ce_periodicity'),
    ).toBe(false);
    const plan = Array.from({ length: 40 }, (_, i) => [
      halfCycle(1e-3, 1e-3, i + 1, 0, 0.1),
      halfCycle(-1e-3, 1e-3, i + 1, 0, -0.1),
    ]);
    const symmetric = runStages([simulate(plan.flat(), { recordsPerStep: 5 })], { role: 'symmetric-cell' }, STAGES);
    expect(symmetric.tables.has('ce_periodicity')).toBe(false);
  });
});
