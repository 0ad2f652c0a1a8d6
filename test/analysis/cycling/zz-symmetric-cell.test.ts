import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfCycle, type StepPlan, simulate } from './cell-simulator.ts';
import { runStages } from './run-stages.ts';

const STAGES = ['cycles', 'symmetric_cell'];
const AREA = { value: 0.5, standardUncertainty: Number.NaN };
const CELL = { role: 'symmetric-cell', area: AREA } as const;

/** Charge and discharge at the current; flat potentials ±I·R. */
function passes(currents: readonly number[], resistances: readonly number[]): StepPlan[] {
  return currents.flatMap((milliamps, i): StepPlan[] => {
    const current = milliamps / 1e3;
    const potential = current * (resistances[i] ?? 0);
    return [
      halfCycle(current, current, i + 1, potential, potential),
      halfCycle(-current, current, i + 1, -potential, -potential),
    ];
  });
}

describe('symmetric cell', () => {
  it('gives overpotentials as magnitudes, densities by the area, and no short where there is none', () => {
    const { column, codes } = runStages([simulate(passes([0.1, 0.1, 0.2], [300, 310, 305]))], CELL, STAGES);
    expect(column('symmetric_cell', 'plating_overpotential_V')).toEqual(
      [0.03, 0.031, 0.061].map((v) => expect.closeTo(v, 9)),
    );
    expect(column('symmetric_cell', 'stripping_overpotential_V')).toEqual(
      [0.03, 0.031, 0.061].map((v) => expect.closeTo(v, 9)),
    );
    expect(column('symmetric_cell', 'current_density_mA_cm2')).toEqual(
      [0.2, 0.2, 0.4].map((v) => expect.closeTo(v, 9)),
    );
    expect(column('symmetric_cell', 'shorted')).toEqual([0, 0, 0]);
    expect(column('critical_current', 'short_circuit_cycle')[0]).toBeNaN();
    expect(column('critical_current', 'critical_current_density_mA_cm2')[0]).toBeNaN();
    expect(column('critical_current', 'highest_stable_current_density_mA_cm2')[0]).toBeCloseTo(0.4, 9);
    expect(codes).not.toContain('SHORT_CIRCUIT');
  });

  it('finds the critical current of a ramp', () => {
    const currents = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
    const { column, codes } = runStages([simulate(passes(currents, [300, 298, 301, 299, 300, 20, 15]))], CELL, STAGES);
    expect(column('critical_current', 'short_circuit_cycle')).toEqual([6]);
    expect(column('critical_current', 'critical_current_density_mA_cm2')[0]).toBeCloseTo(1.2, 9);
    expect(column('critical_current', 'highest_stable_current_density_mA_cm2')[0]).toBeCloseTo(1.0, 9);
    expect(column('critical_current', 'steps_of_current')).toEqual([5]);
    expect(column('symmetric_cell', 'shorted')).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(codes).toContain('SHORT_CIRCUIT');
  });

  it('sees a short that begins within a half-cycle, and none in a slow fall or in one low cycle', () => {
    const within = passes([1, 1, 1, 1], [100, 100, 100, 5]);
    // cycle 3: the second half of the discharge breaks down
    const [before, after] = [{ ...within[5]! }, { ...within[5]! }];
    const halved = (step: StepPlan, volts: number) => ({ ...step, hours: step.hours / 2, from: volts, to: volts });
    const broken = [...within.slice(0, 5), halved(before, -0.1), halved(after, -0.01), ...within.slice(6)];
    expect(runStages([simulate(broken)], CELL, STAGES).column('critical_current', 'short_circuit_cycle')).toEqual([3]);
    const slow = Array.from({ length: 30 }, (_, i) => 300 * 0.9 ** i);
    expect(
      runStages(
        [
          simulate(
            passes(
              slow.map(() => 1),
              slow,
            ),
          ),
        ],
        CELL,
        STAGES,
      ).codes,
    ).not.toContain('SHORT_CIRCUIT');
    const once = runStages([simulate(passes([1, 1, 1, 1, 1, 1], [90, 90, 20, 90, 90, 90]))], CELL, STAGES);
    expect(once.codes).not.toContain('SHORT_CIRCUIT');
  });

  it('does not depend on the scale of the current', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e3, noNaN: true }), fc.integer({ min: 2, max: 9 }), (scale, onset) => {
        const resistance = Array.from({ length: 12 }, (_, i) => (i < onset ? 80 : 8));
        const { column } = runStages(
          [
            simulate(
              passes(
                resistance.map(() => scale),
                resistance,
              ),
              { recordsPerStep: 9 },
            ),
          ],
          CELL,
          STAGES,
        );
        expect(column('critical_current', 'short_circuit_cycle')).toEqual([onset + 1]);
        expect(column('critical_current', 'resistance_before_ohm')[0]).toBeCloseTo(80, 6);
      }),
      { numRuns: 2000 },
    );
  });
});
