/** Modes of a step, as the vendor's library numbers them. */
import type { Mode } from '../../src/model/schema.ts';

export interface StepMode {
  /** 1 charge, −1 discharge, 0: the sign of the current tells. */
  readonly sign: number;
  readonly mode: Mode;
}

const CHARGE = 1;
const DISCHARGE = -1;

const MODES: ReadonlyMap<number, StepMode> = new Map<number, StepMode>([
  [0x02, { sign: DISCHARGE, mode: 'constant-current' }],
  [0x03, { sign: CHARGE, mode: 'constant-current' }],
  [0x04, { sign: DISCHARGE, mode: 'constant-voltage' }],
  [0x05, { sign: CHARGE, mode: 'constant-voltage' }],
  [0x13, { sign: DISCHARGE, mode: 'constant-power' }],
  [0x14, { sign: CHARGE, mode: 'constant-power' }],
  [0x16, { sign: DISCHARGE, mode: 'constant-resistance' }],
  [0x70, { sign: 0, mode: 'rest' }],
  [0x75, { sign: DISCHARGE, mode: 'constant-current' }],
  [0x76, { sign: CHARGE, mode: 'constant-current' }],
]);

/** Undefined for a code whose records have no known direction. */
export function stepMode(code: number): StepMode | undefined {
  return MODES.get(code);
}
