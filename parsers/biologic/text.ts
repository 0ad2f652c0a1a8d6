/** EC-Lab's and BT-Lab's text (`.mpt`, exported `.txt`) → the columns of the file under EC-Lab's names. */
import { type CellKind, type DelimitedColumns, readDelimited } from '../../src/io/delimited.ts';
import { probeText } from '../../src/io/probe.ts';
import { type HeadLine, headLines, textFile } from '../../src/io/text-file.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace, memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, decimalMark, splitLines } from '../../src/model/text.ts';
import { CONTROLS, LOOP_STARTS } from './columns.ts';
import { dateSeconds, isDate, isoDate, possibleOrders } from './start-date.ts';
import { statedMass } from './stated-mass.ts';
import type { EcLabColumn, EcLabTable } from './table.ts';
import {
  announcedLines,
  beginsAsEcLab,
  type ColumnLine,
  findColumnLine,
  type HeaderFacts,
  headerLengthIssue,
  readFacts,
} from './text-header.ts';
import { isCutShort, WatchedFile } from './watched-file.ts';
import { type WholeRows, wholeRows } from './whole-rows.ts';

const EXPORT_AGAIN = 'export the file again from EC-Lab or BT-Lab (Export as Text)';
/** Rows looked at for the decimal mark and the number of cells. */
const PROBED_ROWS = 50;
/** Bytes looked at for a header that lists thousands of loops. */
const LONGEST_HEADER = 1 << 24;

export function isMpt(file: RawFile): boolean {
  const text = probeText(file);
  return text !== undefined && beginsAsEcLab(splitLines(text));
}

/** Throws SourceError for a file without column names or whose rows do not fit them. */
export function readMpt(original: RawFile): EcLabTable {
  const file = new WatchedFile(textFile(original));
  const lines = headerLines(file);
  const columnLine = findColumnLine(lines);
  if (columnLine === undefined) {
    const detail = 'no line names the columns (time/s, Ewe/V, freq/Hz …)';
    throw new SourceError(file.path, '', detail, EXPORT_AGAIN);
  }
  const facts = readFacts(lines, columnLine);
  const all = readRows(file, lines, columnLine);
  const isCut = !all.incompleteLastRow && isCutShort(file.tail);
  const read = wholeRows(all, isCut);
  const { columns, dates } = nameColumns(read, columnLine, file.path);
  const started = startDate(facts, dates, file.path);
  const issues = [...headerLengthIssue(columnLine, file.path), ...started.issues];
  if (isCut || all.incompleteLastRow) {
    const place = linePlace(all.lineOf(isCut ? all.length - 1 : all.length), 0);
    issues.push(issue('LAST_ROW_INCOMPLETE', 'the file ends within a row, which is left out', file.path, place));
  }
  const loops = facts.loopStarts.length > 0 ? { [LOOP_STARTS]: facts.loopStarts.join(' ') } : {};
  const controls = facts.controls.length > 0 ? { [CONTROLS]: facts.controls.join(', ') } : {};
  return {
    technique: facts.technique,
    length: read.length,
    columns,
    meta: { ...facts.meta, ...controls, ...loops },
    started: started.iso,
    activeMass: statedMass(facts.meta),
    issues: [...issues, ...unreadableCells(read, columnLine, file.path), ...brokenRows(read, file.path)],
    unfinished: isCut || all.incompleteLastRow,
    place: (row) => linePlace(read.lineOf(row), 0),
  };
}

/** The first lines; more of them where the header is longer than the head of the file. */
function headerLines(file: RawFile): readonly HeadLine[] {
  const { lines } = headLines(file);
  if (announcedLines(lines) <= lines.length || file.size <= file.head.length) return lines;
  const { bytes } = file;
  const wide = { ...memoryFile(file.path, bytes), head: bytes.subarray(0, LONGEST_HEADER) };
  return headLines(wide).lines;
}

function readRows(file: RawFile, lines: readonly HeadLine[], { line, names }: ColumnLine): DelimitedColumns {
  const rows = lines.slice(line + 1, line + 1 + PROBED_ROWS).map(({ text }) => filledCells(text));
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width > names.length) {
    const row = rows.findIndex((cells) => cells.length > names.length);
    const detail = `the row has ${rows[row]?.length} cells, the header names ${names.length} columns: a name was lost`;
    throw new SourceError(file.path, linePlace(line + 1 + row, 0), detail, EXPORT_AGAIN);
  }
  const count = width === 0 ? names.length : width;
  const [first = []] = rows;
  const kinds = names.slice(0, count).map((name, i): CellKind => {
    if (!name.endsWith('time/s')) return 'number';
    return isDate(first[i] ?? '') ? 'word' : 'elapsed';
  });
  const mark: DecimalMark = decimalMark(rows.flat());
  const start = lines[line]?.end ?? file.size;
  return readDelimited(file, { delimiter: '\t', decimalMark: mark, start, firstLine: line + 1, columns: kinds });
}

