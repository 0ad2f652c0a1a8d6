/** Text files as bytes that readers can scan, and their first lines. */
import { isAscii } from 'node:buffer';
import { memoryFile, type RawFile } from '../model/source.ts';
import { type DecodedText, decodeText, type Encoding } from '../model/text.ts';

const LF = 0x0a;
const CR = 0x0d;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

export interface HeadLine {
  /** Without its line end and without a byte-order mark. */
  readonly text: string;
  /** Byte of the file at which it starts, behind a byte-order mark. */
  readonly start: number;
  /** Byte behind its line end: where the next line starts. */
  readonly end: number;
}

export interface HeadLines {
  readonly encoding: Encoding;
  /** The whole lines among the first `HEAD_BYTES` bytes; a last line without an end only where the file ends too. */
  readonly lines: readonly HeadLine[];
}

/**
 * A UTF-16 file (with or without byte-order mark) as the same text in UTF-8, in memory; half a character at its end is
 * left out. Every other file as it is.
 */
export function textFile(file: RawFile): RawFile {
  const encoding = headEncoding(file);
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return file;
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (const block of file.blocks()) {
    const piece = encoder.encode(decoder.decode(block, { stream: true }));
    pieces.push(piece);
    size += piece.length;
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return memoryFile(file.path, bytes, file.sha256, file.labels);
}

/** The first lines, at most `most`, with their places in the file, which must not be UTF-16: see `textFile`. */
export function headLines(file: RawFile, most = Number.POSITIVE_INFINITY): HeadLines {
  const { head } = file;
  const bytes = asBuffer(head);
  const encoding = headEncoding(file);
  const decode = cellDecoder(encoding);
  const isWhole = head.length >= file.size;
  const lines: HeadLine[] = [];
  let start = UTF8_MARK.every((byte, i) => head[i] === byte) ? UTF8_MARK.length : 0;
  // Both ends are looked for at once and no more often than they occur.
  let [lineFeed, carriageReturn] = [-1, -1];
  while (start < head.length && lines.length < most) {
    if (lineFeed < start) lineFeed = positionOf(bytes, LF, start);
    if (carriageReturn < start) carriageReturn = positionOf(bytes, CR, start);
    const stop = Math.min(lineFeed, carriageReturn);
    if (stop === head.length && !isWhole) break;
    const isPair = stop === carriageReturn && lineFeed === stop + 1;
    if (stop === carriageReturn && stop + 1 === head.length && !isWhole) break;
    const end = Math.min(stop + (isPair ? 2 : 1), head.length);
    lines.push({ text: decode(head.subarray(start, stop)), start, end });
    start = end;
  }
  return { encoding, lines };
}

/** First position of a byte from `start` on; the length where there is none. */
function positionOf(bytes: Buffer, byte: number, start: number): number {
  const found = bytes.indexOf(byte, start);
  return found < 0 ? bytes.length : found;
}

/** Encodings by head: whoever reads lines, cells or pieces of a file asks anew, and small files are many. */
const encodings = new WeakMap<Uint8Array, Encoding>();

/** The encoding that the head shows, cut where no character is cut. */
export function headEncoding({ head, size }: RawFile): Encoding {
  const known = encodings.get(head);
  if (known !== undefined) return known;
  const end = head.length >= size ? 0 : Math.max(head.lastIndexOf(LF), head.lastIndexOf(CR)) + 1;
  const encoding = encodingOf(end > 0 ? head.subarray(0, end) : head);
  encodings.set(head, encoding);
  return encoding;
}

/** Bytes looked at together for one that is no ASCII. */
const CHUNK_BYTES = 1 << 12;

/** As `decodeText` finds it, which is given no more than the lines from the first byte that is no ASCII to the last. */
function encodingOf(head: Uint8Array): Encoding {
  const bytes = asBuffer(head);
  if (bytes.includes(0)) return decodeText(bytes).encoding;
  if (isAscii(bytes)) return 'utf-8';
  let from = 0;
  while (isAscii(bytes.subarray(from, from + CHUNK_BYTES))) from += CHUNK_BYTES;
  let to = bytes.length;
  while (isAscii(bytes.subarray(Math.max(from, to - CHUNK_BYTES), to))) to -= CHUNK_BYTES;
  const lineEnd = bytes.indexOf(LF, to);
  return decodeText(bytes.subarray(bytes.lastIndexOf(LF, from) + 1, lineEnd < 0 ? bytes.length : lineEnd)).encoding;
}

/**
 * Decodes cells of a file. What is no UTF-8 in a file whose head is (as any ASCII is) is decoded by what it shows
 * itself. windows-1252 is decoded as a stream: the one-shot form of Node 20 is wrong for 0x80–0x9F.
 */
export function cellDecoder(encoding: Encoding): (bytes: Uint8Array) => DecodedText['text'] {
  const isUtf16 = encoding === 'utf-16le' || encoding === 'utf-16be';
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  return (bytes) => {
    // A decoder takes longer to make, and to call, than a line of ASCII to read.
    if (!isUtf16 && isAscii(bytes)) return asciiText(bytes);
    decoder ??= new TextDecoder(encoding, { fatal: encoding === 'utf-8', ignoreBOM: true });
    if (encoding !== 'utf-8') return decoder.decode(bytes, { stream: true }) + decoder.decode();
    try {
      return decoder.decode(bytes);
    } catch {
      return decodeText(bytes).text;
    }
  };
}

function asciiText(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

/** The same bytes: searched faster. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
