/** Which capacity, efficiency and moment each cycle of a cell has: the truth plus scatter. */
import { type Noise, noise } from '../hrposs/random.ts';
import { type CellTruth, TRUTH } from './truth.ts';

export interface Cycle {
  /** Over all files of the cell, from 1. */
  readonly number: number;
  readonly rate_C: number;
  readonly current_mA: number;
  readonly charge_mAh: number;
  readonly discharge_mAh: number;
  /** Of the charge, what the first cycle takes beyond the others. */
  readonly excess_mAh: number;
  /** Hours from the start of the cell's first file, pauses between files counted. */
  readonly start_h: number;
  /** Series resistance of the cell. */
  readonly ohm: number;
}

const ELEMENTARY_CHARGE_C = 1.602176634e-19;
const C_PER_MAH = 3.6;
const CM_PER_NM = 1e-7;

/** mAh of the lithium in excess, in the whole film as it truly is. */
export function firstChargeExcess(cell: CellTruth): number {
  const { area_cm2, thickness_nm } = TRUTH.film;
  const ions = cell.first_charge_excess.li_per_cm3 * area_cm2 * thickness_nm * CM_PER_NM;
  return (ions * ELEMENTARY_CHARGE_C) / C_PER_MAH;
}

export function schedule(cell: CellTruth, restBefore_h: number): Cycle[] {
  const random = noise(cell.seed);
  const cycles: Cycle[] = [];
  let clock_h = restBefore_h;
  for (let number = 1; number <= cell.last_cycle; number++) {
    // the pause within an interrupted cycle comes after its start
    if (number !== cell.interrupted?.cycle) clock_h += pauseBefore(cell, number);
    const cycle = oneCycle(cell, number, clock_h, random);
    cycles.push(cycle);
    clock_h += (cycle.charge_mAh + cycle.discharge_mAh) / cycle.current_mA;
    if (number === cell.interrupted?.cycle) clock_h += pauseBefore(cell, number);
  }
  return cycles;
}

function pauseBefore(cell: CellTruth, number: number): number {
  return cell.parts.find(({ from }) => from === number)?.pause_before_h ?? 0;
}

function oneCycle(cell: CellTruth, number: number, start_h: number, random: Noise): Cycle {
  const block = TRUTH.programme.findIndex(({ last }) => number <= last);
  const rate_C = TRUTH.programme[block]?.C ?? Number.NaN;
  // set to 1 nA
  const current_mA = Math.round(rate_C * TRUTH.film.nominal_capacity_mAh * 1e6) / 1e6;
  const capacityScatter = 1 + (cell.scatter.capacity_pct / 100) * random.normal();
  const discharge_mAh =
    meanCapacity(cell, number, block) * (number <= FORMATION_CYCLES ? formationFactor(number) : capacityScatter);
  const middle_h = start_h + discharge_mAh / current_mA;
  const efficiency = efficiencyPct(cell, number, middle_h) + cell.scatter.efficiency_pct * random.normal();
  const excess_mAh = number === 1 ? firstChargeExcess(cell) : 0;
  // the first two charges differ by nothing but the excess
  const regular_mAh = number <= 2 ? firstRegularCharge(cell) : (100 * discharge_mAh) / efficiency;
  return {
    number,
    rate_C,
    current_mA,
    charge_mAh: regular_mAh + excess_mAh,
    discharge_mAh,
    excess_mAh,
    start_h,
    ohm: cell.resistance_ohm * (1 + (cell.resistance_growth_by_last_cycle * number) / cell.last_cycle),
  };
}

const FORMATION_CYCLES = 3;
const LONG_BLOCK = TRUTH.programme.length - 1;
const FIRST_AT_4C = TRUTH.programme[LONG_BLOCK]?.first ?? Number.NaN;

/** 1 in the middle of the formation. */
function formationFactor(number: number): number {
  return 1 - (TRUTH.formation_loss_pct_per_cycle / 100) * (number - (1 + FORMATION_CYCLES) / 2);
}

function firstRegularCharge(cell: CellTruth): number {
  return (100 * meanCapacity(cell, 2, 0) * formationFactor(2)) / cell.efficiency_before_4C_pct;
}

function meanCapacity(cell: CellTruth, number: number, block: number): number {
  const start = TRUTH.film.nominal_capacity_mAh * (cell.shares_of_formation_capacity[block] ?? Number.NaN);
  if (block < LONG_BLOCK) return start;
  return start * (1 - (cell.fade_pct_per_cycle_at_4C / 100) * (number - FIRST_AT_4C));
}

/** Slow trend, whose mean over the cycles at 4C is the one stated, and the wave. */
function efficiencyPct(cell: CellTruth, number: number, middle_h: number): number {
  if (number < FIRST_AT_4C) return cell.efficiency_before_4C_pct;
  const { mean_pct, rise_pct, modulation } = cell.efficiency_at_4C;
  const wave =
    modulation === undefined
      ? 0
      : modulation.amplitude_pct *
        Math.sin((2 * Math.PI * (middle_h - modulation.zero_crossing_h)) / modulation.period_h);
  return mean_pct + rise_pct * (meanDecay(cell) - decay(cell, number)) + wave;
}

function decay(cell: CellTruth, number: number): number {
  return Math.exp(-(number - FIRST_AT_4C) / cell.efficiency_at_4C.rise_cycles);
}

function meanDecay(cell: CellTruth): number {
  let sum = 0;
  for (let number = FIRST_AT_4C; number <= cell.last_cycle; number++) sum += decay(cell, number);
  return sum / (cell.last_cycle - FIRST_AT_4C + 1);
}
