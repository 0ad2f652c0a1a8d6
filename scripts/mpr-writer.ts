/**
 * Writes Biologic binary files (`.mpr`) for tests, examples and benchmarks, by the published notes on the format. Shares
 * no code with the reader in parsers/biologic.
 */

export interface WrittenColumn {
  /** Column id: 4 time/s, 6 Ewe/V, 7 dq/mA.h … */
  readonly id: number;
  readonly values: readonly number[] | Float64Array;
  /** Bytes per value, where the id alone does not tell: 498 … 502 are 4 or 8. */
  readonly bytes?: 4 | 8;
}

export interface MprContent {
  /** Version of the data module: 2 and 3 up to EC-Lab 11.4x, 10 and 11 from 11.50 on, 0 very old. */
  readonly version: 0 | 2 | 3 | 10 | 11;
  /** Technique id: 4 GCPL, 6 CV, 11 OCV, 24 CA, 25 CP, 29 PEIS, 30 GEIS, 127 MB … */
  readonly technique: number;
  readonly columns: readonly WrittenColumn[];
  /** `2024-01-10T11:02:29.886`, time of the PC; no LOG module where undefined. */
  readonly started?: string;
  /** First rows of the loops; no loop module where undefined. */
  readonly loops?: readonly number[];
  /** Old module headers around the new data module, as in files that a later program has processed. */
  readonly oldHeaders?: boolean;
  readonly software?: string;
  /** From 1. */
  readonly channel?: number;
  readonly channelSerial?: number;
  readonly deviceSerial?: string;
  readonly fileName?: string;
  readonly comments?: string;
  readonly electrodeMaterial?: string;
  readonly electrolyte?: string;
  readonly characteristicMass?: { readonly value: number; readonly unit: 'g' | 'mg' };
  /** cm². */
  readonly area?: number;
  readonly reference?: { readonly name: string; readonly volts: number };
  /** mA·h. */
  readonly batteryCapacity?: number;
}

const FLAG_BITS = new Map([
  [1, 0],
  [2, 2],
  [3, 3],
  [21, 4],
  [31, 5],
  [65, 7],
]);
const EIGHT_BYTES = new Set([4, 7, 11, 13, 23, 24, 74, 123, 124, 125, 126, 438, 467, 878, 880, 883, 884]);
const FOUR_BYTE_COUNTERS = new Set([468, 469]);
const TWO_BYTES = new Set([39, 131]);
const ONE_BYTE = new Set([509]);

const SET_BYTES = 6700;
const LOG_BYTES = 8000;
/** What the program fills in where the user enters nothing. */
const DEFAULT_ENTRY = 0.001;

