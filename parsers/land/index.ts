/**
 * LAND (LANHE) cyclers, workbook exported by LANDdt.
 *
 * Usage. `.xlsx` or `.xls` with a record sheet (`Record-Tab`, `Record…`); `Cycle-Tab` and `Step-Tab` beside it are
 * kept and compared with the records. Recognised by the header row of its sheets, whatever the file is called.
 *
 * Schema (kind `cycling`; columns by name, units by the suffix after the first slash).
 *   TestTime → time (s), StepTime → step_time (s), Current → current (A), Voltage → potential (V),
 *   Capacity → charge (Ah), Energy → energy (Wh), Record → record, Cycle-Index → cycle, Step-Index → step,
 *   Step-State → mode, SysTime → clock (s), AuxTemp → temperature (°C), AuxVolt → auxiliary_potential (V);
 *   anything else is kept as an extra column.
 *
 * Sign conventions. The current is positive on charge already. Capacity and Energy are magnitudes that restart with
 * the steps; they become net charge and energy since the first record, positive on charge (counters.ts).
 *
 * File structure and quirks.
 *   - Test and step times are day fractions until the first day is over, text `d-hh:mm:ss` from then on; with a unit
 *     in the header (`TestTime/Sec.`) they are numbers in that unit.
 *   - One-second resolution: the first record of a step repeats the time of the last one before it.
 *   - Capacity runs on from a constant-current step into the constant-voltage step after it.
 *   - Two vocabularies of states: `CC-Rate` in the step table is `RateC` in the records (states.ts).
 *   - A column without header separates measured columns from indices; `-` stands where there is no sensor.
 *   - The last cycle may be open. Columns differ between versions; units are mA, A or µA as the user chose.
 *   - More than one record sheet: the later ones with or without a header row, whatever they are called.
 *   - A time without unit is taken as days; a clock column that proves it wrong is reported.
 *
 * Metadata. Start by the clock of the cycler's PC (no zone). The active mass is not in the export; it is implied by
 * Capacity and SpeCap and reported as such.
 */
import { isWorkbook, openWorkbook, type Workbook } from '../../src/io/spreadsheet.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { cellPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import {
  compareWithCycleTable,
  isCycleHeader,
  isStepHeader,
  readInstrumentTable,
  type SheetTable,
  sumCycles,
} from './cycle-table.ts';
import { buildDataset } from './dataset.ts';
import {
  fitsLayout,
  type HeaderRow,
  isRecordHeader,
  type Layout,
  layoutFromHeader,
  type Place,
  type PreviewRow,
} from './record-layout.ts';
import { RecordReader } from './record-reader.ts';

const PARSER_ID = 'land-xlsx';

/** A header row stands within the first rows of its sheet. */
const PREVIEW_ROWS = 10;

interface SheetRole {
  readonly name: string;
  readonly role: 'records' | 'table' | 'other';
  /** 0-based, −1 for a sheet without a known header. */
  readonly headerRow: number;
  readonly preview: readonly PreviewRow[];
}

export const land: Parser = {
  id: PARSER_ID,
  instrument: 'LAND (LANHE) cycler',
  description: 'LANDdt workbook (.xlsx, .xls) with record, step and cycle sheets',
  async claims(file) {
    if (!isWorkbook(file)) return false;
    const roles = await sheetRoles(await openWorkbook(file));
    return roles.some(({ role, preview, headerRow }) => {
      return role === 'records' || (role === 'table' && isCycleHeader(preview[headerRow] ?? []));
    });
  },
  parse,
};

async function sheetRoles(workbook: Workbook): Promise<SheetRole[]> {
  const roles: SheetRole[] = [];
  for (const { name } of workbook.sheets) {
    const preview = await workbook.preview(name, PREVIEW_ROWS);
    const records = preview.findIndex(isRecordHeader);
    const table = preview.findIndex((row) => isCycleHeader(row) || isStepHeader(row));
    const role = records >= 0 ? 'records' : table >= 0 ? 'table' : 'other';
    roles.push({ name, role, headerRow: records >= 0 ? records : table, preview });
  }
  return roles;
}

