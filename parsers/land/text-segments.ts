/** Text files of several tables: header lines, and the rows that belong to each. */

import type { RawFile } from '../../src/model/source.ts';
import { decodeText } from '../../src/model/text.ts';
import { type Delimiter, refuse, splitCells, type TextHeader, tableKind } from './text-header.ts';

/** Rows between two headers. */
export interface Segment {
  readonly header: TextHeader;
  /** Bytes of its rows. */
  readonly start: number;
  readonly end: number;
  /** 0-based line of its first row. */
  readonly firstLine: number;
}

const LF = 0x0a;
const CR = 0x0d;

interface Line {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The segments of a file in order. A header that another one follows at once waits for the first rows that are as wide
 * as it: some exports write all headers first. Throws SourceError where rows fit none or more than one of those waiting.
 */
export function findSegments(file: RawFile, delimiter: Delimiter): Segment[] {
  const { bytes } = file;
  const headers = headerLines(bytes, delimiter);
  const segments: Segment[] = [];
  let waiting: TextHeader[] = [];
  headers.forEach((header, k) => {
    const end = headers[k + 1]?.start ?? bytes.length;
    waiting.push(header);
    const first = firstRow(bytes, header.end, end);
    if (first === undefined) return;
    const chosen = waiting.length === 1 ? header : fitting(waiting, cellsOf(bytes, first, delimiter));
    if (chosen === undefined) {
      refuse(file, header.line, `${waiting.length} headers stand above rows that fit none of them alone`);
    }
    segments.push({ header: chosen, start: header.end, end, firstLine: header.line + 1 });
    waiting = waiting.filter((other) => other !== chosen);
  });
  return segments;
}

interface PlacedHeader extends TextHeader {
  readonly start: number;
}

/** Lines whose first cell is a word that opens a table. */
function headerLines(bytes: Uint8Array, delimiter: Delimiter): PlacedHeader[] {
  const headers: PlacedHeader[] = [];
  for (const line of lines(bytes)) {
    if (!startsWithWord(bytes, line)) continue;
    const cells = cellsOf(bytes, line, delimiter);
    const kind = tableKind(cells);
    if (kind !== undefined) headers.push({ kind, delimiter, cells, line: line.line, start: line.start, end: line.end });
  }
  return headers;
}

function* lines(bytes: Uint8Array): Generator<Line> {
  let [start, line] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== LF && bytes[i] !== CR) continue;
    if (bytes[i] === CR && bytes[i + 1] === LF) i++;
    yield { line, start, end: i + 1 };
    start = i + 1;
    line += 1;
  }
  if (start < bytes.length) yield { line, start, end: bytes.length };
}

/** Data rows begin with a number or an empty cell. */
function startsWithWord(bytes: Uint8Array, { start, end }: Line): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0x20 || byte === 0x22) continue;
    const isNumber = (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b;
    const isEnd = byte === LF || byte === CR || byte === 0x2c || byte === 0x09 || byte === 0x3b;
    return !isNumber && !isEnd;
  }
  return false;
}

function cellsOf(bytes: Uint8Array, { start, end }: { start: number; end: number }, delimiter: Delimiter): string[] {
  const { text } = decodeText(bytes.subarray(start, end));
  return splitCells(text.replace(/[\r\n]+$/, ''), delimiter);
}

function firstRow(bytes: Uint8Array, start: number, end: number): { start: number; end: number } | undefined {
  for (const line of lines(bytes.subarray(start, end))) {
    const row = { start: start + line.start, end: start + line.end };
    if (bytes.subarray(row.start, row.end).some((byte) => byte > 0x20 && byte !== 0x2c && byte !== 0x3b)) return row;
  }
  return undefined;
}

function widthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

function fitting(headers: readonly TextHeader[], row: readonly string[]): TextHeader | undefined {
  const width = widthOf(row);
  const [only, other] = headers.filter(({ cells }) => widthOf(cells) === width);
  return other === undefined ? only : undefined;
}
