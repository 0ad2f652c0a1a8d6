/** Table `first_cycle`: what the first cycle stores beyond the second one, also as lithium per area and volume. */
import * as v from 'valibot';
import { type Issue, issue } from '../../model/issues.ts';
import { integer, number, type Row, sampleTable, TableBuilder, text } from '../../model/table.ts';
import type { Quantity } from '../../model/units.ts';
import { type Cell, relativeUncertainty } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { type CyclePair, firstStoring, firstTwoCycles, measuredCycles, storingBranch } from './measured-cycles.ts';

export const FIRST_CYCLE = sampleTable('first_cycle', 'one row per sample', {
  cycle: integer('first cycle that stores charge'),
  branch: text('branch that stores: discharge (lithiation) of an anode half cell, else charge'),
  half_capacity_potential_V: number('V', 'potential at half of the capacity of that branch'),
  second_cycle: integer('cycle that the excess is counted from'),
  excess_charge_capacity_mAh: number('mAh', 'capacity of that branch in the first cycle minus that in the second'),
  excess_charge_capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  excess_charge_capacity_se_mAh_g: number('mAh_g', 'its standard uncertainty, from that of the mass'),
  excess_li_per_cm2: number('per_cm2', 'the excess as a number of Li ions per electrode area'),
  excess_li_se_per_cm2: number('per_cm2', 'its standard uncertainty, from that of the area'),
  excess_li_per_cm3: number('per_cm3', 'the excess as a number of Li ions per volume of the electrode'),
  excess_li_se_per_cm3: number('per_cm3', 'its standard uncertainty, from those of area and thickness'),
});
type FirstCycleRow = Row<typeof FIRST_CYCLE.columns>;

/** C, exact in the SI of 2019. */
const ELEMENTARY_CHARGE = 1.602176634e-19;
const SECONDS_PER_HOUR = 3600;
const CM_PER_NM = 1e-7;

export const firstCycleStage: SampleStage = {
  id: 'first_cycle',
  scope: 'sample',
  description: 'half-capacity potential and first-cycle excess, also as Li per area and volume',
  tables: [FIRST_CYCLE],
  options: v.strictObject({}),
  run: runFirstCycle,
};

function runFirstCycle({ cell, tests }: SampleInput): StageResult {
  const measured = measuredCycles(tests);
  const first = firstStoring(measured, cell.role);
  if (first === undefined || cell.role === 'symmetric-cell') return { tables: [], issues: [] };
  const branch = storingBranch(cell.role);
  const pair = firstTwoCycles(measured, cell.role);
  const issues: Issue[] = [];
  if (typeof pair === 'string') {
    issues.push(issue('FIRST_CYCLE_NO_EXCESS', pair, '', '', cell.sample.id));
    if (!first.cycle.complete) return { tables: [], issues };
  }
  const table = new TableBuilder(FIRST_CYCLE);
  table.add({
    sample: cell.sample.id,
    group: cell.sample.group,
    cycle: first.cycle.number,
    branch,
    half_capacity_potential_V: first.cycle[storingBranch(cell.role)].medianPotential,
    ...(typeof pair === 'string' ? {} : excessCells(pair, cell)),
  });
  return { tables: [table.build()], issues };
}

function excessCells({ first, second }: CyclePair, cell: Cell): FirstCycleRow {
  const branch = storingBranch(cell.role);
  const ampHours = first.cycle[branch].capacity - second.cycle[branch].capacity;
  const ions = (ampHours * SECONDS_PER_HOUR) / ELEMENTARY_CHARGE;
  const { mass, area } = cell;
  const { thickness } = cell.sample;
  const specific = over(ampHours * 1e3, [mass]);
  const areal = over(ions, [area]);
  const volumetric = over(ions, [area, thickness]);
  return {
    second_cycle: second.cycle.number,
    excess_charge_capacity_mAh: ampHours * 1e3,
    excess_charge_capacity_mAh_g: specific.value,
    excess_charge_capacity_se_mAh_g: specific.standardUncertainty,
    excess_li_per_cm2: areal.value,
    excess_li_se_per_cm2: areal.standardUncertainty,
    excess_li_per_cm3: volumetric.value / CM_PER_NM,
    excess_li_se_per_cm3: volumetric.standardUncertainty / CM_PER_NM,
  };
}

/** An amount over the product of extents, NaN where one is unknown; its uncertainty NaN where none is stated. */
function over(amount: number, extents: readonly (Quantity | undefined)[]): Quantity {
  const value = extents.reduce((rest, extent) => rest / (extent?.value ?? Number.NaN), amount);
  const share = Math.hypot(...extents.map(relativeUncertainty));
  return { value, standardUncertainty: share > 0 ? Math.abs(value) * share : Number.NaN };
}
