/** Which capacity each cycle of a cell has: the truth plus scatter. */
import type { Cell } from './cells.ts';
import { type Noise, noise } from './random.ts';
import {
  CYCLES_PER_BLOCK,
  CYCLING_RATE,
  EFFICIENCY_RISE,
  FAST_FADE,
  FORMATION_CYCLES,
  FORMATION_RATE,
  LAST_CYCLE,
  RATE_CELL_FORMATION_RATE,
  RATE_DRIFTS,
  RATE_EFFICIENCIES,
  RATES,
  SCATTER,
} from './truth.ts';

export interface Cycle {
  readonly number: number;
  /** A/g */
  readonly rate: number;
  /** mAh/g */
  readonly lithiation: number;
  readonly delithiation: number;
}

export function schedule(cell: Cell): Cycle[] {
  const random = noise(cell.seed);
  return cell.test === 'cycling'
    ? [...formation(cell, FORMATION_RATE), ...longCycling(cell, random)]
    : [...formation(cell, RATE_CELL_FORMATION_RATE), ...rateTest(cell, random)];
}

function formation({ material, scale, efficiencyShift }: Cell, rate: number): Cycle[] {
  return material.formation.map(({ delithiation, efficiency }, i) => ({
    number: i + 1,
    rate,
    lithiation: (delithiation / (efficiency + efficiencyShift)) * 100 * scale,
    delithiation: delithiation * scale,
  }));
}

function longCycling({ material, scale }: Cell, random: Noise): Cycle[] {
  const { first, last, lastDelithiation } = material.cycling;
  const start = FORMATION_CYCLES + 1;
  const finalEfficiency = (lastDelithiation / last) * 100;
  const cycles: Cycle[] = [];
  let wander = 0;
  for (let number = start; number <= LAST_CYCLE; number++) {
    const age = number - start;
    // the published cycle carries no scatter
    const scattering = number === LAST_CYCLE ? 0 : 1;
    wander = SCATTER.wanderMemory * wander + SCATTER.wander * random.normal();
    const relative = 1 + scattering * (wander + SCATTER.white * random.normal());
    const lithiation = (last + (first - last) * remaining(age, LAST_CYCLE - start)) * relative * scale;
    const rise = EFFICIENCY_RISE.points * Math.exp(-age / EFFICIENCY_RISE.cycles);
    const efficiency = finalEfficiency - rise + scattering * SCATTER.efficiency * random.normal();
    cycles.push({ number, rate: CYCLING_RATE, lithiation, delithiation: (lithiation * efficiency) / 100 });
  }
  return cycles;
}

/** Share of the fade still to come: 1 at age 0, 0 at the end. */
function remaining(age: number, end: number): number {
  const decay = (x: number) => Math.exp(-x / FAST_FADE.cycles);
  const fast = (decay(age) - decay(end)) / (1 - decay(end));
  return FAST_FADE.share * fast + (1 - FAST_FADE.share) * (1 - age / end);
}

function rateTest(cell: Cell, random: Noise): Cycle[] {
  let number = FORMATION_CYCLES;
  return RATES.flatMap((rate, block) => {
    const departure = cell.replicate ? SCATTER.replicateBlock * random.normal() : 0;
    const mean = (cell.material.rateBlocks[block] ?? Number.NaN) * cell.scale * (1 + departure);
    return blockScatter(RATE_DRIFTS[block] ?? Number.NaN, random).map((relative) => {
      const lithiation = mean * (1 + relative);
      const efficiency = (RATE_EFFICIENCIES[block] ?? Number.NaN) + SCATTER.efficiency * random.normal();
      number++;
      return { number, rate, lithiation, delithiation: (lithiation * efficiency) / 100 };
    });
  });
}

/** Relative departures of a block's cycles from its mean; they add up to zero. */
function blockScatter(drift: number, random: Noise): number[] {
  const raw = Array.from(
    { length: CYCLES_PER_BLOCK },
    (_, i) => drift * (0.5 - i / (CYCLES_PER_BLOCK - 1)) + SCATTER.withinRateBlock * random.normal(),
  );
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  return raw.map((value) => value - mean);
}
