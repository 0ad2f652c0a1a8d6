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
 *     another table and wait for its own rows (text-blocks.ts, text-segments.ts).
 *   - Charge and discharge side by side, an empty column between them: read one after the other, in the order of their
 *     times; where the second time starts again it is continued, and said so (text-side-by-side.ts).
 *   - The client sold as Landt: `Rec# Cyc# Step Test(s) … Amps Volts State`, magnitudes of the current, dates month first;
 *     or a csv with `test_time_s, voltage_V, current_A, cycle_index …` that counts charge and discharge apart
 *     (split-counters.ts). An old export: eight columns, `Data_Point … Date_Time`.
 *   - Encodings UTF-8 (with or without mark), UTF-16, GB18030; decimal comma where the cells have it.
 *   - A time without unit must be written as on a clock (`1-00:04:44`): plain numbers could be seconds or days.
 *   - A last line that is cut off is being written: it is left out, and said so.
 *
 * Large files of records alone are read in pieces, column by column (text-table.ts); no string is made of a cell that is
 * a number, a time or a word met before.
 */
import { cellDecoder, headEncoding, headLines, textFile } from '../../src/io/text-file.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { issue } from '../../src/model/issues.ts';
import { memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, decodeText } from '../../src/model/text.ts';
import { tableIssues } from './cycle-table.ts';
import { buildDataset } from './dataset.ts';
import { RecordReader } from './record-reader.ts';
import { readBlocks } from './text-blocks.ts';
import { findHeader, isLandHeader, layoutOf, markOf, refuse, sideBySide, type TextHeader } from './text-header.ts';
import { hasOtherTables } from './text-segments.ts';
import { readSideBySide } from './text-side-by-side.ts';
import { type Contents, cutIssue, readTextTable, sampleOf } from './text-table.ts';

const PARSER_ID = 'land-text';

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
  const meta = above.some((text) => text !== '') ? { header: above.join('\n') } : {};
  const newReader = () => new RecordReader(file.path, { decimalMark: mark });
  const reader = newReader();
  if (header.kind === 'records') {
    const isApart = sideBySide(header.cells).length > 1;
    const contents = (isApart ? readSideBySide : readRecords)(file, header, mark, reader);
    if (contents !== undefined) return finish(file, reader, contents, meta);
  }
  const second = newReader();
  return finish(file, second, readBlocks(file, { delimiter: header.delimiter, mark }, second), meta);
}

/** Undefined where records are not all that the file holds. */
function readRecords(file: RawFile, header: TextHeader, mark: DecimalMark, reader: RecordReader): Contents | undefined {
  const layout = layoutOf(file, header);
  const { delimiter, end: start, line } = header;
  const sample = sampleOf(file.head.subarray(start), delimiter, cellDecoder(headEncoding(file)));
  const table = { file, layout, delimiter, mark, start, firstLine: line + 1, sample };
  try {
    const { isCut, isMixed } = readTextTable(table, reader);
    if (isMixed) return undefined;
    return { layouts: [layout], tables: [], issues: isCut ? [cutIssue(file)] : [] };
  } catch (error) {
    // A row of another table may be too long for this one.
    if (error instanceof SourceError && hasOtherTables(file, header)) return undefined;
    throw error;
  }
}

/** The dataset of the records, compared with the instrument's own tables. */
function finish(
  file: RawFile,
  { records }: RecordReader,
  { layouts, tables, issues: found }: Contents,
  meta: Readonly<Record<string, string>>,
): ParseResult {
  const [first] = layouts;
  if (records.length === 0) {
    if (first !== undefined) refuse(file, first.headerRow, 'a header but no records');
    const none = issue('LAND_CYCLE_TABLE_ONLY', 'the file holds no records', file.path);
    return { datasets: [], issues: [...found, none] };
  }
  const { dataset, issues } = buildDataset(records, layouts, { file, parser: PARSER_ID, tables, meta });
  const ofTables = tableIssues(tables, dataset.columns, file.path);
  return { datasets: [dataset], issues: [...found, ...issues, ...ofTables] };
}