async function parse(file: RawFile): Promise<ParseResult> {
  const workbook = await openWorkbook(file);
  const roles = await sheetRoles(workbook);
  const tables: SheetTable[] = [];
  for (const { name, role, headerRow } of roles) {
    if (role === 'table') tables.push(await readInstrumentTable(workbook, name, headerRow));
  }
  if (!roles.some(({ role }) => role === 'records')) {
    const message = `sheets ${roles.map(({ name }) => name).join(', ')}: no record sheet`;
    return { datasets: [], issues: [issue('LAND_CYCLE_TABLE_ONLY', message, file.path)] };
  }
  const reader = new RecordReader(file.path, { date1904: workbook.date1904 });
  const layouts = await readRecords(workbook, roles, reader, file.path);
  const read = new Set([...layouts, ...tables.map(({ table }) => ({ sheet: table.name }))].map(({ sheet }) => sheet));
  const ignored = roles.filter(({ name, preview }) => !read.has(name) && preview.some((row) => row.length > 0));
  const meta = {
    sheets: layouts.map(({ sheet }) => sheet).join(', '),
    ...(ignored.length === 0 ? {} : { 'sheets not read': ignored.map(({ name }) => name).join(', ') }),
  };
  const { dataset, issues } = buildDataset(reader, layouts, { file, parser: PARSER_ID, tables, meta });
  return { datasets: [dataset], issues: [...issues, ...tableIssues(tables, dataset.columns, file.path)] };
}

async function readRecords(
  workbook: Workbook,
  roles: readonly SheetRole[],
  reader: RecordReader,
  path: string,
): Promise<Layout[]> {
  const layouts: Layout[] = [];
  for (const { name, role, headerRow, preview } of roles) {
    if (role === 'table') continue;
    const layout =
      role === 'records'
        ? layoutFromHeader(headerIn(path, name, headerRow, preview))
        : continuation(name, preview, layouts.at(-1));
    if (layout === undefined) continue;
    layouts.push(layout);
    reader.open(layout);
    await workbook.readSheet(name, reader);
    reader.close();
  }
  if (reader.length === 0) {
    const sheets = layouts.map(({ sheet }) => sheet).join(', ');
    const [first] = layouts;
    const place = first === undefined ? '' : cellPlace(first.sheet, first.headerRow, 0);
    throw new SourceError(path, place, `${sheets} holds a header but no records`, 'export the workbook again');
  }
  return layouts;
}

/** A sheet without header goes on where the record sheet before it ended, if its first row can be a record of that. */
function continuation(sheet: string, preview: readonly PreviewRow[], previous: Layout | undefined): Layout | undefined {
  const firstRow = preview.find((row) => row.length > 0);
  if (previous === undefined || firstRow === undefined || !fitsLayout(firstRow, previous)) return undefined;
  return { ...previous, sheet, headerRow: -1, place: placeIn(sheet) };
}

function placeIn(sheet: string): Place {
  return (row, column) => cellPlace(sheet, row, column);
}

function headerIn(path: string, sheet: string, row: number, preview: readonly PreviewRow[]): HeaderRow {
  const width = preview.slice(row).reduce((most, cells) => Math.max(most, cells.length), 0);
  return { path, sheet, row, cells: preview[row] ?? [], width, place: placeIn(sheet) };
}

function tableIssues(
  tables: readonly SheetTable[],
  columns: { readonly cycle?: Float64Array; readonly charge?: Float64Array },
  path: string,
): Issue[] {
  const { cycle, charge } = columns;
  if (cycle === undefined || charge === undefined) return [];
  const sums = sumCycles(cycle, charge);
  return tables
    .filter(({ table }) => isCycleHeader([...table.columns.keys()]))
    .flatMap((table) => compareWithCycleTable(table, sums, path));
}
