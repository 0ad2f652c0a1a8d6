/** Rows of a delimited record table → the record reader: by column where no cell is in doubt, else cell by cell. */
import { type CellKind, type DelimitedColumns, readDelimited } from '../../src/io/delimited.ts';
import { isoFromSeconds } from '../../src/model/calendar.ts';
import { type RawFile, SourceError } from '../../src/model/source.ts';
import type { DecimalMark } from '../../src/model/text.ts';
import { isAbsent, parseHeader, timeUnit } from './columns.ts';
import type { Layout, Slot } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';
import type { Delimiter } from './text-header.ts';

export interface TextTable {
  readonly file: RawFile;
  readonly layout: Layout;
  readonly delimiter: Delimiter;
  readonly mark: DecimalMark;
  readonly start: number;
  readonly firstLine: number;
  /** The first rows, to tell columns of words from columns of numbers. */
  readonly sample: readonly (readonly string[])[];
  /** Columns of this table, where others stand beside it: from, and up to but without. */
  readonly range?: readonly [number, number];
  /** Dates are month/day/year, as the client sold as Landt writes them; else year first. */
  readonly monthFirst: boolean;
}

/** Reads the rows of a table into `reader`, which must be open for its layout. True where the last row is cut off. */
export function readTextTable(table: TextTable, reader: RecordReader): boolean {
  const kinds = table.layout.slots.map((slot, column) => kindOf(slot, column, table));
  const { file, delimiter, mark: decimalMark, start, firstLine } = table;
  const read = readDelimited(file, { delimiter, decimalMark, start, firstLine, columns: kinds });
  const layout = { ...table.layout, slots: table.layout.slots.map((slot, i) => readSlot(slot, kinds[i] ?? 'number')) };
  reader.open(layout);
  if (isClean(layout, kinds, read)) appendColumns(layout, kinds, read, reader);
  else feedCells(layout, kinds, read, reader, table.monthFirst);
  reader.close();
  return read.incompleteLastRow;
}

function kindOf({ kind, source }: Slot, column: number, { sample, range }: TextTable): CellKind {
  if (range !== undefined && !(range[0] <= column && column < range[1])) return 'ignore';
  const cells = sample.map((row) => row[column] ?? '').filter((cell) => !isAbsent(cell));
  if (kind === 'state') return 'word';
  if (kind === 'clock') return 'clock';
  if (kind === 'elapsed')
    return timeUnit(parseHeader(source).unit) === '' || cells.some(isClockLike) ? 'elapsed' : 'number';
  if (kind === 'number') return 'number';
  return cells.some((cell) => !/^[-+]?[\d.,]/.test(cell) || isClockLike(cell)) ? 'word' : 'number';
}

function isClockLike(cell: string): boolean {
  return cell.includes(':');
}

/** Times written as on a clock have been read as seconds already. */
function readSlot(slot: Slot, kind: CellKind): Slot {
  return kind === 'elapsed' ? { ...slot, factor: 1 } : slot;
}

/** Whether every cell is what its column should hold; a blank is in doubt except in extra columns. */
function isClean({ slots }: Layout, kinds: readonly CellKind[], read: DelimitedColumns): boolean {
  if (read.shortRows.length > 0) return false;
  return slots.every(({ field }, k) => {
    if (kinds[k] === 'ignore') return true;
    if (field === undefined) return kinds[k] === 'number' && (read.words[k]?.size ?? 0) === 0;
    if (kinds[k] === 'word') return true;
    const values = read.columns[k];
    const least = field === 'capacity' || field === 'clock' ? 0 : Number.NEGATIVE_INFINITY;
    return values?.every((value) => value >= least) ?? false;
  });
}

function appendColumns(layout: Layout, kinds: readonly CellKind[], read: DelimitedColumns, reader: RecordReader): void {
  const rows = Float64Array.from({ length: read.length }, (_, row) => read.lineOf(row));
  const values = layout.slots.map(({ factor, kind }, k) => {
    const cells = read.columns[k];
    if (kinds[k] === 'word' || kinds[k] === 'ignore' || cells === undefined) return undefined;
    if (factor !== 1) for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] ?? 0) * factor;
    if (kind === 'elapsed') roundToMilliseconds(cells);
    return cells;
  });
  const state = layout.slots.findIndex(({ kind }) => kind === 'state');
  const codes = read.columns[state];
  reader.appendRows(rows, values, codes === undefined ? undefined : { codes, words: read.dictionaries[state] ?? [] });
}

/** As the record reader does for every time. */
function roundToMilliseconds(times: Float64Array): void {
  for (let i = 0; i < times.length; i++) times[i] = Math.round((times[i] ?? 0) * 1000) / 1000;
}

function feedCells(
  layout: Layout,
  kinds: readonly CellKind[],
  read: DelimitedColumns,
  reader: RecordReader,
  monthFirst: boolean,
): void {
  for (let row = 0; row < read.length; row++) {
    const line = read.lineOf(row);
    for (let k = 0; k < layout.slots.length; k++) {
      const value = read.columns[k]?.[row] ?? Number.NaN;
      const word = kinds[k] === 'word' ? read.dictionaries[k]?.[value] : read.words[k]?.get(row);
      if (word !== undefined) reader.text(line, k, monthFirst && kinds[k] === 'clock' ? yearFirst(word) : word);
      else if (Number.isNaN(value)) continue;
      else if (kinds[k] === 'clock') reader.text(line, k, isoFromSeconds(value));
      else reader.number(line, k, value);
    }
  }
}

/** `11/28/2023 10:45:55` → `2023-11-28 10:45:55`; anything else as it is. */
function yearFirst(word: string): string {
  return word.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?=[ T])/, '$3-$1-$2');
}

/**
 * Throws SourceError where a test time has no unit and is not written as on a clock either: seconds and days look alike.
 */
export function requireTimeUnit({ file, layout, sample }: TextTable): void {
  layout.slots.forEach((slot, column) => {
    if (slot.field !== 'time' || timeUnit(parseHeader(slot.source).unit) !== '' || slot.factor === 1) return;
    const cells = sample.map((row) => row[column] ?? '').filter((cell) => !isAbsent(cell));
    if (cells.length === 0 || cells.some(isClockLike)) return;
    const detail = `column "${slot.source}" states no unit, and its cells are plain numbers`;
    throw new SourceError(
      file.path,
      layout.place(layout.headerRow, column),
      detail,
      'name it TestTime/Sec or TestTime/h',
    );
  });
}
