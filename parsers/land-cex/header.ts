/** The first 64 bytes: layout of the records, ranges of the channel, start, mass. */
import { isoFromSeconds } from '../../src/model/calendar.ts';
import { offsetPlace, SourceError } from '../../src/model/source.ts';

export const MAGIC: readonly number[] = [0x10, 0x11, 0x09, 0x88];
export const HEADER_BYTES = 64;

/** How a record stores capacity and energy: a count and a number, or two numbers. */
export type RecordLayout = 'counter' | 'float';

/** Bytes 4–7. */
const LAYOUTS: ReadonlyMap<string, RecordLayout> = new Map([
  ['00 01 01 00', 'counter'],
  ['02 01 01 00', 'counter'],
  ['07 00 04 00', 'float'],
  ['01 00 04 00', 'float'],
]);

const OFFSETS = {
  layout: 4,
  box: 8,
  channel: 9,
  started: 16,
  voltageRange: 24,
  currentRange: 26,
  mass: 28,
  version: 36,
} as const;

/** Codes of the ranges for which the scale of the records is described: 5 V, and 5 mA with three states of its flags. */
const VOLTAGE_RANGES: readonly number[] = [5];
const CURRENT_RANGES: readonly number[] = [0x0005, 0xc005, 0xe005];

export interface Header {
  readonly layout: RecordLayout;
  readonly meta: Readonly<Record<string, string>>;
  /** ISO 8601 without zone, or ''. */
  readonly started: string;
  /** g; undefined where the file states none. */
  readonly activeMass: number | undefined;
}

/** Throws SourceError for a layout or a range that no description covers. */
export function readHeader(head: Uint8Array, path: string): Header {
  if (head.length < HEADER_BYTES) {
    throw new SourceError(path, offsetPlace(head.length), 'the file ends within its header', 'copy the file again');
  }
  const remedy = 'export the test from LANDdt as a workbook';
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const bytes = Array.from(head.subarray(OFFSETS.layout, OFFSETS.layout + 4), hexByte).join(' ');
  const layout = LAYOUTS.get(bytes);
  if (layout === undefined) {
    throw new SourceError(path, offsetPlace(OFFSETS.layout), `an unknown layout of records: ${bytes}`, remedy);
  }
  for (const [name, at, known] of [
    ['voltage', OFFSETS.voltageRange, VOLTAGE_RANGES],
    ['current', OFFSETS.currentRange, CURRENT_RANGES],
  ] as const) {
    const code = view.getUint16(at, true);
    if (known.includes(code)) continue;
    const detail = `a ${name} range 0x${code.toString(16)} for which the scale of the records is not known`;
    throw new SourceError(path, offsetPlace(at), detail, remedy);
  }
  const started = view.getUint32(OFFSETS.started, true);
  const mass = view.getFloat32(OFFSETS.mass, true);
  return {
    layout,
    meta: {
      layout: `${bytes} (${layout})`,
      box: String(view.getUint8(OFFSETS.box) + 1),
      channel: String(view.getUint8(OFFSETS.channel) + 1),
      'monitor version': Array.from(head.subarray(OFFSETS.version, OFFSETS.version + 4), hexByte).join(' '),
      ...(started === 0 ? {} : { 'time zone of the start': 'not stated' }),
    },
    started: started === 0 ? '' : isoFromSeconds(started),
    activeMass: Number.isFinite(mass) && mass > 0 ? Number(mass.toPrecision(7)) : undefined,
  };
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
