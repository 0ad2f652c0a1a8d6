/** The registry of figures: one line each. */
import { capacityDistribution } from './capacity-distribution.ts';
import { cePeriodogram } from './ce-periodogram.ts';
import { cycling } from './cycling.ts';
import { dqdv } from './dqdv.ts';
import type { Figure } from './figure.ts';
import { nyquist } from './nyquist.ts';
import { rate } from './rate.ts';
import { resistances } from './resistances.ts';
import { retention } from './retention.ts';
import { threeElectrode } from './three-electrode.ts';
import { voltageProfile } from './voltage-profile.ts';

/** In the order of the report. */
export const FIGURES: readonly Figure[] = [
  cycling,
  rate,
  voltageProfile,
  capacityDistribution,
  dqdv,
  retention,
  cePeriodogram,
  threeElectrode,
  nyquist,
  resistances,
];
