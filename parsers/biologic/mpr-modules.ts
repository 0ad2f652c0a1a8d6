/** The container of an .mpr file: a chain of modules, walked by their lengths. */
import { offsetPlace, type RawFile, SourceError } from '../../src/model/source.ts';

export interface MprModule {
  /** `VMP Set`, `VMP data`, `VMP LOG`, `VMP loop`, `VMP ExtDev`. */
  readonly name: string;
  readonly version: number;
  /** Date as the PC writes it: `12/23/17`, `01.08.18`, `10-04-17`. The order of its parts is not known. */
  readonly date: string;
  /** Offset in the file of the first byte after the header. */
  readonly start: number;
  /** Bytes that the header announces. */
  readonly length: number;
  /** What there is of them: all, but for the last module of a file that is cut off. */
  readonly bytes: Uint8Array;
}

export interface MprFile {
  readonly modules: readonly MprModule[];
  /** Offset of what follows the last module; the size of the file where nothing does. */
  readonly end: number;
}

export const COPY_AGAIN = 'copy the file from the instrument computer again once the measurement has ended';

const SIGNATURE = 'BIO-LOGIC MODULAR FILE\u001a';
const FILE_HEADER_BYTES = 0x34;
const MODULE = 'MODULE';
/** Short name 10, long name 25, length 4, version 4, date 8; all after the word MODULE. */
const OLD_HEADER_BYTES = 51;
/** From EC-Lab 11.50: names, 0xFFFFFFFF, length, two parts of the version, date. */
const NEW_HEADER_BYTES = 59;
const NAMES_BYTES = 35;
/** Real files have up to six; more are taken for what follows the modules. */
const MOST_MODULES = 100;
const NEW_HEADER_MARK = 0xffff_ffff;

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

/** A fixed field of text: up to the first NUL, without the blanks that fill it. */
function field(bytes: Uint8Array, start: number, length: number): string {
  const text = ascii(bytes, start, length);
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim();
}

/** True for the signature of a modular file. */
export function hasMprSignature(head: Uint8Array): boolean {
  return ascii(head, 0, SIGNATURE.length) === SIGNATURE;
}

/**
 * Lists the modules. A module that runs past the end of the file is the last one, with the bytes that there are.
 * Throws SourceError where the signature is missing.
 */
export function readModules(file: RawFile): MprFile {
  const { bytes } = file;
  if (!hasMprSignature(bytes)) {
    const detail = 'does not begin with "BIO-LOGIC MODULAR FILE"';
    throw new SourceError(file.path, offsetPlace(0), detail, COPY_AGAIN);
  }
  const modules: MprModule[] = [];
  let at = FILE_HEADER_BYTES;
  while (at < bytes.length && modules.length < MOST_MODULES) {
    const module = readModule(bytes, at);
    if (module === undefined) break;
    modules.push(module);
    at = module.start + module.bytes.length;
  }
  return { modules, end: Math.min(at, bytes.length) };
}

/** The module at an offset; undefined where there is none or its header is not whole. */
function readModule(bytes: Uint8Array, at: number): MprModule | undefined {
  const header = at + MODULE.length;
  if (ascii(bytes, at, MODULE.length) !== MODULE || header + OLD_HEADER_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengths = header + NAMES_BYTES;
  const isNew = view.getUint32(lengths, true) === NEW_HEADER_MARK;
  const start = header + (isNew ? NEW_HEADER_BYTES : OLD_HEADER_BYTES);
  if (start > bytes.length) return undefined;
  const length = view.getUint32(isNew ? lengths + 4 : lengths, true);
  const version = isNew
    ? view.getUint32(lengths + 8, true) + view.getUint32(lengths + 12, true)
    : view.getUint32(lengths + 4, true);
  return {
    name: field(bytes, header, 10),
    version,
    date: field(bytes, start - 8, 8),
    start,
    length,
    bytes: bytes.subarray(start, start + length),
  };
}
