/** The stage registry: one line each, in the order in which they run. */
import { eisFitStage } from './circuit/eis-fit-stage.ts';
import { ELEMENT_TYPES, type ElementType } from './circuit/elements.ts';
import { cePeriodicityStage } from './cycling/ce-periodicity-stage.ts';
import { cellEnergyStage } from './cycling/cell-energy-stage.ts';
import { cyclesStage } from './cycling/cycles-stage.ts';
import { dqdvStage } from './cycling/dqdv-stage.ts';
import { firstCycleStage } from './cycling/first-cycle-stage.ts';
import { overpotentialStage } from './cycling/overpotential-stage.ts';
import { rateScoresStage } from './cycling/rate-scores-stage.ts';
import { rateTestStage } from './cycling/rate-test-stage.ts';
import { retentionStage } from './cycling/retention-stage.ts';
import { symmetricCellStage } from './cycling/symmetric-cell-stage.ts';
import { voltageProfileStage } from './cycling/voltage-profile-stage.ts';
import { voltageWindowsStage } from './cycling/voltage-windows-stage.ts';
import { groupsStage } from './groups-stage.ts';
import type { Stage } from './stage.ts';
import { summaryStage } from './summary-stage.ts';

export const STAGES: readonly Stage[] = [
  cyclesStage,
  retentionStage,
  rateTestStage,
  voltageProfileStage,
  voltageWindowsStage,
  firstCycleStage,
  dqdvStage,
  cePeriodicityStage,
  overpotentialStage,
  symmetricCellStage,
  cellEnergyStage,
  eisFitStage,
  summaryStage,
  groupsStage,
  rateScoresStage,
];

/** What circuit strings may be made of. */
export const CIRCUIT_ELEMENTS: readonly ElementType[] = ELEMENT_TYPES;
