/** Table `rate_test`: a row per block of cycles at one current. */
import * as v from 'valibot';
import { mean, median, standardDeviation } from '../../math/statistics.ts';
import { integer, number, type Row, sampleTable, TableBuilder } from '../../model/table.ts';
import { type Cell, relativeUncertainty } from '../cell.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { chosenBranch, type RateBlock, rateBlocks, type UsableCycles, usableCycles } from './usable-cycles.ts';

export const RATE_TEST = sampleTable('rate_test', 'one row per block of complete cycles at one current', {
  block: integer('number of the block, from 1'),
  first_cycle: integer('first cycle of the block'),
  last_cycle: integer('last cycle of the block'),
  n: integer('complete cycles in the block'),
  current_mA: number('mA', 'current that the test varies: discharge, or charge if only that one changes'),
  charge_current_mA: number('mA', 'median constant charge current'),
  discharge_current_mA: number('mA', 'median constant discharge current'),
  c_rate_1_h: number('1_h', 'that current over the nominal capacity of the sample'),
  current_A_g: number('A_g', 'that current per gram of active material'),
  capacity_mAh: number('mAh', 'mean reversible capacity by the role of the sample'),
  capacity_se_mAh: number('mAh', 'its standard error, from the scatter of the cycles'),
  capacity_sd_mAh: number('mAh', 'standard deviation over the cycles of the block'),
  capacity_mAh_g: number('mAh_g', 'mean reversible capacity per gram of active material'),
  capacity_se_mAh_g: number('mAh_g', 'its standard uncertainty: scatter and mass'),
  charge_capacity_mAh: number('mAh', 'mean charge capacity'),
  charge_capacity_se_mAh: number('mAh', 'its standard error, from the scatter of the cycles'),
  charge_capacity_mAh_g: number('mAh_g', 'mean charge capacity per gram of active material'),
  charge_capacity_se_mAh_g: number('mAh_g', 'its standard uncertainty: scatter and mass'),
  discharge_capacity_mAh: number('mAh', 'mean discharge capacity'),
  discharge_capacity_se_mAh: number('mAh', 'its standard error, from the scatter of the cycles'),
  discharge_capacity_mAh_g: number('mAh_g', 'mean discharge capacity per gram of active material'),
  discharge_capacity_se_mAh_g: number('mAh_g', 'its standard uncertainty: scatter and mass'),
  relative_to_first_pct: number('pct', 'mean reversible capacity relative to that of the first block'),
  relative_to_first_se_pct: number('pct', 'its standard error, from the scatter of the cycles; the mass cancels'),
});
type RateRow = Row<typeof RATE_TEST.columns>;

export const rateTestStage: SampleStage = {
  id: 'rate_test',
  scope: 'sample',
  description: 'capacity in each block of constant current, found from the current itself',
  tables: [RATE_TEST],
  options: v.strictObject({}),
  run: runRateTest,
};

function runRateTest({ cell, tables }: SampleInput): StageResult {
  const cycles = tables.get('cycles');
  if (cycles === undefined) return { tables: [], issues: [] };
  const usable = usableCycles(cycles, chosenBranch('reversible', cell));
  const blocks = rateBlocks(usable);
  const varied = variedCurrent(usable, blocks);
  const table = new TableBuilder(RATE_TEST);
  const [reference] = blocks.map((block) => summarise(usable.capacity, block));
  blocks.forEach((block, k) => {
    const current = median(slice(varied, block));
    const capacity = summarise(usable.capacity, block);
    table.add({
      sample: cell.sample.id,
      group: cell.sample.group,
      block: k + 1,
      first_cycle: usable.cycle[block.first],
      last_cycle: usable.cycle[block.last],
      n: block.last - block.first + 1,
      current_mA: current,
      charge_current_mA: median(slice(usable.chargeCurrent, block)),
      discharge_current_mA: median(slice(usable.dischargeCurrent, block)),
      c_rate_1_h: cell.nominalCapacity === undefined ? Number.NaN : current / 1e3 / cell.nominalCapacity,
      current_A_g: cell.mass === undefined ? Number.NaN : current / 1e3 / cell.mass.value,
      capacity_sd_mAh: standardDeviation(slice(usable.capacity, block)),
      ...capacityCells('capacity', capacity, cell),
      ...capacityCells('charge_capacity', summarise(usable.chargeCapacity, block), cell),
      ...capacityCells('discharge_capacity', summarise(usable.dischargeCapacity, block), cell),
      ...relativeCells(capacity, k === 0 ? undefined : reference),
    });
  });
  return { tables: blocks.length > 0 ? [table.build()] : [], issues: [] };
}

/** The discharge current, unless it is the same in all blocks and the charge current is what changes. */
function variedCurrent(cycles: UsableCycles, blocks: readonly RateBlock[]): Float64Array {
  const spread = (current: Float64Array) => {
    const medians = blocks.map((block) => median(slice(current, block)));
    return Math.max(...medians) / Math.min(...medians);
  };
  const chargeOnly = spread(cycles.chargeCurrent) > 1.1 && !(spread(cycles.dischargeCurrent) > 1.1);
  return chargeOnly ? cycles.chargeCurrent : cycles.dischargeCurrent;
}

interface BlockMean {
  readonly value: number;
  /** NaN for a block of one cycle. */
  readonly standardError: number;
}

function slice(values: Float64Array, block: RateBlock): Float64Array {
  return values.subarray(block.first, block.last + 1);
}

function summarise(values: Float64Array, block: RateBlock): BlockMean {
  const members = slice(values, block);
  return { value: mean(members), standardError: standardDeviation(members) / Math.sqrt(members.length) };
}

function capacityCells(name: string, { value, standardError }: BlockMean, cell: Cell): RateRow {
  const specific = cell.mass === undefined ? Number.NaN : value / cell.mass.value;
  const relative = Math.hypot(standardError / value, relativeUncertainty(cell.mass));
  return {
    [`${name}_mAh`]: value,
    [`${name}_se_mAh`]: standardError,
    [`${name}_mAh_g`]: specific,
    [`${name}_se_mAh_g`]: specific * relative,
  };
}

/** Exactly 100 % without uncertainty for the first block itself. */
function relativeCells(block: BlockMean, reference: BlockMean | undefined): RateRow {
  if (reference === undefined) return { relative_to_first_pct: 100 };
  const ratio = (100 * block.value) / reference.value;
  const relative = Math.hypot(block.standardError / block.value, reference.standardError / reference.value);
  return { relative_to_first_pct: ratio, relative_to_first_se_pct: ratio * relative };
}
