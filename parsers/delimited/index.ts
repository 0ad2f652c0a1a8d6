/**
 * Any delimited text or worksheet whose columns the study file names.
 *
 * Usage. `columns: {time: "Test Time", potential: Volts, current: Amps}` beside `path` in study.yaml; the values are the
 * headers as written, or `#3` for the third column of a file without names. `.csv`, `.txt`, `.tsv`, `.xlsx`, `.xls`.
 *
 * Schema. The keys are the columns of the kind in src/model/schema.ts. The kind is cycling, impedance where a frequency or an
 * impedance is named, or what `kind:` says. Cycling takes counters too: `charge_capacity` with `discharge_capacity`
 * (`charge_energy` with `discharge_energy`), or `unsigned_capacity` (`unsigned_energy`) whose direction is that of the
 * current; they may run on, or restart with a step or a cycle. Columns that are not named become extras.
 *
 * Units. From the header (`I (mA)`, `U[V]`, `Voltage/V`, `Test_Time(s)`, `current_mA`) or from `units:` in the study file,
 * which wins. Without either the file is refused: no unit is assumed. Elapsed times (`0d 00:10:00`, `1-02:03:04`) and dates
 * need none.
 *
 * Signs. The current is positive on charge unless `current_sign: discharge` says otherwise. A current without a sign
 * gets it from the words of the `mode` column, whose meaning `words: {C: charge, D: discharge, R: rest}` gives; a word
 * without a meaning where current flows is an error then. A header that begins with a minus (`-Z'' (ohm)`), or
 * `imaginary_sign: negative`, says that the column holds the negative imaginary part.
 *
 * File structure. The header is the first line, under any delimiter, that has most of the names; the decimal mark is
 * told by the rows. `delimiter`, `decimal`, `header_line`, `sheet` and `date_order` state what cannot be told.
 */
import { plainHeader } from '../../src/io/header-unit.ts';
import { probeText } from '../../src/io/probe.ts';
import { type SourceTable, selectRows } from '../../src/io/source-table.ts';
import { isWorkbook } from '../../src/io/spreadsheet.ts';
import { completeRows, tableDataset } from '../../src/io/table-dataset.ts';
import { findHeader, findRows, readTextTable } from '../../src/io/text-table.ts';
import { findSheetHeader, findSheetRows, readSheetTable } from '../../src/io/workbook-table.ts';
import { isoFromSeconds } from '../../src/model/calendar.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { plural } from '../../src/model/format.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { schemaColumns } from '../../src/model/schema.ts';
import { type RawFile, SourceError } from '../../src/model/source.ts';
import { didYouMean } from '../../src/model/suggest.ts';
import { type ColumnMap, mappedKind, readColumnMap } from './column-map.ts';
import { datasetColumns } from './dataset-columns.ts';
import { isZoned, readColumn } from './values.ts';

export const delimited: Parser = {
  id: 'delimited',
  instrument: 'any instrument',
  description: 'delimited text or worksheet whose columns the study file names (`columns: {time: …, potential: …}`)',
  mapped: true,
  async claims(file) {
    const hasMap = Object.keys(file.labels).some((name) => name.startsWith('columns.'));
    if (!hasMap || mappedKind(file.labels) === undefined) return false;
    return isWorkbook(file) || probeText(file) !== undefined;
  },
  parse,
};

async function parse(file: RawFile): Promise<ParseResult> {
  const map = readColumnMap(file.path, file.labels);
  const found = await readTable(file, map);
  const positions = columnPositions(found, map);
  const issues: Issue[] = [];
  const table = withRequired(found, map, positions, issues);
  const values = new Map<string, Float64Array>();
  for (const [key, column] of positions) {
    if (key === 'mode') continue;
    const read = readColumn(table, map, key, column);
    issues.push(...read.issues);
    if (read.values !== undefined) values.set(key, read.values);
  }
  const { columns, names } = datasetColumns(table, map, positions, values, issues);
  const mapped = new Map([...positions].map(([key, column]) => [column, names.get(key) ?? key]));
  const clock = columns['clock']?.[0] ?? Number.NaN;
  const clockCells = table.columns[positions.get('clock') ?? -1];
  const isUtc = columns['clock'] !== undefined && clockCells !== undefined && isZoned(table, clockCells);
  const meta = { ...table.meta, ...(isUtc ? { 'time zone of the clock': 'UTC' } : {}) };
  const facts = { file, parser: delimited.id, meta, started: isoFromSeconds(clock) };
  return { datasets: [tableDataset(map.kind, table, columns, mapped, facts)], issues };
}