/** Cells of a line without the empty ones at its end. */
function filledCells(line: string): string[] {
  const cells = line.split('\t');
  while (cells.at(-1)?.trim() === '') cells.pop();
  return cells;
}

/** Columns with names that occur once, and the dates of a time column that holds such. */
function nameColumns(read: WholeRows, { names, line }: ColumnLine, path: string) {
  const columns: EcLabColumn[] = [];
  const taken = new Set<string>();
  let dates: readonly string[] = [];
  for (const [i, written] of names.entries()) {
    let values = read.columns[i] ?? new Float64Array(read.length).fill(Number.NaN);
    const words = read.dictionaries[i] ?? [];
    if (words.length > 0) {
      values = secondsOfDates(words, values, path, linePlace(line + 1, 0));
      dates = words.filter((word) => word !== '');
    }
    const isSpacer = written === '' && values.every(Number.isNaN);
    let name = written === '' && !isSpacer ? `column ${i + 1}` : written;
    for (let n = 2; taken.has(name) && !isSpacer; n++) name = `${written} (${n})`;
    taken.add(name);
    columns.push({ name, values });
  }
  return { columns, dates };
}

/** Dates of rows in seconds since the first one. Throws SourceError where the order of day and month matters. */
function secondsOfDates(words: readonly string[], codes: Float64Array, path: string, place: string): Float64Array {
  const filled = words.filter((word) => word !== '');
  const orders = possibleOrders([], filled);
  const readings = orders.map((order) => {
    const seconds = words.map((word) => dateSeconds(word, order));
    const start = seconds[codes[0] ?? 0] ?? Number.NaN;
    return Float64Array.from(codes, (code) => Math.round(((seconds[code] ?? Number.NaN) - start) * 1e6) / 1e6);
  });
  const [reading, other] = readings;
  if (reading === undefined || other?.some((value, row) => value !== reading[row])) {
    const detail = `the times of the rows (${filled[0]}) are dates that do not tell day from month, or go back`;
    throw new SourceError(path, place, detail, 'export the time as elapsed seconds');
  }
  return reading;
}

function startDate(
  { startDates, otherDates }: HeaderFacts,
  rowDates: readonly string[],
  path: string,
): { iso: string; issues: Issue[] } {
  const [date] = startDates;
  if (date === undefined) return { iso: '', issues: [] };
  const [order, other] = possibleOrders([...otherDates, ...rowDates], startDates);
  if (order === undefined) return { iso: '', issues: [] };
  if (other === undefined) return { iso: isoDate(date, order), issues: [] };
  const message = `started on ${date}: nothing in the file tells day from month`;
  return { iso: '', issues: [issue('START_AMBIGUOUS', message, path)] };
}

/** One issue for cells that are no numbers; a second header that names other columns is refused. */
function unreadableCells(read: WholeRows, { names }: ColumnLine, path: string): Issue[] {
  let count = 0;
  let first = Number.POSITIVE_INFINITY;
  let sample = '';
  for (const [column, words] of read.words.entries()) {
    for (const [row, word] of words) {
      count += 1;
      if (row < first) {
        first = row;
        sample = `"${word.slice(0, 40)}" in column ${names[column]}`;
      }
      if (word === names[column] || !names.includes(word)) continue;
      const detail = `a second header names ${word} where the first one has ${names[column]}`;
      throw new SourceError(
        path,
        linePlace(read.lineOf(row), 0),
        detail,
        'put each measurement into a file of its own',
      );
    }
  }
  if (count === 0) return [];
  const message = `${count} cells are no numbers, the first is ${sample}`;
  return [issue('BIOLOGIC_CELLS_UNREADABLE', message, path, linePlace(read.lineOf(first), 0))];
}

function brokenRows({ brokenLines }: WholeRows, path: string): Issue[] {
  const [line] = brokenLines;
  if (line === undefined) return [];
  const message = `${brokenLines.length} rows left out: they have fewer cells than the others`;
  return [issue('ROWS_SKIPPED', message, path, linePlace(line, 0))];
}
