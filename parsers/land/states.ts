/** LAND's words for what a step does: one vocabulary of the step table, one of the records, and older ones. */
import type { Mode } from '../../src/model/schema.ts';

export interface StepState {
  /** 1 charge, −1 discharge, 0 rest, NaN: the sign of the current tells. */
  readonly sign: number;
  readonly mode: Mode;
}

const CHARGE = 1;
const DISCHARGE = -1;

const STATES: Readonly<Record<string, StepState>> = {
  R: { sign: 0, mode: 'rest' },
  Rest: { sign: 0, mode: 'rest' },
  RateC: { sign: CHARGE, mode: 'constant-current' },
  RateD: { sign: DISCHARGE, mode: 'constant-current' },
  'CC-Rate': { sign: CHARGE, mode: 'constant-current' },
  'DC-Rate': { sign: DISCHARGE, mode: 'constant-current' },
  C_Rate: { sign: CHARGE, mode: 'constant-current' },
  D_Rate: { sign: DISCHARGE, mode: 'constant-current' },
  CCC: { sign: CHARGE, mode: 'constant-current' },
  CCD: { sign: DISCHARGE, mode: 'constant-current' },
  C_CC: { sign: CHARGE, mode: 'constant-current' },
  D_CC: { sign: DISCHARGE, mode: 'constant-current' },
  CVC: { sign: CHARGE, mode: 'constant-voltage' },
  CVD: { sign: DISCHARGE, mode: 'constant-voltage' },
  C_CV: { sign: CHARGE, mode: 'constant-voltage' },
  D_CV: { sign: DISCHARGE, mode: 'constant-voltage' },
  CPC: { sign: CHARGE, mode: 'constant-power' },
  CPD: { sign: DISCHARGE, mode: 'constant-power' },
  CRD: { sign: DISCHARGE, mode: 'constant-resistance' },
};

/** Undefined for a word never seen. */
export function stepState(word: string): StepState | undefined {
  return Object.hasOwn(STATES, word) ? STATES[word] : undefined;
}
