/** Rows of a delimited record table → record columns, column by column; what may be no record is judged as in sheets. */
import { type CellKind, type DelimitedColumns, readDelimited } from '../../src/io/delimited.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, parseElapsed, parseNumber, splitLines } from '../../src/model/text.ts';
import { isAbsent, parseHeader, RECORD_FIELDS, timeUnit } from './columns.ts';
import type { SheetTable } from './cycle-table.ts';
import type { BlockCells } from './record-columns.ts';
import type { Layout, Slot } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';
import { type Delimiter, splitCells, tableKind } from './text-header.ts';

export interface TextTable {
  readonly file: RawFile;
  readonly layout: Layout;
  readonly delimiter: Delimiter;
  readonly mark: DecimalMark;
  /** Byte and 0-based line at which the first row begins. */
  readonly start: number;
  readonly firstLine: number;
  /** The first rows, to tell columns of words from columns of numbers. */
  readonly sample: readonly (readonly string[])[];
  /** Columns of other tables to the left and to the right. */
  readonly left?: number;
  readonly right?: number;
}

export interface TextRows {
  /** The last row is cut off. */
  readonly isCut: boolean;
  /** Among the rows is a header of cycles or steps: the table is not one of records alone. */
  readonly isMixed: boolean;
}

/** Clocks of the client sold as Landt, which may write the month first. */
const AMERICAN = /^(?:dpt-time|date_time_iso_string)$/i;
/** Rows, and bytes that are enough for them. */
const SAMPLE_ROWS = 50;
const SAMPLE_BYTES = 1 << 15;
const REMEDY_UNIT = 'name it TestTime/Sec or TestTime/h, whichever it is';

/** What was read of a file besides its records. */
export interface Contents {
  readonly layouts: readonly Layout[];
  readonly tables: readonly SheetTable[];
  readonly issues: readonly Issue[];
}

/** The first whole rows of those that begin here. */
export function sampleOf(bytes: Uint8Array, delimiter: Delimiter, decode: (bytes: Uint8Array) => string): string[][] {
  const lines = splitLines(decode(bytes.subarray(0, SAMPLE_BYTES)));
  if (bytes.length > SAMPLE_BYTES) lines.pop();
  return lines.slice(0, SAMPLE_ROWS).map((line) => splitCells(line, delimiter));
}

export function cutIssue({ path }: RawFile): Issue {
  return issue('LAND_FILE_INCOMPLETE', 'the last line is cut off and left out', path);
}

/** Reads the rows of a table into `reader`. Throws SourceError as `readDelimited` and the record reader do. */
export function readTextTable(table: TextTable, reader: RecordReader): TextRows {
  const { file, layout, delimiter, mark: decimalMark, start, firstLine, left = 0, right = 0 } = table;
  const own = layout.slots.map((slot, column) => kindOf(slot, column, table));
  const others = (count: number) => Array.from({ length: count }, (): CellKind => 'ignore');
  const columns = [...others(left), ...own, ...others(right)];
  const all = readDelimited(file, { delimiter, decimalMark, start, firstLine, columns, dashIsEmpty: true });
  const read = ownColumns(all, left, own.length);
  const slots = layout.slots.map((slot, i) => (isTimeText(own[i]) ? { ...slot, factor: 1 } : slot));
  reader.open({ ...layout, slots });
  slots.forEach((slot, k) => {
    if (own[k] === 'duration') refuseNumbers(table, read, k);
    if (own[k] !== 'word') toDatasetUnit(slot, read, k, decimalMark);
  });
  const lacking = rowsWithoutRecord(slots, read);
  const isMixed = lacking.some((row) => {
    const kind = tableKind(own.map((_, k) => wordAt(own, read, k, row) ?? ''));
    return kind === 'cycles' || kind === 'steps';
  });
  if (!isMixed) {
    judge(lacking, own, read, reader);
    append(lacking, own, read, reader);
  }
  return { isCut: read.incompleteLastRow, isMixed };
}

/** The columns of one table; their words may change. */
interface Cells extends Omit<DelimitedColumns, 'words' | 'isWhole'> {
  readonly words: readonly Map<number, string>[];
  readonly isWhole: boolean[];
}

function ownColumns(read: DelimitedColumns, left: number, width: number): Cells {
  const own = <T>(list: readonly T[]) => list.slice(left, left + width);
  return {
    ...read,
    columns: own(read.columns),
    isWhole: own(read.isWhole),
    dictionaries: own(read.dictionaries),
    words: own(read.words).map((words) => new Map(words)),
  };
}

function isTimeText(kind: CellKind | undefined): boolean {
  return kind === 'elapsed' || kind === 'duration';
}

function kindOf({ kind, factor, source, field }: Slot, column: number, table: TextTable): CellKind {
  const { left = 0, sample, mark } = table;
  const cells = sample.map((row) => row[column + left] ?? '').filter((cell) => !isAbsent(cell) && cell !== source);
  if (kind === 'state') return 'word';
  if (kind === 'clock') return AMERICAN.test(source) ? 'american clock' : 'clock';
  if (kind === 'number') return 'number';
  if (kind === 'elapsed' && (field === 'time' || field === 'step_time')) {
    if (factor === 1) return 'elapsed';
    if (timeUnit(parseHeader(source).unit) === '') return 'duration';
    return cells.length > 0 && cells.every((cell) => cell.includes(':')) ? 'elapsed' : 'number';
  }
  return cells.every((cell) => !Number.isNaN(parseNumber(cell, mark))) ? 'number' : 'word';
}

