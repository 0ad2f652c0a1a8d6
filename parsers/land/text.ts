/**
 * LAND (LANHE, Landt) cyclers, text exports.
 *
 * Usage. `.csv` or `.txt` with a table of records (comma, tab or semicolon), alone or with cycle and step tables in the
 * same file. Recognised by the names in its header lines, in English or Chinese.
 *
 * Schema and sign conventions: as for the workbooks (index.ts).
 *
 * File structure and quirks.
 *   - Mixed files: blocks whose header begins with `Cycle`, `Step` or `Record`; a header may stand above the block of
 *     another table and wait for its own rows.
 *   - Charge and discharge side by side, an empty column between them: read one after the other. Where the second time
 *     starts again it is continued, and said so.
 *   - The client sold as Landt: `Rec# Cyc# Step Test(s) … Amps Volts State`, dates month first; or a csv with
 *     `test_time_s, voltage_V, current_A, cycle_index …`. An old export: eight columns, `Data_Point … Date_Time`.
 *   - Encodings UTF-8 (with or without mark), UTF-16, GB18030; decimal comma where the cells have it.
 *   - A test time without unit must be written as on a clock (`1-00:04:44`): plain numbers could be seconds or days.
 *   - A last line that is cut off is being written: it is left out, and said so.
 */
import { headLines, textFile } from '../../src/io/text-file.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace, memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, decodeText, splitLines } from '../../src/model/text.ts';
import { compareWithCycleTable, isCycleHeader, type SheetTable, sumCycles, tableFromRows } from './cycle-table.ts';
import { buildDataset } from './dataset.ts';
import type { Layout, PreviewRow } from './record-layout.ts';
import { RecordReader } from './record-reader.ts';
import {
  findHeader,
  isLandHeader,
  layoutOf,
  markOf,
  refuse,
  sideBySide,
  splitCells,
  type TextHeader,
} from './text-header.ts';
import { findSegments, type Segment } from './text-segments.ts';
import { readTextTable, requireTimeUnit, type TextTable } from './text-table.ts';

const PARSER_ID = 'land-text';
const SAMPLE_ROWS = 50;

export const landText: Parser = {
  id: PARSER_ID,
  instrument: 'LAND (LANHE) cycler',
  description: 'LANDdt or Landt text export (.csv, .txt): records, alone or with cycles and steps',
  async claims(file) {
    if (file.size === 0 || isBinary(file.head)) return false;
    const header = findHeader(headLines(textHead(file)).lines);
    return header !== undefined && isLandHeader(header);
  },
  async parse(file) {
    return parse(textFile(file));
  },
};

function isBinary(head: Uint8Array): boolean {
  return decodeText(head.subarray(0, 4096)).text.includes('\0');
}

/** Only the beginning of a file of UTF-16, which is transcoded as a whole otherwise. */
function textHead(file: RawFile): RawFile {
  return textFile(memoryFile(file.path, file.head));
}

function parse(file: RawFile): ParseResult {
  const { lines } = headLines(file);
  const header = findHeader(lines);
  if (header === undefined) {
    throw new SourceError(file.path, '', 'no header of a LAND table', 'export the records with their header');
  }
  const mark = markOf(lines, header);
  const above = lines.slice(0, header.line).map(({ text }) => text.trim());
  const meta = { ...(above.some((text) => text !== '') ? { header: above.join('\n') } : {}) };
  const reader = new RecordReader(file.path, { decimalMark: mark });
  if (header.kind === 'records') {
    const sample = lines
      .slice(header.line + 1, header.line + 1 + SAMPLE_ROWS)
      .map(({ text }) => splitCells(text, header.delimiter));
    const starts = sideBySide(header.cells);
    const isMixed = sample.some((cells) => cells.some((cell) => /^(?:Cycle|Step)$/.test(cell)));
    if (starts.length > 1) return readSideBySide(file, header, mark, reader, meta, starts);
    if (!isMixed) return readPlain(file, header, mark, sample, reader, meta);
  }
  return readMixed(file, header, mark, reader, meta);
}

type Meta = Readonly<Record<string, string>>;

function tableOf(file: RawFile, header: TextHeader, mark: DecimalMark, layout: Layout, rows: Rows): TextTable {
  const monthFirst = header.cells.some((cell) => /^(?:dpt-time|date_time_iso_string)$/i.test(cell));
  const table = { file, layout, delimiter: header.delimiter, mark, monthFirst, ...rows };
  requireTimeUnit(table);
  return table;
}

interface Rows {
  readonly start: number;
  readonly firstLine: number;
  readonly sample: readonly (readonly string[])[];
  readonly range?: readonly [number, number];
}

function readPlain(
  file: RawFile,
  header: TextHeader,
  mark: DecimalMark,
  sample: Rows['sample'],
  reader: RecordReader,
  meta: Meta,
): ParseResult {
  const layout = layoutOf(file, header);
  const rows = { start: header.end, firstLine: header.line + 1, sample };
  const isCut = readTextTable(tableOf(file, header, mark, layout, rows), reader);
  return finish(file, reader, [layout], [], meta, isCut ? [cutIssue(file)] : []);
}

function cutIssue(file: RawFile): Issue {
  return issue('LAND_FILE_INCOMPLETE', 'the last line is cut off and left out', file.path);
}

