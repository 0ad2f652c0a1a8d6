/** What the newer client says of the test on sheets of their own: `Test information`, `Ch1_Proc`, `Log`. */
import type { CellSink, PreviewRow, Workbook } from '../../src/io/spreadsheet.ts';
import { isoFromSeconds, secondsFromSerial, secondsFromText } from '../../src/model/calendar.ts';
import { cellPlace } from '../../src/model/source.ts';
import { parseQuantity } from '../../src/model/units.ts';
import { isAbsent } from './columns.ts';
import { type SheetTable, tableFromRows } from './cycle-table.ts';

export interface Information {
  readonly meta: Readonly<Record<string, string>>;
  readonly tables: readonly SheetTable[];
  /** ISO 8601 without zone, or ''. */
  readonly started: string;
  /** Active mass as written, with the cell it stands in; undefined where there is none. */
  readonly mass: { readonly text: string; readonly place: string } | undefined;
}

type Rows = ReadonlyMap<number, PreviewRow>;

interface Fact {
  readonly key: string;
  readonly value: string;
  readonly place: string;
}

/** First cells of the keys in `Test information`, which stand in its first row or in its first column. */
const KEYS = new Set(['test name', 'start time', 'finish time', 'active material', 'operator']);
const MASS = /active (?:material|mass)\s*[:：]\s*([\d.]+\s*[a-zµμ]+)/i;

export async function readInformation(workbook: Workbook, sheets: readonly string[]): Promise<Information> {
  const facts: Fact[] = [];
  const tables: SheetTable[] = [];
  for (const sheet of sheets) {
    const rows = await readRows(workbook, sheet);
    const header = [...rows].find(([, cells]) => isTableHeader(sheet, cells));
    const [first] = rows.values();
    const isAcross = header === undefined && isKeyRow(first ?? []);
    const body = new Map([...rows].filter(([row]) => header !== undefined && row > header[0]));
    const above = new Map([...rows].filter(([row]) => header === undefined || row < header[0]));
    if (header !== undefined) tables.push(tableFromRows(sheet, header[1], body, (r, c) => cellPlace(sheet, r, c)));
    if (isAcross && rows.size > 2) tables.push(listOfTests(sheet, rows));
    facts.push(...(isAcross ? factsAcross(sheet, above) : factsDown(sheet, above)));
  }
  const meta: Record<string, string> = {};
  for (const { key, value } of facts) meta[key] ??= value;
  const start = facts.find(({ key }) => key.toLowerCase() === 'start time')?.value ?? '';
  const serial = Number(start);
  const seconds = start === '' || Number.isNaN(serial) ? secondsFromText(start) : serialTime(serial, workbook);
  return { meta, tables, started: isoFromSeconds(seconds), mass: statedMass(facts) };
}

/** Of several tests the first one's facts are the file's; all of them are kept as a table. */
function listOfTests(sheet: string, rows: Rows): SheetTable {
  const [[headerRow, header] = [0, []]] = rows;
  const body = new Map([...rows].filter(([row]) => row > headerRow));
  return tableFromRows(sheet, header, body, (row, column) => cellPlace(sheet, row, column));
}

function serialTime(serial: number, { date1904 }: Workbook): number {
  return secondsFromSerial(serial, date1904);
}

/** Mass in g; undefined for a text that is none, or zero: the mass was never typed in. */
export function massInGrams(text: string): number | undefined {
  const value = parseQuantity(text, 'g')?.value;
  return value !== undefined && value > 0 ? value : undefined;
}

function statedMass(facts: readonly Fact[]): Information['mass'] {
  for (const { key, value, place } of facts) {
    const text = MASS.exec(value)?.[1] ?? (key.toLowerCase() === 'active material' ? value : '');
    if (massInGrams(text) !== undefined) return { text, place };
  }
  return undefined;
}

/** The process table begins with `Order`; the log is a table from its first row on. */
function isTableHeader(sheet: string, cells: PreviewRow): boolean {
  return /^log$/i.test(sheet) || String(cells[0] ?? '').trim() === 'Order';
}

function isKeyRow(cells: PreviewRow): boolean {
  return cells.filter((cell) => KEYS.has(String(cell).trim().toLowerCase())).length > 1;
}

function fact(sheet: string, key: unknown, value: unknown, row: number, column: number): Fact[] {
  const [name, text] = [String(key ?? '').trim(), String(value ?? '').trim()];
  return name === '' || isAbsent(text) ? [] : [{ key: name, value: text, place: cellPlace(sheet, row, column) }];
}

/** Keys in the first row, values below. */
function factsAcross(sheet: string, rows: Rows): Fact[] {
  const [[, keys] = [0, []], [row, values] = [0, []]] = [...rows];
  return keys.flatMap((key, column) => fact(sheet, key, values[column], row, column));
}

/** Keys in the first column, values in the second. */
function factsDown(sheet: string, rows: Rows): Fact[] {
  return [...rows].flatMap(([row, cells]) => fact(sheet, cells[0], cells[1], row, 1));
}

async function readRows(workbook: Workbook, sheet: string): Promise<Rows> {
  const rows = new Map<number, (string | number | undefined)[]>();
  const put = (row: number, column: number, value: string | number) => {
    const cells = rows.get(row) ?? [];
    cells[column] = value;
    rows.set(row, cells);
  };
  const sink: CellSink = { number: put, text: put };
  await workbook.readSheet(sheet, sink);
  return rows;
}
