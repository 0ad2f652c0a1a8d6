/** What the study says about a sample, in the schema's units. */
import type { Quantity } from './units.ts';

export const ROLES = ['anode-half-cell', 'cathode-half-cell', 'full-cell', 'symmetric-cell', 'pellet', 'film'] as const;
export type Role = (typeof ROLES)[number];

export interface NominalCapacity {
  /** Ah, Ah/g or Ah/cm², told by `per`. */
  readonly value: Quantity;
  readonly per: 'cell' | 'g' | 'cm2';
}

export interface Exclusion {
  /** Instrument's cycle numbers, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface Layer {
  readonly material: string;
  readonly formula: string;
  /** g/cm³ */
  readonly density: Quantity;
  /** nm */
  readonly thickness: Quantity;
}

export interface SampleFile {
  /** Relative to the study, `/` as separator. */
  readonly path: string;
  /** `state`, `cycle`, `region`, `temperature`, `use` and whatever the pattern captured. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly id: string;
  /** Replicates share a group; the sample's own name where the study gives none. */
  readonly group: string;
  readonly role?: Role;
  /** g, or taken from the files. */
  readonly activeMass?: Quantity | 'from-file';
  /** cm² */
  readonly area?: Quantity;
  /** nm */
  readonly thickness?: Quantity;
  readonly paired?: boolean;
  readonly nominalCapacity?: NominalCapacity;
  readonly exclude: readonly Exclusion[];
  readonly layers: readonly Layer[];
  readonly files: readonly SampleFile[];
}
