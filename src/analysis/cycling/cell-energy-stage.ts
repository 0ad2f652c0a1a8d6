/** Table `cell_energy`: what the measured electrode would give as a cell, by the stack that the study file states. */
import * as v from 'valibot';
import { type Issue, issue } from '../../model/issues.ts';
import { number, numbers, sampleTable, type Table, TableBuilder, text, texts } from '../../model/table.ts';
import type { Quantity } from '../../model/units.ts';
import { reversibleBranch } from '../branch.ts';
import { type Cell, relativeUncertainty } from '../cell.ts';
import { quantityOption, quantityValue } from '../options.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';

export const CELL_ENERGY = sampleTable('cell_energy', 'one row per sample whose stack the study states', {
  cycle: text('cycle that capacity and energy are taken from'),
  areal_capacity_mAh_cm2: number('mAh_cm2', 'capacity given back (discharge; charge of an anode half cell) per area'),
  areal_capacity_se_mAh_cm2: number('mAh_cm2', 'its standard uncertainty, from that of the area'),
  areal_energy_mWh_cm2: number('mWh_cm2', 'discharge energy per electrode area'),
  np_ratio: number('', 'areal capacity of the negative over that of the positive electrode'),
  np_ratio_se: number('', 'its standard uncertainty'),
  stack_mass_mg_cm2: number('mg_cm2', 'sum of the layers'),
  stack_thickness_um: number('um', 'sum of the layers'),
  energy_Wh_kg: number('Wh_kg', 'areal energy over the mass of the stack'),
  energy_se_Wh_kg: number('Wh_kg', 'its standard uncertainty, from those of area, masses and thicknesses'),
  energy_Wh_L: number('Wh_L', 'areal energy over the thickness of the stack'),
  energy_se_Wh_L: number('Wh_L', 'its standard uncertainty, from those of area and thicknesses'),
});

const stackLayer = v.strictObject({
  name: v.string('expected a name, for example `name: Al foil`'),
  areal_mass: v.optional(quantityOption('g/cm^2', 'areal_mass: 12.5 mg/cm^2')),
  density: v.optional(quantityOption('g/cm^3', 'density: 2.7 g/cm^3')),
  thickness: v.optional(quantityOption('cm', 'thickness: 60 um')),
  /** 0.5 for a collector coated on both sides. */
  share: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1),
});

const OPTIONS = v.strictObject({
  stack: v.optional(
    v.strictObject({
      layers: v.pipe(v.array(stackLayer), v.minLength(1, 'expected at least one layer')),
      positive_capacity: v.optional(quantityOption('Ah/cm^2', 'positive_capacity: 3.0 mAh/cm^2')),
      negative_capacity: v.optional(quantityOption('Ah/cm^2', 'negative_capacity: 3.3 mAh/cm^2')),
    }),
  ),
  cycle: v.optional(v.pipe(v.number(), v.integer())),
});
type Options = v.InferOutput<typeof OPTIONS>;
type StackLayer = v.InferOutput<typeof stackLayer>;

export const cellEnergyStage: SampleStage = {
  id: 'cell_energy',
  scope: 'sample',
  description: 'areal capacity, N/P ratio, Wh/kg and Wh/L of the stack that the study file states',
  tables: [CELL_ENERGY],
  options: OPTIONS,
  run: runCellEnergy,
};

function runCellEnergy({ cell, tables, options }: SampleInput): StageResult {
  const { stack, cycle: wanted } = v.parse(OPTIONS, options);
  const cycles = tables.get('cycles');
  if (stack === undefined || cycles === undefined || cell.role === 'symmetric-cell') return { tables: [], issues: [] };
  const complain = (message: string) => ({ tables: [], issues: [stackIssue(message, cell)] });
  if (cell.area === undefined) return complain('no area: areal capacity and energy cannot be given');
  const row = chosenRow(cycles, wanted);
  if (row === undefined) return complain(`cycle ${wanted ?? ''} is not among the complete cycles`);
  const mass = sumLayers(stack.layers, layerMass);
  const thickness = sumLayers(stack.layers, layerThickness);
  const areal = (name: string) => numbers(cycles, name)[row]! / cell.area!.value;
  const capacity = areal(`${reversibleBranch(cell.role)}_capacity_mAh`);
  // The potential of an anode against its counter electrode is not what a cell with it would deliver.
  const isAnode = cell.role === 'anode-half-cell';
  const energy = isAnode ? Number.NaN : areal('discharge_energy_mWh');
  const spread = relativeUncertainty(cell.area);
  const ratio = capacityRatio(stack);
  const table = new TableBuilder(CELL_ENERGY);
  // mWh/cm² over g/cm² is Wh/kg; mWh/cm² over cm is Wh/L
  const [specific, volumetric] = [energy / mass.value, energy / thickness.value];
  table.add({
    sample: cell.sample.id,
    group: cell.sample.group,
    cycle: String(numbers(cycles, 'cycle')[row]),
    areal_capacity_mAh_cm2: capacity,
    areal_capacity_se_mAh_cm2: spread > 0 ? capacity * spread : Number.NaN,
    areal_energy_mWh_cm2: energy,
    np_ratio: ratio.value,
    np_ratio_se: ratio.standardUncertainty,
    stack_mass_mg_cm2: mass.value * 1e3,
    stack_thickness_um: thickness.value * 1e4,
    energy_Wh_kg: specific,
    energy_se_Wh_kg: specific * known(Math.hypot(spread, relativeUncertainty(mass))),
    energy_Wh_L: volumetric,
    energy_se_Wh_L: volumetric * known(Math.hypot(spread, relativeUncertainty(thickness))),
  });
  if (isAnode) return { tables: [table.build()], issues: [stackIssue('an anode half cell has no cell energy', cell)] };
  return { tables: [table.build()], issues: missingIssues(stack.layers, cell) };
}

