/** The lowest two bits of the flag byte: what EC-Lab controlled. */
import { modeCode } from '../../src/model/schema.ts';

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
