/** Samples from a table (CSV or workbook): one row per sample, columns chosen by the study file. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import Papa from 'papaparse';
import { openWorkbook } from '../io/spreadsheet.ts';
import { formatExact } from '../model/format.ts';
import { cellPlace, memoryFile, SourceError } from '../model/source.ts';
import { decodeText } from '../model/text.ts';
import { parseUnit } from '../model/units.ts';
import { type Findings, report, unknownName } from './check.ts';
import { type Entry, quoted } from './faults.ts';
import { lacksUnit, withUnit } from './quantity-text.ts';
import { TABLE_COLUMNS, type TableInput } from './study-schema.ts';

/** A row as the sample schema takes it. */
export interface TableSample {
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly entry: Entry;
}

/** Rows of trimmed text cells; `place` is that of a cell, 0-based. */
interface Grid {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  readonly place: (row: number, column: number) => string;
  /** Numbers of the table have a decimal comma. */
  readonly decimalComma: boolean;
}

type Key = (typeof TABLE_COLUMNS)[number];
/** Columns that hold quantities, and a unit of each to teach with. */
const EXAMPLE_UNITS: Readonly<Partial<Record<Key, string>>> = {
  active_mass: 'mg',
  area: 'cm^2',
  thickness: 'um',
  nominal_capacity: 'mAh/g',
};

const LARGEST_TABLE = 64 * 1024 * 1024;

/**
 * Reads the samples of a table. The header is the first row that holds the name of the id column, written as in the
 * study file. A unit in a header (`Mass (mg)`, `Mass/mg`) is that of the column's bare numbers; a cell's own unit
 * wins. Empty cells are values not given; rows that are empty throughout are passed over. `files` holds patterns with
 * `;` between them. Places: `Sheet!B3` in a workbook, `line:cell` in a text (cells counted from 1). In a text whose
 * cells are divided by `;` a decimal comma is read as such, because that is what it comes with.
 */
export async function readSamplesTable(
  root: string,
  input: TableInput,
  entries: ReadonlyMap<string | number, Entry>,
  findings: Findings,
): Promise<TableSample[]> {
  const at = (key: string): Entry => entries.get(key) ?? { path: input.table, keyPlace: '', place: '' };
  const bytes = await tableBytes(root, input.table, at('table'), findings);
  if (bytes === undefined) return [];
  const isWorkbook = (bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf);
  let grids: Grid[];
  try {
    grids = isWorkbook ? await workbookGrids(input.table, bytes) : [textGrid(input.table, bytes)];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    findings.faults.push({ path: error.path, place: error.place, message: `${error.detail} (${error.remedy})` });
    return [];
  }
  const grid = chooseGrid(grids, input, at, findings);
  return grid === undefined ? [] : samplesOf(grid, input, at, findings);
}

async function tableBytes(root: string, table: string, entry: Entry, findings: Findings) {
  const file = path.join(root, table);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    report(findings, entry, `samples.table: there is no file "${table}"`);
    return undefined;
  }
  if (found.size > LARGEST_TABLE) {
    report(findings, entry, `samples.table: "${table}" is larger than 64 MB; it is not a list of samples`);
    return undefined;
  }
  return new Uint8Array(await readFile(file));
}

async function workbookGrids(table: string, bytes: Uint8Array): Promise<Grid[]> {
  const workbook = await openWorkbook(memoryFile(table, bytes));
  const grids: Grid[] = [];
  for (const { name } of workbook.sheets) {
    const rows: string[][] = [];
    const text = (row: number, column: number, value: string) => {
      while (rows.length <= row) rows.push([]);
      const cells = rows[row] ?? [];
      while (cells.length < column) cells.push('');
      cells[column] = value.trim();
    };
    const number = (row: number, column: number, value: number) => text(row, column, formatExact(value));
    await workbook.readSheet(name, { number, text });
    grids.push({ name, rows, decimalComma: false, place: (row, column) => cellPlace(name, row, column) });
  }
  return grids;
}

function textGrid(table: string, bytes: Uint8Array): Grid {
  const parsed = Papa.parse<string[]>(decodeText(bytes).text, { delimitersToGuess: [',', ';', '\t'] });
  const lines: number[] = [];
  let line = 1;
  for (const row of parsed.data) {
    lines.push(line);
    line += 1 + row.reduce((breaks, cell) => breaks + cell.split(/\r\n|\n|\r/).length - 1, 0);
  }
  const [broken] = parsed.errors.filter((error) => error.type === 'Quotes');
  if (broken !== undefined) {
    const place = `${lines[broken.row ?? 0] ?? 1}:1`;
    throw new SourceError(
      table,
      place,
      'a quotation mark is not closed or stands in the middle of a cell',
      'export the table again',
    );
  }
  return {
    name: table,
    rows: parsed.data.map((row) => row.map((cell) => cell.trim())),
    decimalComma: parsed.meta.delimiter === ';',
    place: (row, column) => `${lines[row] ?? line}:${column + 1}`,
  };
}

function sameHeader(a: string, b: string): boolean {
  return a.trim().normalize('NFC') === b.trim().normalize('NFC');
}

function headerRow(grid: Grid, id: string): number {
  return grid.rows.findIndex((row) => row.some((cell) => sameHeader(cell, id)));
}

