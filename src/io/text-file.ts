/** Text files as bytes that readers can scan, and their first lines. */
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

/** The first lines with their places in the file, which must not be UTF-16: see `textFile`. */
export function headLines(file: RawFile): HeadLines {
  const { head } = file;
  const encoding = headEncoding(file);
  const decode = cellDecoder(encoding);
  const isWhole = head.length >= file.size;
  const lines: HeadLine[] = [];
  let start = UTF8_MARK.every((byte, i) => head[i] === byte) ? UTF8_MARK.length : 0;
  for (let i = start; i < head.length; i++) {
    if (head[i] !== LF && head[i] !== CR) continue;
    const text = decode(head.subarray(start, i));
    if (head[i] === CR && head[i + 1] === LF) i++;
    else if (head[i] === CR && i + 1 === head.length && !isWhole) return { encoding, lines };
    lines.push({ text, start, end: i + 1 });
    start = i + 1;
  }
  if (isWhole && start < head.length) {
    lines.push({ text: decode(head.subarray(start)), start, end: head.length });
  }
  return { encoding, lines };
}

/** The encoding that the head shows, cut where no character is cut. */
export function headEncoding({ head, size }: RawFile): Encoding {
  if (head.length >= size) return decodeText(head).encoding;
  const end = Math.max(head.lastIndexOf(LF), head.lastIndexOf(CR)) + 1;
  return decodeText(end > 0 ? head.subarray(0, end) : head).encoding;
}

/**
 * Decodes cells of a file. What is no UTF-8 in a file whose head is (as any ASCII is) is decoded by what it shows
 * itself. windows-1252 is decoded as a stream: the one-shot form of Node 20 is wrong for 0x80–0x9F.
 */
export function cellDecoder(encoding: Encoding): (bytes: Uint8Array) => DecodedText['text'] {
  if (encoding !== 'utf-8') {
    return (bytes) => {
      const decoder = new TextDecoder(encoding, { ignoreBOM: true });
      return decoder.decode(bytes, { stream: true }) + decoder.decode();
    };
  }
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return strict.decode(bytes);
    } catch {
      return decodeText(bytes).text;
    }
  };
}
