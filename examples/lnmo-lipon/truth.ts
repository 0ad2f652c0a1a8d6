/** The numbers of truth.json, with their types. */
import { readFileSync } from 'node:fs';

export type WindowName = 'I' | 'II' | 'III';

export interface Plateau {
  readonly window: WindowName;
  readonly V: number;
  readonly width_V: number;
}

export interface Block {
  readonly rate: string;
  /** 1/h */
  readonly C: number;
  /** Cycles, counted from 1 over all files of a cell. */
  readonly first: number;
  readonly last: number;
}

export interface Part {
  readonly file: string;
  /** Its first cycle; the interrupted one goes on in it. */
  readonly from: number;
  readonly pause_before_h: number;
}

export interface CellTruth {
  readonly seed: number;
  /** Local time of the PC. */
  readonly started: string;
  readonly last_cycle: number;
  readonly open_circuit_V: number;
  readonly resistance_ohm: number;
  readonly resistance_growth_by_last_cycle: number;
  /** Of the blocks of the programme, in their order. */
  readonly shares_of_formation_capacity: readonly number[];
  readonly fade_pct_per_cycle_at_4C: number;
  readonly first_charge_excess: {
    readonly li_per_cm3: number;
    readonly windows: Readonly<Record<WindowName, number>>;
  };
  readonly efficiency_before_4C_pct: number;
  readonly efficiency_at_4C: {
    readonly mean_pct: number;
    readonly rise_pct: number;
    readonly rise_cycles: number;
    readonly modulation?: {
      readonly period_h: number;
      readonly amplitude_pct: number;
      readonly zero_crossing_h: number;
    };
  };
  readonly scatter: { readonly capacity_pct: number; readonly efficiency_pct: number };
  readonly interrupted?: { readonly cycle: number; readonly at_share_of_charge: number };
  readonly parts: readonly Part[];
}

export interface Truth {
  readonly published: {
    readonly mean_coulombic_efficiency_pct: number;
    readonly period_h: number;
    readonly share_at_5C_pct: number;
    readonly plateaus_V: readonly number[];
    readonly excess_li_per_cm3: number;
    readonly cycles: number;
  };
  readonly film: {
    readonly stated_area_cm2: number;
    readonly area_cm2: number;
    readonly thickness_nm: number;
    readonly nominal_capacity_mAh: number;
  };
  readonly profile: {
    readonly charge_cutoff_V: number;
    readonly discharge_cutoff_V: number;
    readonly hysteresis_V: number;
    readonly plateaus: readonly (Plateau & { readonly share: number })[];
    readonly slope_share: number;
    readonly first_charge_plateau: Plateau & { readonly share_on_slope: number };
    readonly reading_noise_V: number;
  };
  /** Of the discharge capacity, whose mean over the formation is the nominal one. */
  readonly formation_loss_pct_per_cycle: number;
  readonly window_edges_V: readonly number[];
  readonly programme: readonly Block[];
  readonly cells: Readonly<Record<'LNMO-LiPON' | 'LNMO-liquid', CellTruth>>;
}

export const TRUTH: Truth = JSON.parse(readFileSync(new URL('truth.json', import.meta.url), 'utf8'));