/** A relative uncertainty of zero means that none was stated. */
function known(relative: number): number {
  return relative > 0 ? relative : Number.NaN;
}

function stackIssue(message: string, cell: Cell): Issue {
  return issue('CELL_ENERGY_INCOMPLETE', message, '', '', cell.sample.id);
}

/** The first complete cycle that is not excluded, or the chosen one. */
function chosenRow(cycles: Table, wanted: number | undefined): number | undefined {
  const [complete, excluded, number] = [
    numbers(cycles, 'complete'),
    texts(cycles, 'excluded'),
    numbers(cycles, 'cycle'),
  ];
  const row = complete.findIndex(
    (isComplete, i) => isComplete === 1 && (wanted === undefined ? excluded[i] === '' : number[i] === wanted),
  );
  return row < 0 ? undefined : row;
}

function optional(source: string | undefined, unit: string): Quantity | undefined {
  return source === undefined ? undefined : quantityValue(source, unit);
}

/** g/cm² of a layer, by its areal mass or by density and thickness; undefined where neither is stated. */
function layerMass({ areal_mass: arealMass, density, thickness }: StackLayer): Quantity | undefined {
  const stated = optional(arealMass, 'g/cm^2');
  if (stated !== undefined) return stated;
  const [per, high] = [optional(density, 'g/cm^3'), optional(thickness, 'cm')];
  if (per === undefined || high === undefined) return undefined;
  const value = per.value * high.value;
  return { value, standardUncertainty: value * Math.hypot(relativeUncertainty(per), relativeUncertainty(high)) };
}

/** cm */
function layerThickness({ thickness }: StackLayer): Quantity | undefined {
  return optional(thickness, 'cm');
}

/** NaN as soon as one layer does not state it. */
function sumLayers(layers: readonly StackLayer[], of: (layer: StackLayer) => Quantity | undefined): Quantity {
  let [value, square] = [0, 0];
  for (const layer of layers) {
    const part = of(layer);
    value += part === undefined ? Number.NaN : part.value * layer.share;
    square += part === undefined ? 0 : (relativeUncertainty(part) * part.value * layer.share) ** 2;
  }
  return { value, standardUncertainty: Math.sqrt(square) };
}

function capacityRatio({ negative_capacity: negative, positive_capacity: positive }: NonNullable<Options['stack']>) {
  const [over, under] = [optional(negative, 'Ah/cm^2'), optional(positive, 'Ah/cm^2')];
  if (over === undefined || under === undefined) return { value: Number.NaN, standardUncertainty: Number.NaN };
  const value = over.value / under.value;
  const relative = known(Math.hypot(relativeUncertainty(over), relativeUncertainty(under)));
  return { value, standardUncertainty: value * relative };
}

function missingIssues(layers: readonly StackLayer[], cell: Cell): Issue[] {
  const named = (chosen: readonly StackLayer[]) => chosen.map(({ name }) => name).join(', ');
  const massless = layers.filter((layer) => layerMass(layer) === undefined);
  const flat = layers.filter((layer) => layerThickness(layer) === undefined);
  return [
    ...(massless.length === 0 ? [] : [stackIssue(`no mass of ${named(massless)}: no Wh/kg`, cell)]),
    ...(flat.length === 0 ? [] : [stackIssue(`no thickness of ${named(flat)}: no Wh/L`, cell)]),
  ];
}
