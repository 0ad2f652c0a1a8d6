/** The workbook's own cycle and step tables: kept, and compared with what the records say. */
import type { CellSink, Workbook } from '../../src/io/spreadsheet.ts';
import type { InstrumentTable } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { cellPlace } from '../../src/model/source.ts';
import { parseNumber } from '../../src/model/text.ts';
import { conversionFactor } from '../../src/model/units.ts';
import { parseHeader } from './columns.ts';
import type { PreviewRow } from './record-layout.ts';

/** The instrument prints four decimals; sums of a few steps stay within this many of the last digit. */
const ROUNDING = 1e-3;
/** A larger difference than this share is reported too. */
const RELATIVE_TOLERANCE = 1e-3;

function headerNames(row: PreviewRow): ReadonlySet<string> {
  return new Set(row.flatMap((cell) => (typeof cell === 'string' ? [parseHeader(cell).name] : [])));
}

export function isCycleHeader(row: PreviewRow): boolean {
  const names = headerNames(row);
  return names.has('cycle') && names.has('capc') && names.has('capd');
}

export function isStepHeader(row: PreviewRow): boolean {
  const names = headerNames(row);
  return names.has('step') && names.has('mode') && names.has('period');
}

/** Reads a small sheet whose first row is its header. */
export async function readInstrumentTable(workbook: Workbook, sheet: string): Promise<InstrumentTable> {
  const rows: (string | number | undefined)[][] = [];
  const put = (row: number, column: number, value: string | number) => {
    rows[row] ??= [];
    const cells = rows[row];
    cells[column] = value;
  };
  const sink: CellSink = { number: put, text: put };
  await workbook.readSheet(sheet, sink);
  const [header = [], ...body] = Array.from(rows, (row) => row ?? []);
  const columns = new Map<string, Float64Array | string[]>();
  header.forEach((name, i) => {
    if (name === undefined) return;
    const cells = body.map((row) => row[i]);
    const isNumeric = cells.every((cell) => typeof cell !== 'string' || !Number.isNaN(parseNumber(cell)));
    const values = isNumeric
      ? Float64Array.from(cells, (cell) => (cell === undefined ? Number.NaN : Number(cell)))
      : cells.map((cell) => (cell === undefined ? '' : String(cell)));
    columns.set(String(name), values);
  });
  return { name: sheet, length: body.length, columns };
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

/** One issue for the first cycle of the workbook's table that the records contradict, with their count. */
export function compareWithCycleTable(table: InstrumentTable, sums: CycleSums, path: string): Issue[] {
  const differences: string[] = [];
  let place = '';
  const numbers = [...table.columns].find(([header]) => parseHeader(header).name === 'cycle')?.[1];
  [...table.columns].forEach(([header, theirs], column) => {
    const { name, unit } = parseHeader(header);
    const ours = name === 'capc' ? sums.charge : name === 'capd' ? sums.discharge : undefined;
    const factor = ours === undefined ? undefined : conversionFactor(unit, 'Ah');
    if (ours === undefined || factor === undefined || !(theirs instanceof Float64Array)) return;
    theirs.forEach((value, row) => {
      const cycle = Number(numbers?.[row]);
      const counted = (ours.get(cycle) ?? 0) / factor;
      const allowed = Math.max(ROUNDING, RELATIVE_TOLERANCE * Math.abs(value));
      if (Number.isNaN(value) || Math.abs(counted - value) <= allowed) return;
      if (differences.length === 0) place = cellPlace(table.name, row + 1, column);
      differences.push(`cycle ${cycle} ${header}: table ${value}, records ${Number(counted.toFixed(4))}`);
    });
  });
  if (differences.length === 0) return [];
  const more = differences.length > 1 ? `; ${differences.length - 1} more` : '';
  return [issue('LAND_COUNTER_MISMATCH', `${differences[0]}${more}`, path, place)];
}
