/** EC-Lab's and BT-Lab's text (`.mpt`, exported `.txt`) → the columns of the file under EC-Lab's names. */
import { type CellKind, type DelimitedColumns, readDelimited } from '../../src/io/delimited.ts';
import { probeText } from '../../src/io/probe.ts';
import { type HeadLine, headLines, textFile } from '../../src/io/text-file.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace, memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, decimalMark, splitLines } from '../../src/model/text.ts';
import { CONTROLS, findQuantities, isTime, LOOP_STARTS, parseHeader } from './columns.ts';
import { dateSeconds, fittingOrders, isDate, isoDate, possibleOrders, timeOrigin } from './start-date.ts';
import { statedMass } from './stated-mass.ts';
import type { EcLabColumn, EcLabTable } from './table.ts';
import {
  announcedLines,
  beginsAsEcLab,
  COUNT_WITHIN,
  type ColumnLine,
  findColumnLine,
  type HeaderFacts,
  headerLengthIssue,
  readFacts,
} from './text-header.ts';
import { isCutShort, WatchedFile } from './watched-file.ts';
import { type WholeRows, wholeRows } from './whole-rows.ts';

const EXPORT_AGAIN = 'export the file again from EC-Lab or BT-Lab (Export as Text)';
/** Rows looked at for the number of cells, and for the decimal mark. */
const PROBED_ROWS = 20;
const MARK_ROWS = 10;
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
  const named = nameColumns(read, columnLine, file.path);
  const started = startDate(facts, named, file.path);
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
    columns: named.columns,
    meta: { ...facts.meta, ...controls, ...loops },
    started: started.iso,
    activeMass: statedMass(facts.meta),
    issues: [...issues, ...unreadableCells(read, columnLine, file.path), ...brokenRows(read, file.path)],
    unfinished: isCut || all.incompleteLastRow,
    place: (row) => linePlace(read.lineOf(row), 0),
  };
}

/** The header and the first rows; more of the file where its header is longer than its head. */
function headerLines(file: RawFile): readonly HeadLine[] {
  const announced = announcedLines(headLines(file, COUNT_WITHIN).lines);
  const some = headLines(file, announced + PROBED_ROWS).lines;
  if (findColumnLine(some)?.line === announced - 1) return some;
  const { lines } = headLines(file);
  if (announced <= lines.length || file.size <= file.head.length) return lines;
  const { bytes } = file;
  const wide = { ...memoryFile(file.path, bytes), head: bytes.subarray(0, LONGEST_HEADER) };
  return headLines(wide).lines;
}

function readRows(file: RawFile, lines: readonly HeadLine[], { line, names }: ColumnLine): DelimitedColumns {
  const rows = lines.slice(line + 1, line + 1 + PROBED_ROWS).map(({ text }) => text);
  const widths = rows.map(countCells);
  const width = Math.max(0, ...widths);
  if (width > names.length) {
    const row = widths.findIndex((cells) => cells > names.length);
    const detail = `the row has ${widths[row]} cells, the header names ${names.length} columns: a name was lost`;
    throw new SourceError(file.path, linePlace(line + 1 + row, 0), detail, EXPORT_AGAIN);
  }
  const count = width === 0 ? names.length : width;
  const probed = rows.slice(0, MARK_ROWS).map((row) => row.split('\t'));
  const [first = []] = probed;
  const kinds = names.slice(0, count).map((name, i): CellKind => {
    if (!isTime(name)) return 'number';
    if (isDate(first[i] ?? '')) return 'word';
    return name.endsWith('/s') ? 'elapsed' : 'number';
  });
  const mark: DecimalMark = decimalMark(probed.flat());
  const start = lines[line]?.end ?? file.size;
  return readDelimited(file, { delimiter: '\t', decimalMark: mark, start, firstLine: line + 1, columns: kinds });
}

/** Cells of a line without the empty ones at its end. */
function countCells(line: string): number {
  const row = line.trimEnd();
  let count = row === '' ? 0 : 1;
  for (let at = row.indexOf('\t'); at >= 0; at = row.indexOf('\t', at + 1)) count++;
  return count;
}

interface NamedColumns {
  readonly columns: readonly EcLabColumn[];
  /** Of the rows, where the time column holds dates. */
  readonly dates: readonly string[];
}

/** Columns with names that occur once, and the dates of a time column that holds such. */
function nameColumns(read: WholeRows, { names, line }: ColumnLine, path: string): NamedColumns {
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
    if (words.length > 0) name = `${parseHeader(written).name}/s`;
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

/** When the time of the rows was 0. */
function startDate(
  { startDates, otherDates }: HeaderFacts,
  { columns, dates }: NamedColumns,
  path: string,
): { iso: string; issues: Issue[] } {
  const [date] = startDates;
  if (date === undefined) return { iso: '', issues: [] };
  const seconds = firstTime(columns);
  const [order, other] = fittingOrders(possibleOrders([...otherDates, ...dates], startDates), startDates, seconds);
  if (order === undefined) return { iso: '', issues: [] };
  if (other === undefined) {
    const [rowDate = timeOrigin(startDates, seconds, order)] = dates;
    return { iso: isoDate(rowDate, order), issues: [] };
  }
  const message = `started on ${date}: nothing in the file tells day from month`;
  return { iso: '', issues: [issue('START_AMBIGUOUS', message, path)] };
}

/** Seconds at the first row; NaN where there is none. */
function firstTime(columns: readonly EcLabColumn[]): number {
  const times = columns.filter(({ name }) => isTime(name));
  const source = findQuantities(times.map(({ name }) => name)).get('time');
  return (times[source?.column ?? -1]?.values[0] ?? Number.NaN) * (source?.factor ?? Number.NaN);
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
