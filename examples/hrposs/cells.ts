/** The coin cells: what `study.yaml` says about them again, and where their workbooks lie below `raw/`. */
import { HRPOSS_1_5, HRPOSS_3, HRPOSS_6, type Material } from './truth.ts';

export interface Cell {
  readonly path: string;
  readonly material: Material;
  readonly test: 'cycling' | 'rate';
  readonly activeMass_mg: number;
  /** Capacities relative to the truth of the material. */
  readonly scale: number;
  /** True for a replicate, which also scatters about the truth in each rate block. */
  readonly replicate: boolean;
  /** Efficiency in formation less that of the material, in points. */
  readonly efficiencyShift: number;
  /** V */
  readonly halfCapacityPotential: number;
  readonly seed: number;
  /** Start of the test, minutes after FIRST_DAY. */
  readonly startMinute: number;
}

/** Midnight of 1 June 2022 in milliseconds, by the instruments' clock kept as if it were UTC. */
export const FIRST_DAY = Date.UTC(2022, 5, 1);

/** The cell that carries the truth of its material unchanged; for HRPOSS-6, the published numbers. */
const FIRST = { scale: 1, replicate: false } as const;
/** A second cell of the same electrode; its departures are this generator's own. */
const REPLICATE = { scale: 0.988, replicate: true } as const;

export const CELLS: readonly Cell[] = [
  cell(HRPOSS_1_5, 'cycling', 1, FIRST, { activeMass_mg: 1.33, startMinute: 564, seed: 151 }),
  cell(HRPOSS_1_5, 'rate', 1, FIRST, { activeMass_mg: 1.56, startMinute: 568, seed: 152 }, -0.6, -0.003),
  cell(HRPOSS_3, 'cycling', 1, FIRST, { activeMass_mg: 1.45, startMinute: 572, seed: 301 }),
  cell(HRPOSS_3, 'rate', 1, FIRST, { activeMass_mg: 1.39, startMinute: 576, seed: 302 }, 0.4, 0.002),
  cell(HRPOSS_6, 'cycling', 1, FIRST, { activeMass_mg: 1.42, startMinute: 580, seed: 601 }),
  cell(HRPOSS_6, 'cycling', 2, REPLICATE, { activeMass_mg: 1.36, startMinute: 584, seed: 602 }, -0.7, -0.002),
  cell(HRPOSS_6, 'rate', 1, FIRST, { activeMass_mg: 1.51, startMinute: 588, seed: 603 }, 0.3, 0.001),
  cell(HRPOSS_6, 'rate', 2, REPLICATE, { activeMass_mg: 1.28, startMinute: 592, seed: 604 }, 0.5, 0.002),
];

/** The cell of a material that carries its truth unchanged. */
export function firstCell(material: Material, test: Cell['test']): Cell {
  const found = CELLS.find((one) => one.material === material && one.test === test && !one.replicate);
  if (found === undefined) throw new RangeError(`no ${test} cell of ${material.name}`);
  return found;
}

function cell(
  material: Material,
  test: Cell['test'],
  number: number,
  kind: Pick<Cell, 'scale' | 'replicate'>,
  own: Pick<Cell, 'activeMass_mg' | 'startMinute' | 'seed'>,
  efficiencyShift = 0,
  potentialShift = 0,
): Cell {
  const path = `${material.name}/${test}/${material.name}_${test}_0${number}.xlsx`;
  const halfCapacityPotential = material.halfCapacityPotential + potentialShift;
  return { path, material, test, efficiencyShift, halfCapacityPotential, ...kind, ...own };
}
