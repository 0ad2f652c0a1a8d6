import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { cellEnergyStage } from '../../../src/analysis/cycling/cell-energy-stage.ts';
import { halfCycle, simulate } from './cell-simulator.ts';
import { runStages } from './run-stages.ts';

const STAGES = ['cycles', 'cell_energy'];
const AREA = { value: 2, standardUncertainty: 0.06 };

/** 6 mAh at a mean of 3.7 V (21.6 to 22.2 mWh) over 2 cm²: 3 mAh and 11.1 mWh per cm². */
const CELL = simulate([halfCycle(1e-3, 6.2e-3, 1, 3.4, 4.2), halfCycle(-1e-3, 6e-3, 1, 4.2, 3.2)]);

const STACK = {
  positive_capacity: '3.0 mAh/cm^2',
  negative_capacity: '3.3 mAh/cm^2',
  layers: [
    { name: 'Al', thickness: '12 um', density: '2.7 g/cm^3', share: 0.5 },
    { name: 'NMC', areal_mass: '18 mg/cm^2', thickness: '60 um' },
    { name: 'separator', areal_mass: '2 mg/cm^2', thickness: '20 um' },
    { name: 'Si', areal_mass: '3 mg/cm^2 ± 10 %', thickness: '14 um' },
  ],
};

describe('cell energy', () => {
  it('divides the areal energy by mass and thickness of the stack', () => {
    const { column, codes } = runStages([CELL], { role: 'full-cell', area: AREA }, STAGES, {
      cell_energy: { stack: STACK },
    });
    const only = (name: string) => column('cell_energy', name)[0];
    expect(only('areal_capacity_mAh_cm2')).toBeCloseTo(3, 9);
    expect(only('areal_energy_mWh_cm2')).toBeCloseTo(11.1, 9);
    expect(only('np_ratio')).toBeCloseTo(1.1, 9);
    // 0.5 × 12 µm × 2.7 g/cm³ = 1.62 mg/cm²
    expect(only('stack_mass_mg_cm2')).toBeCloseTo(24.62, 9);
    expect(only('stack_thickness_um')).toBeCloseTo(100, 9);
    expect(only('energy_Wh_kg')).toBeCloseTo(11.1e-3 / 24.62e-6, 6);
    expect(only('energy_Wh_L')).toBeCloseTo(11.1e-3 / 1e-2 / 1e-3, 6);
    expect(only('energy_se_Wh_L')! / only('energy_Wh_L')!).toBeCloseTo(0.03, 9);
    expect(only('energy_se_Wh_kg')! / only('energy_Wh_kg')!).toBeCloseTo(Math.hypot(0.03, 0.3 / 24.62), 9);
    expect(codes).not.toContain('CELL_ENERGY_INCOMPLETE');
  });

  it('names what is missing instead of assuming it', () => {
    const layers = [
      ...STACK.layers,
      { name: 'electrolyte', thickness: '5 um' },
      { name: 'tab', areal_mass: '1 mg/cm^2' },
    ];
    const { column, issues } = runStages([CELL], { role: 'full-cell', area: AREA }, STAGES, {
      cell_energy: { stack: { layers } },
    });
    for (const name of ['energy_Wh_kg', 'energy_Wh_L', 'np_ratio']) expect(column('cell_energy', name)[0]).toBeNaN();
    const messages = issues.filter(({ code }) => code === 'CELL_ENERGY_INCOMPLETE').map(({ message }) => message);
    expect(messages).toEqual(['no mass of electrolyte: no Wh/kg', 'no thickness of tab: no Wh/L']);
    const areal = runStages([CELL], { role: 'full-cell' }, STAGES, { cell_energy: { stack: STACK } });
    expect(areal.tables.has('cell_energy')).toBe(false);
    expect(areal.codes).toContain('CELL_ENERGY_INCOMPLETE');
  });

  it('is silent without a stack, and refuses quantities without a unit', () => {
    expect(runStages([CELL], { role: 'full-cell', area: AREA }, STAGES).tables.has('cell_energy')).toBe(false);
    const wrong = { stack: { layers: [{ name: 'Al', thickness: '12' }] } };
    expect(v.safeParse(cellEnergyStage.options, wrong).success).toBe(false);
    expect(v.safeParse(cellEnergyStage.options, { stack: STACK }).success).toBe(true);
  });
});
