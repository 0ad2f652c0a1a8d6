/** Text files of several tables: header lines, and the rows that belong to each. */
import { cellDecoder, headEncoding } from '../../src/io/text-file.ts';
import type { RawFile } from '../../src/model/source.ts';
import { type DecimalMark, parseNumber } from '../../src/model/text.ts';
import { isAbsent, isTableField, parseHeader, recordField } from './columns.ts';
import { type Delimiter, refuse, splitCells, type TextHeader, tableKind } from './text-header.ts';

/** Rows below each other that belong to one header. */
export interface Segment {
  readonly header: TextHeader;
  /** Bytes of its rows. */
  readonly start: number;
  readonly end: number;
  /** 0-based line of its first row, and how many lines it has. */
  readonly firstLine: number;
  readonly lines: number;
}

const LF = 0x0a;
const CR = 0x0d;

interface Line {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** How the cells of a file are told apart and read. */
export interface Cells {
  readonly delimiter: Delimiter;
  readonly mark: DecimalMark;
}

/**
 * The segments of a file in order. Headers that follow each other wait for their rows: some exports write a header above
 * the block of another table, or all headers first. Rows then belong to the header that has as many columns and whose
 * numbers are numbers. Throws SourceError where they fit none or more than one of those waiting.
 */
export function findSegments(file: RawFile, { delimiter, mark }: Cells): Segment[] {
  const { bytes } = file;
  const decode = cellDecoder(headEncoding(file));
  const cellsOf = ({ start, end }: Line) => {
    return splitCells(decode(bytes.subarray(start, end)).replace(/[\r\n]+$/, ''), delimiter);
  };
  const headers = headerLines(bytes, cellsOf, delimiter);
  const segments: Segment[] = [];
  let waiting: TextHeader[] = [];
  headers.forEach((header, k) => {
    const region = { start: header.end, end: headers[k + 1]?.start ?? bytes.length, line: header.line + 1 };
    const endLine = headers[k + 1]?.line ?? countLines(bytes, region) + region.line;
    waiting = [...waiting.filter(({ cells }) => !isSame(cells, header.cells)), header];
    const found =
      waiting.length === 1
        ? [{ header, start: region.start, end: region.end, firstLine: region.line, lines: endLine - region.line }]
        : runs(file, region, waiting, cellsOf, mark);
    if (found.length === 1 && isBlank(bytes, region)) return;
    segments.push(...found);
    waiting = waiting.filter((other) => found.every((segment) => segment.header !== other));
  });
  return segments;
}

/** Whether a file with this record header has other headers too. */
export function hasOtherTables(file: RawFile, { cells, delimiter }: TextHeader): boolean {
  const decode = cellDecoder(headEncoding(file));
  const cellsOf = ({ start, end }: Line) => {
    return splitCells(decode(file.bytes.subarray(start, end)).replace(/[\r\n]+$/, ''), delimiter);
  };
  return headerLines(file.bytes, cellsOf, delimiter).some((header) => !isSame(header.cells, cells));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((cell, i) => cell === b[i]);
}

interface PlacedHeader extends TextHeader {
  readonly start: number;
}

type CellsOf = (line: Line) => string[];

/** Lines whose first cell is a word that opens a table. */
function headerLines(bytes: Uint8Array, cellsOf: CellsOf, delimiter: Delimiter): PlacedHeader[] {
  const headers: PlacedHeader[] = [];
  eachLine(bytes, { line: 0, start: 0, end: bytes.length }, (line, start, end) => {
    if (!startsWithWord(bytes, start, end)) return;
    const cells = cellsOf({ line, start, end });
    const kind = tableKind(cells);
    if (kind !== undefined) headers.push({ kind, delimiter, cells, line, start, end });
  });
  return headers;
}

/** Lines of a part of the file, which begins with line `line`. */
function eachLine(bytes: Uint8Array, part: Line, take: (line: number, start: number, end: number) => void): void {
  let { line, start } = part;
  for (let i = start; i < part.end; i++) {
    if (bytes[i] !== LF && bytes[i] !== CR) continue;
    if (bytes[i] === CR && bytes[i + 1] === LF) i++;
    take(line, start, i + 1);
    start = i + 1;
    line += 1;
  }
  if (start < part.end) take(line, start, part.end);
}

function countLines(bytes: Uint8Array, part: Line): number {
  let count = 0;
  eachLine(bytes, part, () => {
    count += 1;
  });
  return count;
}

/** Data rows begin with a number or an empty cell. */
function startsWithWord(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    // A byte-order mark, a blank or a quote may stand before the word.
    if (byte === 0xef && i === 0) i += 2;
    else if (byte !== 0x20 && byte !== 0x22) {
      const isNumber = (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b;
      const isEnd = byte === LF || byte === CR || byte === 0x2c || byte === 0x09 || byte === 0x3b;
      return !isNumber && !isEnd;
    }
  }
  return false;
}

/** Nothing but blanks, delimiters and line ends. */
function isBlank(bytes: Uint8Array, { start, end }: { readonly start: number; readonly end: number }): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte > 0x22 && byte !== 0x2c && byte !== 0x3b) return false;
  }
  return true;
}

/** Cuts the rows of a region where they become another header's. */
function runs(file: RawFile, region: Line, headers: readonly TextHeader[], cellsOf: CellsOf, mark: DecimalMark) {
  const found: { header: TextHeader; start: number; end: number; firstLine: number; lines: number }[] = [];
  let width = -1;
  eachLine(file.bytes, region, (line, start, end) => {
    if (isBlank(file.bytes, { start, end })) return;
    const cells = cellsOf({ line, start, end });
    const last = found.at(-1);
    // Rows of one table have as many cells each; their kind need not be asked for again.
    if (last === undefined || cells.length !== width) {
      const isCut = end === file.bytes.length && last !== undefined && cells.length < width;
      const header = isCut ? last.header : fitting(file, line, headers, cells, mark);
      width = cells.length;
      if (header !== last?.header) {
        found.push({ header, start, end, firstLine: line, lines: 1 });
        return;
      }
    }
    const run = found.at(-1);
    if (run === undefined) return;
    run.end = end;
    run.lines = line + 1 - run.firstLine;
  });
  return found;
}

function fitting(
  file: RawFile,
  line: number,
  headers: readonly TextHeader[],
  row: readonly string[],
  mark: DecimalMark,
): TextHeader {
  const asWide = headers.filter(({ cells }) => cells.length === row.length || filled(cells) === filled(row));
  const fit =
    asWide.length < 2
      ? asWide
      : asWide.filter(({ cells }) => cells.every((name, i) => suits(name, row[i] ?? '', mark)));
  const [only, other] = fit;
  if (only === undefined || other !== undefined) {
    const names = headers.map(({ cells }) => cells[0]).join(', ');
    refuse(
      file,
      line,
      `this row fits ${only === undefined ? 'none' : 'more than one'} of the headers above (${names})`,
    );
  }
  return only;
}

function filled(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

/** Whether a cell may stand in a column of this name: a number, or the word of a step. */
function suits(name: string, cell: string, mark: DecimalMark): boolean {
  if (isAbsent(cell)) return true;
  const header = parseHeader(name);
  const isNumber = !Number.isNaN(parseNumber(cell, mark));
  if (isTableField(header, 'mode')) return !isNumber;
  const isNumeric = header.unit !== '' || ['cycle', 'step', 'record'].includes(recordField(header) ?? '');
  return isNumber || !isNumeric || cell.includes(':');
}