function finish(
  file: RawFile,
  reader: RecordReader,
  layouts: readonly Layout[],
  tables: readonly SheetTable[],
  meta: Meta,
  found: readonly Issue[],
): ParseResult {
  const [first] = layouts;
  if (reader.length === 0) {
    if (first === undefined) {
      return { datasets: [], issues: [issue('LAND_CYCLE_TABLE_ONLY', 'the file holds no records', file.path)] };
    }
    refuse(file, first.headerRow, 'a header but no records');
  }
  const { dataset, issues } = buildDataset(reader, layouts, { file, parser: PARSER_ID, tables, meta });
  const { cycle, charge } = dataset.columns;
  const ofTables = tables
    .filter(({ table }) => isCycleHeader([...table.columns.keys()]))
    .flatMap((table) =>
      cycle === undefined || charge === undefined
        ? []
        : compareWithCycleTable(table, sumCycles(cycle, charge), file.path),
    );
  return { datasets: [dataset], issues: [...found, ...issues, ...ofTables] };
}

/** The rows of each table lie between headers; the tables of cycles and steps are small and read as text. */
function readMixed(file: RawFile, first: TextHeader, mark: DecimalMark, reader: RecordReader, meta: Meta): ParseResult {
  const whole = memoryFile(file.path, file.bytes, file.sha256, file.labels);
  const segments = findSegments(whole, first.delimiter);
  const layouts: Layout[] = [];
  const rows = new Map<string, { header: TextHeader; rows: Map<number, PreviewRow> }>();
  const issues: Issue[] = [];
  for (const segment of segments) {
    if (segment.header.kind === 'records') {
      const layout = layoutOf(whole, segment.header);
      layouts.push(layout);
      const piece = memoryFile(file.path, whole.bytes.subarray(0, segment.end), file.sha256, file.labels);
      const place = { start: segment.start, firstLine: segment.firstLine, sample: sampleOf(whole, segment) };
      const isCut = readTextTable(tableOf(piece, segment.header, mark, layout, place), reader);
      if (isCut) issues.push(cutIssue(file));
      continue;
    }
    const key = segment.header.cells.join('\t');
    const table = rows.get(key) ?? { header: segment.header, rows: new Map<number, PreviewRow>() };
    rows.set(key, table);
    for (const [line, cells] of tableRows(whole, segment, mark)) table.rows.set(line, cells);
  }
  const place = (row: number, column: number) => linePlace(row, column);
  const tables = [...rows.values()].map(({ header, rows: body }) =>
    tableFromRows(header.kind, header.cells, body, place),
  );
  return finish(file, reader, layouts, tables, meta, issues);
}

function sampleOf({ bytes }: RawFile, { start, end, header }: Segment): string[][] {
  const { text } = decodeText(bytes.subarray(start, Math.min(end, start + 16_384)));
  return splitLines(text)
    .slice(0, SAMPLE_ROWS)
    .map((line) => splitCells(line, header.delimiter));
}

function tableRows(
  { bytes }: RawFile,
  { start, end, firstLine, header }: Segment,
  mark: DecimalMark,
): Map<number, PreviewRow> {
  const rows = new Map<number, PreviewRow>();
  splitLines(decodeText(bytes.subarray(start, end)).text).forEach((line, i) => {
    const cells = splitCells(line, header.delimiter);
    if (cells.every((cell) => cell === '')) return;
    rows.set(firstLine + i, mark === ',' ? cells.map((cell) => cell.replace(/^([-+]?\d*),(\d+)$/, '$1.$2')) : cells);
  });
  return rows;
}

/** Every table is read by itself: the other's columns count for nothing then. */
function readSideBySide(
  file: RawFile,
  header: TextHeader,
  mark: DecimalMark,
  reader: RecordReader,
  meta: Meta,
  starts: readonly number[],
): ParseResult {
  const { lines } = headLines(file);
  const sample = lines
    .slice(header.line + 1, header.line + 1 + SAMPLE_ROWS)
    .map(({ text }) => splitCells(text, header.delimiter));
  const layouts: Layout[] = [];
  const issues: Issue[] = [];
  let before = 0;
  starts.forEach((start, k) => {
    const end = starts[k + 1] ?? header.cells.length;
    const cells = header.cells.map((cell, column) => (column >= start && column < end ? cell : ''));
    const layout = layoutOf(file, { ...header, cells }, header.cells.length);
    layouts.push({ ...layout, slots: layout.slots.slice(start, end) });
    const rows = { start: header.end, firstLine: header.line + 1, sample, range: [start, end] as const };
    if (readTextTable(tableOf(file, header, mark, layout, rows), reader) && k === 0) issues.push(cutIssue(file));
    if (continueTime(reader, before)) {
      const message = `the test time of table ${k + 1} starts again; it is continued where the table before ended`;
      issues.push(issue('LAND_TIME_RESTARTED', message, file.path, linePlace(header.line, start)));
    }
    before = reader.length;
  });
  return finish(file, reader, layouts, [], meta, issues);
}

/** Adds the last time before a record to the times from it on, where these start again. */
function continueTime(reader: RecordReader, from: number): boolean {
  const time = reader.columns.get('time')?.finish();
  if (time === undefined || from === 0 || from >= time.length) return false;
  const last = time[from - 1] ?? 0;
  if ((time[from] ?? 0) >= last) return false;
  for (let i = from; i < time.length; i++) time[i] = (time[i] ?? 0) + last;
  return true;
}
