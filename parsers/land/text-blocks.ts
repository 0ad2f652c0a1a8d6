/** Text files with tables of cycles and steps beside the records: blocks below each other, each with its header. */
import { cellDecoder, headEncoding } from '../../src/io/text-file.ts';
import { linePlace, memoryFile, type RawFile } from '../../src/model/source.ts';
import { type DecimalMark, splitLines } from '../../src/model/text.ts';
import { type SheetTable, tableFromRows } from './cycle-table.ts';
import type { Layout, PreviewRow } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';
import { type Delimiter, layoutOf, splitCells, type TextHeader } from './text-header.ts';
import { findSegments, type Segment } from './text-segments.ts';
import { type Contents, cutIssue, readTextTable, sampleOf } from './text-table.ts';

/** Segments with the same header. */
interface Group {
  readonly header: TextHeader;
  readonly segments: Segment[];
}

/** Throws SourceError where rows belong to no header, and as the record reader does. */
export function readBlocks(
  source: RawFile,
  cells: { readonly delimiter: Delimiter; readonly mark: DecimalMark },
  reader: RecordReader,
): Contents {
  const file = memoryFile(source.path, source.bytes, source.sha256, source.labels);
  const groups = new Map<string, Group>();
  for (const segment of findSegments(file, cells)) {
    const key = segment.header.cells.join('\t');
    const group = groups.get(key) ?? { header: segment.header, segments: [] };
    group.segments.push(segment);
    groups.set(key, group);
  }
  const layouts: Layout[] = [];
  const tables: SheetTable[] = [];
  let isCut = false;
  for (const group of groups.values()) {
    if (group.header.kind === 'records') {
      const block = readRecordBlocks(file, group, cells.mark, reader);
      layouts.push(block.layout);
      isCut ||= block.isCut;
    } else {
      const { table, isTableCut } = readTable(file, group, cells.mark);
      tables.push(table);
      isCut ||= isTableCut;
    }
  }
  return { layouts, tables, issues: isCut ? [cutIssue(file)] : [] };
}

/** The rows of all blocks of records, joined: they are one table. */
function readRecordBlocks(file: RawFile, { header, segments }: Group, mark: DecimalMark, reader: RecordReader) {
  const { delimiter } = header;
  const [first] = segments;
  const [only, other] = [first, segments[1]];
  const firstLine = first?.firstLine ?? 0;
  const isOne = only !== undefined && other === undefined;
  const bytes = isOne ? file.bytes.subarray(0, only.end) : joined(file.bytes, segments);
  const start = isOne ? only.start : 0;
  const layout = layoutOf(file, header, isOne ? undefined : lineMap(segments));
  const sample = sampleOf(bytes.subarray(start), delimiter, cellDecoder(headEncoding(file)));
  const rows = memoryFile(file.path, bytes, file.sha256, file.labels);
  const { isCut } = readTextTable({ file: rows, layout, delimiter, mark, start, firstLine, sample }, reader);
  return { layout, isCut };
}

function joined(bytes: Uint8Array, segments: readonly Segment[]): Uint8Array {
  const all = new Uint8Array(segments.reduce((sum, { start, end }) => sum + end - start, 0));
  let offset = 0;
  for (const { start, end } of segments) {
    all.set(bytes.subarray(start, end), offset);
    offset += end - start;
  }
  return all;
}

/** Line of the joined rows, the first of which keeps its number → line of the file. */
function lineMap(segments: readonly Segment[]): (line: number) => number {
  const firsts: number[] = [];
  let next = segments[0]?.firstLine ?? 0;
  for (const { lines } of segments) {
    firsts.push(next);
    next += lines;
  }
  return (line) => {
    let [low, high] = [0, firsts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((firsts[middle] ?? 0) <= line) low = middle;
      else high = middle;
    }
    return line - (firsts[low] ?? 0) + (segments[low]?.firstLine ?? 0);
  };
}

/** Tables of cycles and steps are small. */
function readTable(file: RawFile, { header, segments }: Group, mark: DecimalMark) {
  const decode = cellDecoder(headEncoding(file));
  const rows = new Map<number, PreviewRow>();
  let isTableCut = false;
  for (const { start, end, firstLine } of segments) {
    const text = decode(file.bytes.subarray(start, end));
    const lines = splitLines(text);
    lines.forEach((line, i) => {
      const cells = splitCells(line, header.delimiter);
      if (cells.every((cell) => cell === '')) return;
      const isLast = i === lines.length - 1 && end === file.size && !/[\r\n]$/.test(text);
      if (isLast && cells.length < header.cells.length) isTableCut = true;
      else rows.set(firstLine + i, mark === ',' ? cells.map(withPoint) : cells);
    });
  }
  const place = (row: number, column: number) => linePlace(row, column);
  return { table: tableFromRows(header.kind, header.cells, rows, place), isTableCut };
}

function withPoint(cell: string): string {
  return cell.replace(/^([-+]?\d*),(\d+)$/, '$1.$2');
}
