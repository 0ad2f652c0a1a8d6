/** The workbook's own cycle and step tables: kept, and compared with what the records say. */
import type { InstrumentTable } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { columnLetters } from '../../src/model/source.ts';
import { parseNumber } from '../../src/model/text.ts';
import { conversionFactor } from '../../src/model/units.ts';
import { isAbsent, isTableField, parseHeader, type TableField } from './columns.ts';
import type { Place, PreviewRow } from './record-layout.ts';

/** The instrument prints four decimals; sums of a few steps stay within this many of the last digit. */
const ROUNDING = 1e-3;
/** A larger difference than this share is reported too. */
const RELATIVE_TOLERANCE = 1e-3;

function names(row: PreviewRow, field: TableField): boolean {
  return row.some((cell) => typeof cell === 'string' && isTableField(parseHeader(cell), field));
}

/** Neware's cycle tables have the same names in Chinese, but the unit in parentheses. */
export function isCycleHeader(row: PreviewRow): boolean {
  const own = row.map((cell) => (typeof cell === 'string' && /[(（]/.test(cell) ? undefined : cell));
  return names(own, 'cycle') && (names(own, 'charge_capacity') || names(own, 'discharge_capacity'));
}

export function isStepHeader(row: PreviewRow): boolean {
  return names(row, 'step') && names(row, 'mode') && names(row, 'period');
}

export interface SheetTable {
  readonly table: InstrumentTable;
  /** 0-based row of the sheet for each row of the table; its columns stand at their own place. */
  readonly sheetRows: readonly number[];
  readonly place: Place;
}

/** Rows of cells by their place in the sheet. */
export type TableRows = ReadonlyMap<number, PreviewRow>;

/** A table of the instrument's own; blank rows are left out. */
export function tableFromRows(name: string, header: PreviewRow, rows: TableRows, place: Place): SheetTable {
  const body = [...rows.values()];
  const width = body.reduce((most, row) => Math.max(most, row.length), header.length);
  const columns = new Map<string, Float64Array | string[]>();
  for (let i = 0; i < width; i++) {
    const source = String(header[i] ?? '').trim();
    const unique = source === '' || columns.has(source) ? `${source} (column ${columnLetters(i)})`.trim() : source;
    columns.set(unique, columnValues(body.map((row) => row[i])));
  }
  return { table: { name, length: body.length, columns }, sheetRows: [...rows.keys()], place };
}

/** Numbers, with NaN where a cell is empty or `-`; words as soon as one cell is a word. */
function columnValues(cells: readonly (string | number | undefined)[]): Float64Array | string[] {
  const numbers = cells.map((cell) => (typeof cell === 'number' ? cell : parseNumber(cell ?? '')));
  const isNumeric = cells.every((cell, i) => typeof cell !== 'string' || !Number.isNaN(numbers[i]) || isAbsent(cell));
  return isNumeric ? Float64Array.from(numbers) : cells.map((cell) => (cell === undefined ? '' : String(cell)));
}

export interface CycleSums {
  /** Ah by instrument's cycle number. */
  readonly charge: ReadonlyMap<number, number>;
  readonly discharge: ReadonlyMap<number, number>;
}

/** Charge and discharge per instrument's cycle, summed from the record counters. */
export function sumCycles(cycle: Float64Array, net: Float64Array): CycleSums {
  const charge = new Map<number, number>();
  const discharge = new Map<number, number>();
  let previous = 0;
  for (let i = 0; i < net.length; i++) {
    const value = net[i] ?? 0;
    const increment = value - previous;
    previous = value;
    const number = cycle[i] ?? Number.NaN;
    const sums = increment >= 0 ? charge : discharge;
    sums.set(number, (sums.get(number) ?? 0) + Math.abs(increment));
  }
  return { charge, discharge };
}

/** What the records contradict in the cycle tables of a file. */
export function tableIssues(
  tables: readonly SheetTable[],
  columns: { readonly cycle?: Float64Array; readonly charge?: Float64Array },
  path: string,
): Issue[] {
  const { cycle, charge } = columns;
  const ofCycles = tables.filter(({ table }) => isCycleHeader([...table.columns.keys()]));
  if (cycle === undefined || charge === undefined || ofCycles.length === 0) return [];
  const sums = sumCycles(cycle, charge);
  return ofCycles.flatMap((table) => compareWithCycleTable(table, sums, path));
}

/** One issue for the first cycle of the workbook's table that the records contradict, with their count. */
export function compareWithCycleTable({ table, sheetRows, place }: SheetTable, sums: CycleSums, path: string): Issue[] {
  const differences: string[] = [];
  let where = '';
  const numbers = [...table.columns].find(([header]) => isTableField(parseHeader(header), 'cycle'))?.[1];
  [...table.columns].forEach(([header, theirs], column) => {
    const parsed = parseHeader(header);
    const isCharge = isTableField(parsed, 'charge_capacity');
    const isDischarge = isTableField(parsed, 'discharge_capacity');
    const ours = isCharge ? sums.charge : isDischarge ? sums.discharge : undefined;
    const factor = ours === undefined ? undefined : conversionFactor(parsed.unit, 'Ah');
    if (ours === undefined || factor === undefined) return;
    sheetRows.forEach((sheetRow, row) => {
      const [cycle, value] = [numberAt(numbers, row), numberAt(theirs, row)];
      const counted = (ours.get(cycle) ?? 0) / factor;
      const allowed = Math.max(ROUNDING, RELATIVE_TOLERANCE * Math.abs(value));
      if (Number.isNaN(cycle) || Number.isNaN(value) || Math.abs(counted - value) <= allowed) return;
      if (differences.length === 0) where = place(sheetRow, column);
      differences.push(`cycle ${cycle} ${header}: table ${value}, records ${Number(counted.toFixed(4))}`);
    });
  });
  if (differences.length === 0) return [];
  const more = differences.length > 1 ? `; ${differences.length - 1} more` : '';
  return [issue('LAND_COUNTER_MISMATCH', `${differences[0]}${more}`, path, where)];
}

function numberAt(values: Float64Array | readonly string[] | undefined, row: number): number {
  const cell = values?.[row] ?? Number.NaN;
  return typeof cell === 'string' ? parseNumber(cell) : cell;
}
