/**
 * LAND (LANHE) cyclers, workbooks exported by LANDdt and the clients before and after it, in English and Chinese.
 *
 * Usage. `.xlsx` or `.xls`. Recognised by the header rows of its sheets (columns.ts), whatever file and sheets are called;
 * a header that other makers' exports could have too needs a name of LAND's own beside it (sheet-roles.ts).
 *
 * Schema (kind `cycling`; columns by name in either language, each in the unit after its first slash).
 *   TestTime → time (s), StepTime → step_time (s), Current → current (A), Voltage → potential (V),
 *   Capacity → charge (Ah), Energy → energy (Wh), Record → record, Cycle-Index → cycle, Step-Index → step,
 *   Step-State → mode, SysTime → clock (s), AuxTemp → temperature (°C), AuxVolt → auxiliary_potential (V);
 *   anything else is kept as an extra column.
 *
 * Sign conventions. The current is positive on charge. Where an export shows its magnitude only, the step states give the
 * sign, or the file is refused (signed-current.ts). Capacity and Energy are magnitudes that restart with the steps; they
 * become net charge and energy since the first record, positive on charge (counters.ts).
 *
 * File structure. Every sheet is one of these, by its first header row:
 *   - records below one header (`Record-Tab`, `Record`, `记录`, `DefaultGroup_…`); a sheet without header goes on with them;
 *   - cycles side by side, `Cycle 1 | Cycle 2 …` above the headers (block-sheet.ts);
 *   - a cycle or step table, kept, and compared with the records (cycle-table.ts);
 *   - records nested in such tables: a step header, the step, a record header, records, and so on (table-sheet.ts);
 *   - facts of the test: `Test information`, `Ch1_Proc`, `Log` (information.ts).
 *
 * Quirks.
 *   - Test and step times are day fractions until the first day is over, text `d-hh:mm:ss` or `d hh:mm:ss.mmm` from then
 *     on or throughout; with a unit in the header (`TestTime/Sec.`) they are numbers in that unit. A time without unit is
 *     taken as days; a clock column that proves it wrong is reported.
 *   - One-second resolution: the first record of a step repeats the time of the last one before it.
 *   - Capacity runs on from a constant-current step into the constant-voltage step after it.
 *   - Two vocabularies of states: `CC-Rate` in the step table is `RateC` in the records (states.ts).
 *   - A column without header separates measured columns from indices; `-` stands where there is no sensor.
 *   - The last cycle may be open. Columns differ between versions; units are mA, A or µA as the user chose.
 *   - Side by side, short cycles are filled up with rows that hold a record number and nothing else.
 *
 * Metadata. Start by the clock of the cycler's PC (no zone). The newer client states the active mass, which is reported;
 * else it is implied by Capacity and SpeCap. Neither is used unless the study file asks for it.
 */
import { isWorkbook, openWorkbook, type Workbook } from '../../src/io/spreadsheet.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { cellPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { readBlockSheet } from './block-sheet.ts';
import { type SheetTable, tableIssues } from './cycle-table.ts';
import { buildDataset } from './dataset.ts';
import { type Information, massInGrams, readInformation } from './information.ts';
import { fitsLayout, type Layout, layoutFromHeader } from './record-layout.ts';
import { RecordReader } from './record-reader.ts';
import { isLandSheet, type SheetRole, sheetRoles } from './sheet-roles.ts';
import { newNesting, TableSheetReader } from './table-sheet.ts';

const PARSER_ID = 'land-xlsx';

export const land: Parser = {
  id: PARSER_ID,
  instrument: 'LAND (LANHE) cycler',
  description: 'LANDdt or LANHE workbook (.xlsx, .xls) with records of each step or cycle, in English or Chinese',
  async claims(file) {
    return isWorkbook(file) && (await sheetRoles(await openWorkbook(file))).some(isLandSheet);
  },
  parse,
};

/** What was read of the sheets besides the records themselves. */
interface Contents {
  readonly layouts: Layout[];
  readonly tables: SheetTable[];
  /** Names of the sheets that hold records, and of those that hold tables. */
  readonly recordSheets: string[];
  readonly tableSheets: string[];
}