/** The bytes of a file. Throws RangeError for columns of different lengths. */
export function writeMpr(content: MprContent): Uint8Array {
  const isNew = content.version >= 10;
  const hasNewHeaders = isNew && content.oldHeaders !== true;
  const date = moduleDate(content.started);
  const modules = [moduleBytes('VMP Set', 'VMP settings', settings(content), hasNewHeaders, [0, 10], date)];
  const dataVersion = isNew ? ([0, content.version] as const) : ([content.version, 0] as const);
  modules.push(moduleBytes('VMP data', 'VMP data', dataBytes(content), isNew, dataVersion, date));
  if (content.started !== undefined) {
    modules.push(moduleBytes('VMP LOG', 'VMP LOG', log(content, content.started), hasNewHeaders, [0, 10], date));
  }
  if (content.loops !== undefined) {
    const loops = loopBytes(content.loops, content.columns[0]?.values.length ?? 0);
    modules.push(moduleBytes('VMP loop', 'VMP expt. loop indexes', loops, hasNewHeaders, [0, 10], date));
  }
  const signature = new Uint8Array(0x34);
  signature.fill(0x20, 0, 48);
  put(signature, 0, 'BIO-LOGIC MODULAR FILE\u001a');
  return joined([signature, ...modules]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Latin-1. */
function put(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

function putCounted(bytes: Uint8Array, at: number, text: string): void {
  bytes[at] = text.length;
  put(bytes, at + 1, text);
}

function moduleBytes(
  name: string,
  longName: string,
  body: Uint8Array,
  newHeader: boolean,
  version: readonly [number, number],
  date: string,
): Uint8Array {
  const header = new Uint8Array(newHeader ? 65 : 57);
  const view = new DataView(header.buffer);
  put(header, 0, 'MODULE'.concat(name.padEnd(10), longName.padEnd(25)));
  let at = 41;
  const put32 = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  if (newHeader) put32(0xffff_ffff);
  put32(body.length);
  put32(newHeader || name === 'VMP data' ? version[0] : 0);
  if (newHeader) put32(version[1]);
  put(header, at, date);
  return joined([header, body]);
}

function moduleDate(started: string | undefined): string {
  if (started === undefined) return '01/01/20';
  return `${started.slice(5, 7)}/${started.slice(8, 10)}/${started.slice(2, 4)}`;
}

function settings(content: MprContent): Uint8Array {
  const bytes = new Uint8Array(SET_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = content.technique;
  putCounted(bytes, 0x07, content.comments ?? '');
  for (const at of [0x107, 0x10f, 0x113]) view.setFloat32(at, DEFAULT_ENTRY, true);
  putCounted(bytes, 0x11e, content.electrodeMaterial ?? '');
  putCounted(bytes, 0x1c0, content.electrolyte ?? '');
  view.setFloat32(0x211, content.area ?? DEFAULT_ENTRY, true);
  putCounted(bytes, 0x215, content.reference?.name ?? '(unspecified)');
  view.setFloat32(0x248, content.reference?.volts ?? 0, true);
  view.setFloat32(0x24c, content.characteristicMass?.value ?? DEFAULT_ENTRY, true);
  bytes[0x250] = 2;
  bytes[0x251] = content.characteristicMass?.unit === 'mg' ? 2 : 1;
  view.setFloat32(0x25c, content.batteryCapacity ?? 0, true);
  return bytes;
}

function log(content: MprContent, started: string): Uint8Array {
  const bytes = new Uint8Array(LOG_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0x09] = (content.channel ?? 1) - 1;
  view.setUint32(0xab, content.channelSerial ?? 0, true);
  const days = (Date.parse(`${started}Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;
  view.setFloat64(0x249, days, true);
  putCounted(bytes, 0x251, content.fileName ?? 'C:\\data\\cell.mpr');
  const software = content.software ?? (content.version >= 10 ? '11.50' : '11.33');
  for (const at of [0x3b7, 0x3be, 0x3c5]) putCounted(bytes, at, software);
  putCounted(bytes, 0x3cf, content.deviceSerial ?? '0001');
  return bytes;
}

/** First rows, then the number of rows, in a block of 65 numbers or more. */
function loopBytes(starts: readonly number[], rows: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + 4 * (65 + starts.length)));
  [starts.length + 1, ...starts, rows].forEach((value, k) => {
    view.setUint32(4 * k, value, true);
  });
  return new Uint8Array(view.buffer);
}

function widthOf({ id, bytes }: WrittenColumn): number {
  if (bytes !== undefined) return bytes;
  if (EIGHT_BYTES.has(id)) return 8;
  if (TWO_BYTES.has(id)) return 2;
  return ONE_BYTE.has(id) || FLAG_BITS.has(id) ? 1 : 4;
}

function dataBytes({ version, columns }: MprContent): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  if (columns.some(({ values }) => values.length !== rows)) throw new RangeError('columns of different lengths');
  const start = { 0: 100, 2: 405, 3: 406, 10: 1007, 11: 1007 }[version];
  const offsets: number[] = [];
  let flagsAt = -1;
  let width = 0;
  for (const column of columns) {
    const isFlag = FLAG_BITS.has(column.id);
    offsets.push(isFlag && flagsAt >= 0 ? flagsAt : width);
    if (isFlag && flagsAt >= 0) continue;
    if (isFlag) flagsAt = width;
    width += widthOf(column);
  }
  const bytes = new Uint8Array(start + rows * width);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, rows, true);
  view.setUint8(4, columns.length);
  columns.forEach(({ id }, k) => {
    if (version === 0) view.setUint8(5 + k, id);
    else view.setUint16((version >= 10 ? 6 : 5) + 2 * k, id, true);
  });
  if (version === 3 || version >= 10) view.setUint8(start - 1, 1);
  for (const [k, column] of columns.entries()) writeColumn(view, column, start + (offsets[k] ?? 0), width);
  return bytes;
}

function writeColumn(view: DataView, column: WrittenColumn, first: number, width: number): void {
  const { id, values } = column;
  const isDouble = widthOf(column) === 8;
  const bit = FLAG_BITS.get(id);
  for (let i = 0, at = first; i < values.length; i++, at += width) {
    const value = values[i] ?? 0;
    if (bit !== undefined) view.setUint8(at, view.getUint8(at) | (value << bit));
    else if (isDouble) view.setFloat64(at, value, true);
    else if (FOUR_BYTE_COUNTERS.has(id)) view.setUint32(at, value, true);
    else if (TWO_BYTES.has(id)) view.setUint16(at, value, true);
    else if (ONE_BYTE.has(id)) view.setUint8(at, value);
    else view.setFloat32(at, value, true);
  }
}
