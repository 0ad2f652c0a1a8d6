/** What a control page says that follows it. */
import type { Mode } from '../../src/model/schema.ts';

export interface StepMode {
  /** 1 charge, −1 discharge, 0 neither. */
  readonly sign: number;
  readonly mode: Mode;
}

/** The test was stopped by hand or by a limit of the channel. */
export const STOPPED = 0x00;
/** The programme came to its end. */
export const ENDED = 0x61;

/** Codes seen with records in real files. */
const MODES: ReadonlyMap<number, StepMode> = new Map([
  [0x01, { sign: 0, mode: 'rest' }],
  [0x24, { sign: 1, mode: 'constant-current' }],
  [0x44, { sign: -1, mode: 'constant-current' }],
]);

/** Undefined for a code that no file has shown with records. */
export function stepMode(code: number): StepMode | undefined {
  return MODES.get(code);
}
