/**
 * What the impedance of the synthetic cells is. One circuit for all:
 * R_s + (R_SEI ‖ CPE_SEI) + (R_ct ‖ CPE_dl) + W, with CPE = 1/(Q (jω)ⁿ) and W = σ (1 − j)/√ω.
 *
 * "published" marks numbers printed by Guan et al., Nanoscale Adv. 2023, 5, 4158, for HRPOSS-6. Which state of charge
 * carries which of them, and everything else, is this generator's own choice and says nothing about the real materials.
 */
import { HRPOSS_1_5, HRPOSS_3, HRPOSS_6, type Material } from './truth.ts';

/** The moment of a test at which a spectrum is taken. */
export interface ElectrodeState {
  readonly branch: 'discharge' | 'charge';
  readonly cycle: number;
  /** V against Li⁺/Li */
  readonly potential: number;
}

export interface ConstantPhaseElement {
  /** S·sⁿ */
  readonly q: number;
  readonly n: number;
}

/** Lists hold one value for each of STATES, in its order; resistances in Ω. */
export interface ImpedanceSeries {
  readonly material: Material;
  readonly electrolyte: readonly number[];
  readonly surfaceLayer: readonly number[];
  readonly chargeTransfer: readonly number[];
  /** Ω·s^−½ */
  readonly warburg: readonly number[];
  readonly surfaceLayerCpe: ConstantPhaseElement;
  readonly doubleLayerCpe: ConstantPhaseElement;
}

export const STATES: readonly ElectrodeState[] = [
  { branch: 'discharge', cycle: 1, potential: 1 },
  { branch: 'discharge', cycle: 1, potential: 0.5 },
  { branch: 'discharge', cycle: 1, potential: 0.1 },
  { branch: 'discharge', cycle: 1, potential: 0.01 },
  { branch: 'charge', cycle: 1, potential: 0.5 },
  { branch: 'charge', cycle: 1, potential: 1 },
  { branch: 'charge', cycle: 1, potential: 1.5 },
  { branch: 'charge', cycle: 2, potential: 1.5 },
];

export const IMPEDANCE: readonly ImpedanceSeries[] = [
  {
    material: HRPOSS_1_5,
    electrolyte: [4.1, 4.2, 4.6, 5.1, 5.3, 5.4, 5.8, 6.3],
    surfaceLayer: [212, 173, 139, 127, 121, 126, 131, 138],
    chargeTransfer: [96, 88, 74, 66, 59, 55, 52, 43],
    warburg: [14, 12.5, 11, 12, 10.5, 10, 10.5, 11],
    surfaceLayerCpe: { q: 2.1e-6, n: 0.85 },
    doubleLayerCpe: { q: 1.2e-3, n: 0.81 },
  },
  {
    material: HRPOSS_3,
    electrolyte: [3.6, 3.8, 4.1, 4.4, 4.6, 4.7, 5, 5.3],
    surfaceLayer: [176, 138, 101, 90, 84, 81, 79, 77],
    chargeTransfer: [79, 70, 58, 50, 43, 38, 35, 26],
    warburg: [11.5, 10, 9, 9.5, 8.5, 8, 8.2, 8.4],
    surfaceLayerCpe: { q: 2.3e-6, n: 0.86 },
    doubleLayerCpe: { q: 1.4e-3, n: 0.82 },
  },
  {
    material: HRPOSS_6,
    electrolyte: [3, 3.2, 3.5, 3.9, 4.1, 4.3, 4.6, 5], // published: 3 to 5
    surfaceLayer: [145.7, 104, 70, 58, 50, 47, 44, 40], // published: 145.7, then about 70, then 40 to 50
    chargeTransfer: [61, 54, 44, 37, 31, 26, 22, 13], // published: 61, and 13 at the second full charge
    warburg: [9, 8, 7, 7.5, 6.5, 6, 6.2, 5.5],
    surfaceLayerCpe: { q: 2.5e-6, n: 0.87 },
    doubleLayerCpe: { q: 1.6e-3, n: 0.83 },
  },
];

/** Sweep of every spectrum, Hz. */
export const SWEEP = { from: 1e5, to: 0.01, pointsPerDecade: 10 } as const;

/** Standard deviation of both parts of Z, relative to |Z|. */
export const IMPEDANCE_NOISE = 0.003;
