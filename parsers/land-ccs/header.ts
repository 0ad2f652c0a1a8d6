/** The pages before the first record: who measured what, and where the records begin. */
import { isoFromSeconds } from '../../src/model/calendar.ts';
import { offsetPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { oneLine } from '../../src/model/text.ts';

export const PAGE_BYTES = 128;
export const MAGIC: readonly number[] = [0x00, 0x00, 0x00, 0x02, 0x28, 0x95, 0x27, 0x95];

/** The programme of steps follows the fixed part of the header; control pages and records follow the programme. */
const PROGRAMME_OFFSET = 0x900;
const PROGRAMME_STEP_BYTES = 80;
/** Length of the block that ends with the programme, without its steps. */
const PROGRAMME_FIXED_BYTES = 488;

const OFFSETS = {
  channel: 0x08,
  groupOrdinal: 0x50,
  started: 0xa8,
  nominalCapacity: 0x324,
  activeMass: 0x328,
  programmeSteps: 0x72c,
  programmeBytes: 0x730,
} as const;

/** Name in the results → offset and length in bytes. The host's name and the identifiers of the file stay out. */
const TEXTS: Readonly<Record<string, readonly [number, number]>> = {
  'test name': [0xb0, 0x140],
  'process name': [0x734, 0x40],
  'process description': [0x774, 0x100],
  software: [0x2d0, 0x50],
  'instrument serial number': [0x360, 0x10],
  group: [0x10, 0x40],
};

/** 2000-01-01 and 2100-01-01: a clock outside was never set. */
const EARLIEST_MS = 946_684_800_000;
const LATEST_MS = 4_102_444_800_000;

export interface Header {
  /** Offset of the first control page. */
  readonly dataStart: number;
  readonly meta: Readonly<Record<string, string>>;
  /** Start by the clock of the PC, ms since 1970-01-01 UTC; NaN where the file states none. */
  readonly startedMs: number;
  /** g; undefined where the file states none. */
  readonly activeMass: number | undefined;
}

export function isClockSet(milliseconds: number): boolean {
  return milliseconds >= EARLIEST_MS && milliseconds < LATEST_MS;
}

/** Throws SourceError where the header is cut off or does not describe its own length. */
export function readHeader(file: RawFile): Header {
  const { head, path } = file;
  const remedy = 'copy the file again from the cycler PC';
  if (head.length < PROGRAMME_OFFSET) {
    throw new SourceError(path, offsetPlace(head.length), 'the file ends within its header', remedy);
  }
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const steps = view.getUint32(OFFSETS.programmeSteps, true);
  const stated = view.getUint32(OFFSETS.programmeBytes, true);
  if (stated !== PROGRAMME_FIXED_BYTES + PROGRAMME_STEP_BYTES * steps) {
    const detail = `a programme of ${steps} steps that is said to take ${stated} bytes: no known layout of the header`;
    throw new SourceError(path, offsetPlace(OFFSETS.programmeSteps), detail, 'report the file to the maintainers');
  }
  const end = PROGRAMME_OFFSET + PROGRAMME_STEP_BYTES * steps;
  const dataStart = Math.ceil(end / PAGE_BYTES) * PAGE_BYTES;
  if (dataStart > head.length) {
    throw new SourceError(path, offsetPlace(head.length), 'the file ends within its programme of steps', remedy);
  }
  const startedMs = Number(view.getBigUint64(OFFSETS.started, true));
  const nominal = typedNumber(view.getFloat32(OFFSETS.nominalCapacity, true));
  return {
    dataStart,
    meta: {
      ...texts(head),
      'group number': String(view.getUint32(OFFSETS.groupOrdinal, true)),
      channel: String(view.getUint8(OFFSETS.channel) + 1),
      ...(nominal === undefined ? {} : { 'nominal capacity (mAh/g)': String(nominal) }),
      'programme steps': String(steps),
    },
    startedMs: isClockSet(startedMs) ? startedMs : Number.NaN,
    activeMass: typedNumber(view.getFloat32(OFFSETS.activeMass, true)),
  };
}

/** ISO 8601 of milliseconds since 1970. */
export function isoFromMilliseconds(milliseconds: number): string {
  return isoFromSeconds(milliseconds / 1000);
}

function texts(head: Uint8Array): Record<string, string> {
  const decoder = new TextDecoder('gb18030');
  const found: Record<string, string> = {};
  for (const [name, [offset, length]] of Object.entries(TEXTS)) {
    const field = head.subarray(offset, offset + length);
    const end = field.indexOf(0);
    const text = oneLine(decoder.decode(end < 0 ? field : field.subarray(0, end))).trim();
    if (text !== '') found[name] = text;
  }
  return found;
}

/** The decimal number that someone typed and the file holds in single precision; undefined where none was given. */
function typedNumber(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 ? Number(value.toPrecision(7)) : undefined;
}
