/**
 * What the synthetic cells do. Capacities in mAh per gram of active material, efficiencies in % of the lithiation
 * (Q_delithiation / Q_lithiation), rates in A/g, potentials in V against Li⁺/Li.
 *
 * "published" marks numbers printed by Guan et al., Nanoscale Adv. 2023, 5, 4158. Everything else is this
 * generator's own choice and says nothing about the real materials.
 */

export interface Material {
  readonly name: string;
  /** The FORMATION_CYCLES at 0.1 A/g; the first one's delithiation is the "first charge" of the paper. */
  readonly formation: readonly { readonly delithiation: number; readonly efficiency: number }[];
  /** Lithiation in the first cycle at 0.5 A/g, and both branches of the last. */
  readonly cycling: { readonly first: number; readonly last: number; readonly lastDelithiation: number };
  /** Mean lithiation of each block of the rate test, in the order of RATES. */
  readonly rateBlocks: readonly number[];
  /** Potential at half the capacity of the first lithiation at 0.1 A/g. */
  readonly halfCapacityPotential: number;
  /** Overpotential relative to HRPOSS-6, and its relative growth over 200 cycles. */
  readonly polarization: number;
  readonly ageing: number;
}

/** Rates of the blocks of a rate test; the last block returns to the first rate. */
export const RATES = [0.1, 0.3, 0.5, 0.8, 1, 2, 0.1] as const;
export const CYCLES_PER_BLOCK = 5;
export const FORMATION_CYCLES = 3;
export const FORMATION_RATE = 0.1;
/** The rate cells are formed more slowly, so that their formation is a block of its own. */
export const RATE_CELL_FORMATION_RATE = 0.05;
export const CYCLING_RATE = 0.5;
export const LAST_CYCLE = 200;

export const LITHIATION_CUTOFF = 0.01;
export const DELITHIATION_CUTOFF = 1.5;
export const OPEN_CIRCUIT = 2.8;

export const HRPOSS_6: Material = {
  name: 'HRPOSS-6',
  formation: [
    { delithiation: 1814.1, efficiency: 75.2 }, // capacity published, efficiency own
    { delithiation: 1353, efficiency: 93.2 },
    { delithiation: 1160, efficiency: 95.4 },
  ],
  // published: 633.6 to 635 after 200 cycles; taken as the two branches of cycle 200. The start is own.
  cycling: { first: 762, last: 635, lastDelithiation: 633.6 },
  rateBlocks: [1026.7, 789.5, 666.3, 535.1, 358.4, 196.5, 812.7], // published
  halfCapacityPotential: 0.17, // published
  polarization: 1,
  ageing: 0.3,
};

export const HRPOSS_3: Material = {
  name: 'HRPOSS-3',
  formation: [
    { delithiation: 1932.4, efficiency: 77.8 },
    { delithiation: 1378, efficiency: 92 },
    { delithiation: 1151, efficiency: 94 },
  ],
  cycling: { first: 721, last: 455, lastDelithiation: 453.1 },
  rateBlocks: [948, 702, 571, 436, 275, 131, 702],
  halfCapacityPotential: 0.164,
  polarization: 1.15,
  ageing: 0.7,
};

export const HRPOSS_1_5: Material = {
  name: 'HRPOSS-1.5',
  formation: [
    { delithiation: 2061, efficiency: 79.6 },
    { delithiation: 1324, efficiency: 90.5 },
    { delithiation: 1037, efficiency: 92.6 },
  ],
  cycling: { first: 655, last: 228, lastDelithiation: 226.3 },
  rateBlocks: [861, 585, 441, 305, 172, 66, 548],
  halfCapacityPotential: 0.158,
  polarization: 1.35,
  ageing: 1.4,
};

/** Efficiency of cycle 4 lies this many points below that of cycle 200, and closes in with this constant. */
export const EFFICIENCY_RISE = { points: 2.2, cycles: 12 } as const;
/** Share of the fade that is exponential (the rest is linear), and its constant. */
export const FAST_FADE = { share: 0.45, cycles: 30 } as const;
/** Efficiency in each rate block, %, and fall of the lithiation from its first to its last cycle, relative. */
export const RATE_EFFICIENCIES = [96.8, 98.4, 98.8, 99, 99.1, 99.2, 97.6] as const;
export const RATE_DRIFTS = [0.07, 0.015, 0.012, 0.012, 0.012, 0.015, 0.02] as const;

/** Standard deviations, relative for capacities and in points for efficiencies. */
export const SCATTER = {
  /** Slow wander and white noise of the lithiation from cycle to cycle. */
  wander: 0.0005,
  wanderMemory: 0.9,
  white: 0.0006,
  withinRateBlock: 0.0025,
  efficiency: 0.04,
  /** A replicate's own departure, per rate block; the cells that carry the published numbers have none. */
  replicateBlock: 0.008,
} as const;