async function parse(file: RawFile): Promise<ParseResult> {
  const workbook = await openWorkbook(file);
  const roles = await sheetRoles(workbook);
  const reader = new RecordReader(file.path, { date1904: workbook.date1904 });
  const contents = await readSheets(workbook, roles, reader, file.path);
  const { layouts, tables } = contents;
  if (layouts.length === 0) {
    const message = `sheets ${roles.map(({ name }) => name).join(', ')}: no record sheet`;
    return { datasets: [], issues: [issue('LAND_CYCLE_TABLE_ONLY', message, file.path)] };
  }
  requireRecords(reader, contents, file.path);
  const named = roles.filter(({ role }) => role === 'information').map(({ name }) => name);
  const information = await readInformation(workbook, named);
  const mass = information.mass === undefined ? undefined : massInGrams(information.mass.text);
  const { dataset, issues } = buildDataset(reader.records, layouts, {
    file,
    parser: PARSER_ID,
    tables: [...tables, ...information.tables],
    meta: { ...information.meta, ...sheetNames(roles, contents) },
    started: information.started,
    ...(mass === undefined ? {} : { activeMass: mass }),
  });
  const ofTables = tableIssues(tables, dataset.columns, file.path);
  return { datasets: [dataset], issues: [...issues, ...ofTables, ...massIssues(information, file.path)] };
}

function sheetNames(roles: readonly SheetRole[], { recordSheets, tableSheets }: Contents): Record<string, string> {
  const read = new Set([...recordSheets, ...tableSheets]);
  const others = roles.filter(({ name, role, preview }) => {
    return role !== 'information' && !read.has(name) && preview.some((row) => row.length > 0);
  });
  return {
    sheets: recordSheets.join(', '),
    ...(others.length === 0 ? {} : { 'sheets not read': others.map(({ name }) => name).join(', ') }),
  };
}

/** Reads every sheet once, in the order of their tabs: a sheet without header goes on where the one before ended. */
async function readSheets(
  workbook: Workbook,
  roles: readonly SheetRole[],
  reader: RecordReader,
  path: string,
): Promise<Contents> {
  const contents: Contents = { layouts: [], tables: [], recordSheets: [], tableSheets: [] };
  const nesting = newNesting();
  let plain: Layout | undefined;
  for (const sheet of roles) {
    const { name, role } = sheet;
    if (role === 'tables' || (role === 'other' && continues(sheet, nesting.layout))) {
      const tableSheet = new TableSheetReader(path, name, reader, nesting);
      await workbook.readSheet(name, tableSheet);
      const { tables, hasRecords } = tableSheet.finish();
      contents.tables.push(...tables);
      (hasRecords ? contents.recordSheets : contents.tableSheets).push(name);
      contents.layouts.push(...[...nesting.layouts.values()].filter((layout) => !contents.layouts.includes(layout)));
      continue;
    }
    const layouts = role === 'blocks' ? await readBlockSheet(workbook, sheet, reader, path) : [];
    const layout = plainLayout(sheet, plain, path);
    if (layout !== undefined) {
      plain = layout;
      nesting.layout = undefined;
      layouts.push(layout);
      reader.open(layout);
      await workbook.readSheet(name, reader);
      reader.close();
    }
    contents.layouts.push(...layouts);
    if (layouts.length > 0) contents.recordSheets.push(name);
  }
  return contents;
}

/** Layout of a sheet that holds nothing but records; undefined for any other sheet. */
function plainLayout(sheet: SheetRole, previous: Layout | undefined, path: string): Layout | undefined {
  const { name, role, headerRow, preview } = sheet;
  const place = (row: number, column: number) => cellPlace(name, row, column);
  if (role === 'records') {
    const width = preview.slice(headerRow).reduce((most, cells) => Math.max(most, cells.length), 0);
    return layoutFromHeader({ path, sheet: name, row: headerRow, cells: preview[headerRow] ?? [], width, place });
  }
  if (role !== 'other' || !continues(sheet, previous)) return undefined;
  return previous === undefined ? undefined : { ...previous, sheet: name, headerRow: -1, place };
}

/** Whether a sheet without header goes on where the one before it ended: its first row can be a record of that. */
function continues({ preview }: SheetRole, previous: Layout | undefined): boolean {
  const firstRow = preview.find((row) => row.length > 0);
  return previous !== undefined && firstRow !== undefined && fitsLayout(firstRow, previous);
}

function requireRecords(reader: RecordReader, { layouts, recordSheets }: Contents, path: string): void {
  if (reader.records.length > 0) return;
  const [first] = layouts;
  const place = first === undefined ? '' : first.place(first.headerRow, 0);
  const detail = `${recordSheets.join(', ')} holds a header but no records`;
  throw new SourceError(path, place, detail, 'export the workbook again');
}

function massIssues({ mass }: Information, path: string): Issue[] {
  if (mass === undefined) return [];
  return [issue('LAND_MASS_STATED', `the file states an active mass of ${mass.text}`, path, mass.place)];
}