/** The sheet that is asked for, or the only one that has the id column. */
function chooseGrid(
  grids: readonly Grid[],
  input: TableInput,
  at: (key: string) => Entry,
  findings: Findings,
): Grid | undefined {
  const named = input.sheet === undefined ? grids : grids.filter((grid) => grid.name === input.sheet);
  if (named.length === 0) {
    const names = grids.map((grid) => grid.name);
    report(findings, at('sheet'), `samples.sheet: ${unknownName('sheet', input.sheet ?? '', names)}`);
    return undefined;
  }
  const fitting = named.filter((grid) => headerRow(grid, input.id) >= 0);
  if (fitting.length > 1) {
    const names = fitting.map((grid) => `"${grid.name}"`).join(' and ');
    report(
      findings,
      at('table'),
      `samples.table: the sheets ${names} have a column "${input.id}"; choose with \`sheet:\``,
    );
    return undefined;
  }
  if (fitting[0] !== undefined) return fitting[0];
  const headers = named.flatMap((grid) => grid.rows.find((row) => row.some((cell) => cell !== '')) ?? []);
  const listed = [...new Set(headers.filter((header) => header !== ''))];
  report(
    findings,
    at('id'),
    `samples.id: "${input.table}" has no such column; ${unknownName('column', input.id, listed)}`,
  );
  return undefined;
}

interface Column {
  readonly key: Key;
  readonly index: number;
  readonly header: string;
  /** '' where the header names none. */
  readonly unit: string;
}

/** `Mass (mg)` and `Mass [mg]` → `mg`; `Mass/mg` → `mg`; `Mass` → ''. */
export function headerUnit(header: string): string {
  const bracketed = /[([（]([^()[\]（）]*)[)\]）]\s*$/.exec(header)?.[1];
  const slashed = /^[^/]*\/(.*)$/.exec(header)?.[1];
  const unit = (bracketed ?? slashed ?? '').trim();
  return parseUnit(unit) === undefined ? '' : unit;
}

function columnIndex(header: string, cells: readonly string[], name: string, entry: Entry, findings: Findings): number {
  const places = cells.flatMap((cell, i) => (sameHeader(cell, header) ? [i] : []));
  if (places.length === 0) {
    const listed = cells.filter((cell) => cell !== '');
    report(findings, entry, `samples.${name}: ${unknownName('column', header, listed)}`);
  }
  if (places.length > 1) report(findings, entry, `samples.${name}: the table has ${places.length} columns "${header}"`);
  return places.length === 1 ? (places[0] ?? -1) : -1;
}

function samplesOf(grid: Grid, input: TableInput, at: (key: string) => Entry, findings: Findings): TableSample[] {
  const top = headerRow(grid, input.id);
  const cells = grid.rows[top] ?? [];
  const idColumn = columnIndex(input.id, cells, 'id', at('id'), findings);
  const columns = TABLE_COLUMNS.flatMap((key): Column[] => {
    const header = input[key];
    const index = header === undefined ? -1 : columnIndex(header, cells, key, at(key), findings);
    return header === undefined || index < 0 ? [] : [{ key, index, header, unit: headerUnit(header) }];
  });
  if (idColumn < 0) return [];
  const samples: TableSample[] = [];
  grid.rows.forEach((row, r) => {
    if (r <= top || row.every((cell) => cell === '')) return;
    const place = grid.place(r, idColumn);
    const entry: Entry = { path: input.table, keyPlace: place, place };
    const id = (row[idColumn] ?? '').normalize('NFC');
    if (id === '') {
      report(findings, entry, `the row has no "${input.id}", but ${quoted(row.find((cell) => cell !== ''))}`);
      return;
    }
    samples.push({ id, value: rowValue({ id, row, entry, grid, r }, columns, findings), entry });
  });
  return samples;
}

interface Row {
  readonly id: string;
  readonly row: readonly string[];
  readonly r: number;
  readonly entry: Entry;
  readonly grid: Grid;
}

function rowValue({ id, row, r, entry, grid }: Row, columns: readonly Column[], findings: Findings) {
  const value: Record<string, unknown> = {};
  const entries = new Map<string | number, Entry>();
  for (const { key, index, header, unit } of columns) {
    const written = row[index] ?? '';
    if (written === '') continue;
    const place = grid.place(r, index);
    const cellEntry: Entry = { ...entry, keyPlace: place, place };
    entries.set(key, cellEntry);
    if (key === 'files') {
      const patterns = written.split(';').map((pattern) => pattern.normalize('NFC').trim());
      value[key] = patterns.filter((pattern) => pattern !== '');
      continue;
    }
    const isQuantity = EXAMPLE_UNITS[key] !== undefined;
    const cell = isQuantity && grid.decimalComma ? written.replace(/(\d),(\d)/g, '$1.$2') : written.normalize('NFC');
    if (isQuantity && lacksUnit(cell) && unit === '') {
      const message = `"${cell}" has no unit, and neither has the header "${header}"; write for example \`${header} (${EXAMPLE_UNITS[key]})\``;
      report(findings, cellEntry, `samples.${id}.${key}: ${message}`);
    } else {
      value[key] = isQuantity && lacksUnit(cell) ? withUnit(cell, unit) : cell;
    }
  }
  findings.places.set(value, entries);
  return value;
}
