/** Plays a schedule on a cell: steps with the records that a galvanostat would keep. */
import type { Cell } from './cells.ts';
import type { Step } from './land-workbook.ts';
import { type Branch, delithiation, firstLithiation, lithiation, overpotential } from './potential.ts';
import { type Cycle, schedule } from './schedule.ts';
import { CYCLES_PER_BLOCK, DELITHIATION_CUTOFF, FORMATION_CYCLES, LAST_CYCLE, OPEN_CIRCUIT } from './truth.ts';

const REST_SECONDS = 6 * 3600;
const REST_RECORDS = 13;
/** Records of a half-cycle: few, so that the example stays small, but for the cycles whose curves are looked at. */
const FEW = 9;
const MANY = 35;
const RESOLUTION_MA = 1e-4;

/** All steps of a cell's test: a rest at open circuit, then discharge (lithiation) and charge of each cycle. */
export function steps(cell: Cell): Step[] {
  const cycles = schedule(cell);
  return [rest(), ...cycles.flatMap((cycle) => [discharge(cell, cycle), charge(cell, cycle)])];
}

function rest(): Step {
  const seconds = Array.from({ length: REST_RECORDS }, (_, i) => (i * REST_SECONDS) / (REST_RECORDS - 1));
  const volts = seconds.map((t) => OPEN_CIRCUIT + 0.03 * Math.exp(-t / 5000));
  return { cycle: 1, current_mA: 0, seconds, volts };
}

function discharge(cell: Cell, cycle: Cycle): Step {
  const eta = polarization(cell, cycle);
  const branch =
    cycle.number === 1
      ? firstLithiation(OPEN_CIRCUIT - eta, cell.halfCapacityPotential)
      : lithiation(DELITHIATION_CUTOFF - 0.25 - 2 * eta, eta);
  return galvanostatic(cell, cycle, -1, cycle.lithiation, branch);
}

function charge(cell: Cell, cycle: Cycle): Step {
  return galvanostatic(cell, cycle, 1, cycle.delithiation, delithiation(polarization(cell, cycle)));
}

function polarization({ material }: Cell, { rate, number }: Cycle): number {
  return overpotential(rate) * material.polarization * (1 + (material.ageing * number) / LAST_CYCLE);
}

function galvanostatic(cell: Cell, cycle: Cycle, sign: 1 | -1, capacity_mAh_g: number, branch: Branch): Step {
  const current = Math.round((cell.activeMass_mg * cycle.rate) / RESOLUTION_MA) / Math.round(1 / RESOLUTION_MA);
  // mg × mAh/g = µAh
  const duration = Math.round(((capacity_mAh_g * cell.activeMass_mg) / 1000 / current) * 3600);
  const seconds = recordTimes(duration, recordCount(cell, cycle));
  return { cycle: cycle.number, current_mA: sign * current, seconds, volts: seconds.map((t) => branch(t / duration)) };
}

function recordCount({ test }: Cell, { number }: Cycle): number {
  const formation = number <= FORMATION_CYCLES;
  const looked = test === 'cycling' ? number % 50 === 0 : (number - FORMATION_CYCLES) % CYCLES_PER_BLOCK === 1;
  return formation || looked ? MANY : FEW;
}

/** Whole seconds, closer together where the potential runs fast at both ends; no second twice. */
function recordTimes(duration: number, count: number): number[] {
  const times = Array.from({ length: count }, (_, i) => {
    const u = i / (count - 1);
    return Math.round(duration * u * u * (3 - 2 * u));
  });
  return [...new Set(times)];
}
