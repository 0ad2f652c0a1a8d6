/** What each sheet of a workbook holds, told by its first header row and, for the newer client, by its name. */
import type { Workbook } from '../../src/io/spreadsheet.ts';
import { blockStarts } from './block-sheet.ts';
import { isCycleHeader, isStepHeader } from './cycle-table.ts';
import { hasLandMark, isRecordHeader, type PreviewRow } from './record-layout.ts';

/** Most header rows stand here; only a sheet without one is looked at further down. */
const FIRST_ROWS = 10;
/** A header below this row is not found. */
const SEARCHED_ROWS = 1000;

/**
 * - `records`: a header and records below it.
 * - `blocks`: cycles side by side, `Cycle 1 | Cycle 2 …` above the headers.
 * - `tables`: a cycle or step table, perhaps with records nested in it.
 * - `information`: what the newer client says of the test.
 * - `other`: no known header; it may go on with the records of the sheet before.
 */
export type Role = 'records' | 'blocks' | 'tables' | 'information' | 'other';

export interface SheetRole {
  readonly name: string;
  readonly role: Role;
  /** 0-based row of the first header, −1 for a sheet without one. */
  readonly headerRow: number;
  /** The first rows, as far as the sheet was looked at. */
  readonly preview: readonly PreviewRow[];
}

const INFORMATION_SHEET = /^(?:test information|ch\d+_proc|log)$/i;
const RECORD_SHEET = /^(?:record(?:-tab)?\s*\d*(?:\s*\(\d+\))?|记录.*|defaultgroup_.*)$/i;

const known = new WeakMap<Workbook, Promise<readonly SheetRole[]>>();

/** What the sheets of a workbook hold; looked at once. */
export function sheetRoles(workbook: Workbook): Promise<readonly SheetRole[]> {
  const roles = known.get(workbook) ?? findRoles(workbook);
  known.set(workbook, roles);
  return roles;
}

async function findRoles(workbook: Workbook): Promise<readonly SheetRole[]> {
  const near: SheetRole[] = [];
  for (const { name } of workbook.sheets) near.push(roleOf(name, await workbook.preview(name, FIRST_ROWS)));
  const isPlain = near.some(isLandSheet);
  const roles: SheetRole[] = [];
  for (const sheet of near) {
    // A long list of steps may stand above the records; where the workbook is LAND's already, reading it will tell.
    const isOpen = sheet.role === 'other' || (sheet.role === 'tables' && !isPlain);
    const isWhole = sheet.preview.length < FIRST_ROWS;
    if (!isOpen || isWhole) roles.push(sheet);
    else {
      const deeper = roleOf(sheet.name, await workbook.preview(sheet.name, SEARCHED_ROWS));
      roles.push(deeper.role === 'other' ? sheet : deeper);
    }
  }
  return roles;
}

function roleOf(name: string, preview: readonly PreviewRow[]): SheetRole {
  const base = { name, preview };
  if (INFORMATION_SHEET.test(name)) return { ...base, role: 'information', headerRow: -1 };
  const headerRow = preview.findIndex((row) => isRecordHeader(row) || isCycleHeader(row) || isStepHeader(row));
  const header = preview[headerRow];
  if (header === undefined) return { ...base, role: 'other', headerRow: -1 };
  if (!isRecordHeader(header)) return { ...base, role: 'tables', headerRow };
  return { ...base, role: isSplit(preview[headerRow - 1] ?? [], header) ? 'blocks' : 'records', headerRow };
}

/** Whether each title stands above a record header of its own, and no column is left of the first. */
function isSplit(titles: PreviewRow, header: PreviewRow): boolean {
  const starts = blockStarts(titles).map(({ column }) => column);
  const [first] = starts;
  if (first === undefined || header.slice(0, first).some((cell) => cell !== undefined)) return false;
  return starts.every((column, i) => isRecordHeader(header.slice(column, starts[i + 1])));
}

/** Whether a sheet shows that the workbook is LAND's: other makers export test times, voltages and steps too. */
export function isLandSheet({ name, role, headerRow, preview }: SheetRole): boolean {
  const header = preview[headerRow] ?? [];
  if (role === 'blocks') return true;
  if (role === 'records') return hasLandMark(header) || RECORD_SHEET.test(name);
  if (role !== 'tables') return false;
  return isCycleHeader(header) || preview.slice(headerRow).some(isRecordHeader);
}
