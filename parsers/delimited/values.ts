/** Cells of a mapped column → numbers in the schema's unit. No unit is ever assumed. */
import { asWritten, splitHeader, unitConversion } from '../../src/io/header-unit.ts';
import {
  columnAt,
  firstUnread,
  mapCells,
  type SourceTable,
  type TableColumn,
  wordsOf,
} from '../../src/io/source-table.ts';
import { type DateOrder, dateOrder, dateSeconds, elapsedSeconds, statesZone } from '../../src/io/time-words.ts';
import { secondsFromSerial } from '../../src/model/calendar.ts';
import { COUNTER_COLUMNS } from '../../src/model/column-map.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { schemaColumns } from '../../src/model/schema.ts';
import { SourceError } from '../../src/model/source.ts';
import type { ColumnMap } from './column-map.ts';

export interface ReadColumn {
  /** Undefined for a clock whose dates can be read in two ways. */
  readonly values: Float64Array | undefined;
  readonly issues: readonly Issue[];
}

/** The unit of a column key in the schema, '' for counts. */
export function keyUnit({ kind }: ColumnMap, key: string): string {
  if (Object.hasOwn(COUNTER_COLUMNS, key)) return COUNTER_COLUMNS[key as keyof typeof COUNTER_COLUMNS];
  return schemaColumns(kind).find(([name]) => name === key)?.[1].unit ?? '';
}

/** Reads the column that `key` is mapped to. Throws SourceError for a unit that is missing or measures something else. */
export function readColumn(table: SourceTable, map: ColumnMap, key: string, column: number): ReadColumn {
  const cells = columnAt(table, column);
  const issues: Issue[] = [];
  const values = key === 'clock' ? readClock(table, map, column) : readNumbers(table, map, key, column, issues);
  if (values === undefined) {
    const message = `the dates of "${cells.header}" can be read as day/month and as month/day; the clock is left out`;
    return { values, issues: [issue('CLOCK_ORDER_UNKNOWN', message, table.path, table.headerPlace(column))] };
  }
  const unread = firstUnread(cells, values);
  const required = schemaColumns(map.kind).some(([name, spec]) => name === key && spec.required);
  if (unread !== undefined && !required) {
    const message = `"${cells.header}" (${key}) holds cells that cannot be read, first "${unread.word.slice(0, 40)}"`;
    issues.push(issue('CELLS_UNREADABLE', message, table.path, table.place(unread.row, column)));
  }
  return { values, issues };
}

function readNumbers(table: SourceTable, map: ColumnMap, key: string, column: number, issues: Issue[]): Float64Array {
  const cells = columnAt(table, column);
  const mark = table.decimalMark;
  const target = keyUnit(map, key);
  const isTime = target === 's';
  let ofWord = isTime ? elapsedSeconds : () => Number.NaN;
  if (key === 'time' && holdsDates(table, cells)) ofWord = sinceFirst(table, map, cells, column);
  if (target === '') return mapCells(cells, mark, asWritten, ofWord);
  const convert = hasNumbers(cells, table) ? conversion(table, map, key, column, issues) : asWritten;
  return mapCells(cells, mark, convert, ofWord);
}

function hasNumbers({ numbers, coded }: TableColumn, { decimalMark }: SourceTable): boolean {
  if (coded === undefined) return numbers.some((value) => !Number.isNaN(value));
  const words = [...wordsOf({ header: '', numbers, words: new Map(), coded }, decimalMark)];
  return coded.words.filter((word) => word !== '').length > words.length;
}

