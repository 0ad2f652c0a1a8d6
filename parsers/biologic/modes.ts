/** The lowest two bits of the flag byte: what EC-Lab controlled. */
import { type Mode, modeCode } from '../../src/model/schema.ts';

export const MODE = { galvanostatic: 1, potentiostatic: 2, rest: 3 } as const;

/** Codes of the schema's modes; anything else is `other`. */
export function schemaModes(mode: Float64Array): Uint8Array {
  const codes = new Map<number, number>([
    [MODE.galvanostatic, modeCode('constant-current')],
    [MODE.potentiostatic, modeCode('constant-voltage')],
    [MODE.rest, modeCode('rest')],
  ]);
  const other = modeCode('other');
  return Uint8Array.from(mode, (code) => codes.get(code) ?? other);
}

const CONTROL_MODES: Readonly<Record<string, Mode>> = {
  Rest: 'rest',
  CC: 'constant-current',
  CV: 'constant-voltage',
  CP: 'constant-power',
  CR: 'constant-resistance',
};

/** Schema's modes by the sequence number of each row and the control types of the sequences, as Modulo Bat lists them. */
export function controlModes(sequence: Float64Array, controls: readonly string[]): Uint8Array {
  const codes = controls.map((control) => modeCode(CONTROL_MODES[control] ?? 'other'));
  const other = modeCode('other');
  return Uint8Array.from(sequence, (number) => codes[number] ?? other);
}