/** Columns by number are told apart from columns by name. */
function columnNumber(header: string): number | undefined {
  const match = /^#(\d{1,5})$/.exec(header);
  return match === null ? undefined : Number(match[1]) - 1;
}

async function readTable(file: RawFile, map: ColumnMap): Promise<SourceTable> {
  const headers = [...map.columns.values()];
  const names = headers.filter((header) => columnNumber(header) === undefined);
  const sheet = { ...map.text, ...(map.sheet === undefined ? {} : { sheet: map.sheet }) };
  if (names.length > 0) {
    if (isWorkbook(file)) return readSheetTable(await findSheetHeader(file, names, sheet));
    return readTextTable(findHeader(file, names, map.text), map.text.decimalMark);
  }
  const schema = new Map(schemaColumns(map.kind));
  const needed = [...map.columns].flatMap(([key, header]) => {
    const isNeeded = schema.get(key)?.required === true && key !== 'time';
    return isNeeded ? [columnNumber(header) ?? 0] : [];
  });
  if (isWorkbook(file)) {
    const layout = await findSheetRows(file, needed, sheet);
    if (layout !== undefined) return readSheetTable(layout);
  } else {
    const layout = findRows(file, needed, map.text);
    if (layout !== undefined) return readTextTable(layout, map.text.decimalMark);
  }
  const numbers = needed.map((column) => `#${column + 1}`).join(', ');
  const remedy = 'correct the numbers in `columns` of the file in study.yaml; the first column is #1';
  throw new SourceError(file.path, '', `no row has numbers in the columns ${numbers}`, remedy);
}

const MOST_HEADERS_SHOWN = 30;

/** Column of each key. Throws SourceError for a name that the header does not have, or has twice. */
function columnPositions(table: SourceTable, map: ColumnMap): Map<string, number> {
  const headers = table.columns.map(({ header }) => plainHeader(header));
  const positions = new Map<string, number>();
  for (const [key, wanted] of map.columns) {
    const number = columnNumber(wanted);
    const found = headers.flatMap((header, i) => (header === wanted ? [i] : []));
    const [position = -1, second] = number === undefined ? found : number < headers.length ? [number] : [];
    if (position < 0) {
      const seen = headers.filter((header) => header !== '');
      const list = seen.slice(0, MOST_HEADERS_SHOWN).join(' | ') + (seen.length > MOST_HEADERS_SHOWN ? ' | …' : '');
      const detail =
        number === undefined
          ? `no column is called "${wanted}" (${key}); the headers are: ${list}.${didYouMean(wanted, seen)}`
          : `there is no column ${wanted} (${key}); the table has ${headers.length}`;
      const remedy = 'correct `columns` of the file in study.yaml; headers are written as in the file';
      throw new SourceError(table.path, table.headerPlace(0), detail, remedy);
    }
    if (second !== undefined) {
      const detail = `"${wanted}" (${key}) is the header of column ${position + 1} and of column ${second + 1}`;
      const remedy = `write the number of the column in study.yaml: \`columns: {${key}: "#${position + 1}"}\``;
      throw new SourceError(table.path, table.headerPlace(second), detail, remedy);
    }
    positions.set(key, position);
  }
  return positions;
}

/** The table without the rows that lack a required value, which are reported. */
function withRequired(
  table: SourceTable,
  map: ColumnMap,
  positions: ReadonlyMap<string, number>,
  issues: Issue[],
): SourceTable {
  const required = schemaColumns(map.kind).filter(([, spec]) => spec.required);
  const read = required.map(([name]) => readColumn(table, map, name, positions.get(name) ?? -1).values);
  const values = read.filter((column) => column !== undefined);
  const rows = completeRows(values, table.length);
  if (table.incompleteLastRow) {
    issues.push(issue('ROWS_SKIPPED', 'the file ends within a row, which is left out', table.path));
  }
  if (rows === undefined && table.length > 0) return table;
  if (rows === undefined || rows.length === 0) {
    const names = required.map(([name]) => name).join(', ');
    const detail = `no row has numbers for ${names}`;
    throw new SourceError(table.path, table.headerPlace(0), detail, 'check `columns` of the file in study.yaml');
  }
  const first = rows.findIndex((row, i) => row !== i);
  const place = table.place(first < 0 ? rows.length : first, 0);
  const message = `${plural(table.length - rows.length, 'row')} left out without a number for ${required
    .map(([name]) => name)
    .join(', ')}`;
  issues.push(issue('ROWS_SKIPPED', message, table.path, place));
  return selectRows(table, rows);
}