/** From the unit that the study file states, else that of the header. */
function conversion(table: SourceTable, map: ColumnMap, key: string, column: number, issues: Issue[]) {
  const header = table.columns[column]?.header ?? '';
  const target = keyUnit(map, key);
  const stated = map.units.get(key);
  const named = splitHeader(header).unit;
  const unit = stated ?? named;
  const place = table.headerPlace(column);
  const shown = header === '' ? `column ${column + 1}` : `"${header}"`;
  const example = target === 'C' ? 'degC' : target;
  if (unit === '') {
    const remedy = `write \`units: {${key}: ${example}}\` beside \`columns\` in study.yaml, with the unit that the file is in`;
    throw new SourceError(table.path, place, `${shown} (${key}) names no unit`, remedy);
  }
  const convert = unitConversion(unit, target);
  if (convert === undefined) {
    const detail = `"${unit}" of ${shown} is no unit of ${key}, which is kept in ${example}`;
    throw new SourceError(
      table.path,
      place,
      detail,
      `write \`units: {${key}: …}\` in study.yaml, or map another column`,
    );
  }
  if (stated !== undefined && named !== '' && unitConversion(named, target)?.(1) !== convert(1)) {
    const message = `${shown} names "${named}", the study file states "${stated}" for ${key}`;
    issues.push(issue('UNIT_OVERRIDDEN', message, table.path, place));
  }
  return convert;
}

/** Words only, and none of them an elapsed time. */
function holdsDates(table: SourceTable, cells: TableColumn): boolean {
  if (hasNumbers(cells, table)) return false;
  const words = [...wordsOf(cells, table.decimalMark)];
  return words.length > 0 && words.every((word) => Number.isNaN(elapsedSeconds(word)));
}

function sinceFirst(table: SourceTable, map: ColumnMap, cells: TableColumn, column: number): (word: string) => number {
  const { order, ambiguous } = orderOf(table, map, cells);
  if (order === '') {
    const detail = ambiguous
      ? `the dates of "${cells.header}" can be read as day/month and as month/day`
      : `"${cells.header}" (time) holds neither numbers, elapsed times nor dates`;
    const remedy = ambiguous
      ? 'write `date_order: dmy` or `date_order: mdy` for the file in study.yaml'
      : 'map another column as `time`';
    throw new SourceError(table.path, table.headerPlace(column), detail, remedy);
  }
  const ofDate = dateReader(table, cells, order);
  const dates = mapCells(cells, table.decimalMark, () => Number.NaN, ofDate);
  const first = dates.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  return (word) => Math.round((ofDate(word) - first) * 1e6) / 1e6;
}

/** Whether a column of dates states its zone; its seconds are those of UTC then. */
export function isZoned(table: SourceTable, cells: TableColumn): boolean {
  for (const word of wordsOf(cells, table.decimalMark)) if (statesZone(word)) return true;
  return false;
}

/** Where some dates state their zone, one that does not cannot be placed among them. */
function dateReader(table: SourceTable, cells: TableColumn, order: DateOrder | ''): (word: string) => number {
  if (order === '') return () => Number.NaN;
  if (!isZoned(table, cells)) return (word) => dateSeconds(word, order);
  return (word) => (statesZone(word) ? dateSeconds(word, order) : Number.NaN);
}

function orderOf(table: SourceTable, map: ColumnMap, cells: TableColumn) {
  if (map.dateOrder !== undefined) return { order: map.dateOrder, ambiguous: false };
  return dateOrder(wordsOf(cells, table.decimalMark));
}

/** Seconds since 1970 of the clock's own zone; undefined where the order of day and month stays open. */
function readClock(table: SourceTable, map: ColumnMap, column: number): Float64Array | undefined {
  const cells = columnAt(table, column);
  const { order, ambiguous } = orderOf(table, map, cells);
  if (order === '' && ambiguous) return undefined;
  const { date1904 } = table;
  const isSerial = date1904 !== undefined && !map.units.has('clock');
  const convert = isSerial
    ? (value: number) => secondsFromSerial(value, date1904)
    : hasNumbers(cells, table)
      ? conversion(table, map, 'clock', column, [])
      : asWritten;
  return mapCells(cells, table.decimalMark, convert, dateReader(table, cells, order));
}