/** A test time without unit may be written as on a clock only: as plain numbers, seconds and days look alike. */
function refuseNumbers({ file, layout, mark }: TextTable, read: Cells, k: number): void {
  for (const [row, word] of read.words[k] ?? []) {
    if (Number.isNaN(parseNumber(word, mark))) continue;
    const detail = `column "${layout.slots[k]?.source}" states no unit, and this cell is a plain number: "${word}"`;
    throw new SourceError(file.path, layout.place(read.lineOf(row), k), detail, REMEDY_UNIT);
  }
}

/** In place. What no instrument writes becomes a word: a counter below zero, a date before 1970. */
function toDatasetUnit({ field, factor, kind }: Slot, read: Cells, k: number, mark: DecimalMark): void {
  const values = read.columns[k];
  const words = read.words[k];
  if (values === undefined || words === undefined) return;
  // What stands within blanks of other kinds than the space.
  for (const [row, word] of words) {
    const value = kind === 'clock' ? Number.NaN : parseNumber(word, mark);
    if (Number.isNaN(value)) continue;
    values[row] = value;
    words.delete(row);
  }
  if (field === 'capacity' || field === 'clock') {
    for (let row = 0; row < values.length; row++) {
      const value = values[row] ?? Number.NaN;
      if (!(value < 0)) continue;
      words.set(row, String(value));
      read.isWhole[k] = false;
      values[row] = Number.NaN;
    }
  }
  if (factor !== 1) for (let row = 0; row < values.length; row++) values[row] = (values[row] ?? Number.NaN) * factor;
  if (kind !== 'elapsed') return;
  for (const [row, word] of words) {
    const seconds = parseElapsed(word);
    if (Number.isNaN(seconds)) continue;
    values[row] = seconds;
    words.delete(row);
  }
  for (let row = 0; row < values.length; row++) values[row] = Math.round((values[row] ?? Number.NaN) * 1000) / 1000;
}

/** Rows in which a required number is missing. */
function rowsWithoutRecord(slots: readonly Slot[], read: Cells): number[] {
  const lacking = new Set<number>();
  slots.forEach(({ field }, k) => {
    if (field === undefined || !RECORD_FIELDS[field].required || read.isWhole[k] === true) return;
    const values = read.columns[k] ?? new Float64Array(0);
    for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) lacking.add(row);
  });
  return [...lacking].sort((a, b) => a - b);
}

/** What stands in a cell that holds no number. */
function wordAt(kinds: readonly CellKind[], read: Cells, k: number, row: number): string | undefined {
  return kinds[k] === 'word' ? read.dictionaries[k]?.[read.columns[k]?.[row] ?? 0] : read.words[k]?.get(row);
}

/** The record reader knows blank rows, repeated headers, and cells for which a file is refused. */
function judge(rows: readonly number[], kinds: readonly CellKind[], read: Cells, reader: RecordReader): void {
  const before = reader.records.length;
  for (const row of rows) {
    const line = read.lineOf(row);
    for (let k = 0; k < kinds.length; k++) {
      const word = wordAt(kinds, read, k, row);
      const value = read.columns[k]?.[row] ?? Number.NaN;
      if (word !== undefined) reader.text(line, k, word);
      else if (!Number.isNaN(value)) reader.number(line, k, value);
    }
  }
  reader.close();
  if (reader.records.length !== before) throw new Error('a row without required values has become a record');
}

function append(lacking: readonly number[], kinds: readonly CellKind[], read: Cells, { records }: RecordReader): void {
  const kept = lacking.length === 0 ? undefined : keptRows(lacking, read.length);
  const columns = kinds.map((kind, k): BlockCells | undefined => {
    const cells = read.columns[k];
    if (cells === undefined) return undefined;
    const own = kept === undefined ? cells : gather(cells, kept);
    if (kind === 'word') return { codes: own, dictionary: read.dictionaries[k] ?? [] };
    return { values: own, words: keptWords(read.words[k] ?? new Map(), kept), isWhole: read.isWhole[k] === true };
  });
  const rowOf = (record: number) => read.lineOf(kept === undefined ? record : (kept[record] ?? 0));
  records.appendBlock({ length: read.length - lacking.length, columns, rowOf });
}

function keptRows(lacking: readonly number[], length: number): Float64Array {
  const kept = new Float64Array(length - lacking.length);
  let [count, next] = [0, 0];
  for (let row = 0; row < length; row++) {
    if (lacking[next] === row) next += 1;
    else kept[count++] = row;
  }
  return kept;
}

/** In place. */
function gather(cells: Float64Array, kept: Float64Array): Float64Array {
  for (let i = 0; i < kept.length; i++) cells[i] = cells[kept[i] ?? 0] ?? Number.NaN;
  return cells.subarray(0, kept.length);
}

function keptWords(words: ReadonlyMap<number, string>, kept: Float64Array | undefined): ReadonlyMap<number, string> {
  if (kept === undefined || words.size === 0) return words;
  const moved = new Map<number, string>();
  kept.forEach((row, i) => {
    const word = words.get(row);
    if (word !== undefined) moved.set(i, word);
  });
  return moved;
}
