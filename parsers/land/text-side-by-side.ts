/** Text files with tables side by side, such as charge and discharge: read one after the other. */
import { cellDecoder, headEncoding } from '../../src/io/text-file.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace, type RawFile } from '../../src/model/source.ts';
import type { DecimalMark } from '../../src/model/text.ts';
import type { RecordColumns } from './record-columns.ts';
import type { Layout } from './record-layout.ts';
import { RecordReader } from './record-reader.ts';
import { layoutOf, refuse, sideBySide, type TextHeader } from './text-header.ts';
import { type Contents, cutIssue, readTextTable, sampleOf, type TextTable } from './text-table.ts';

/** Throws SourceError where neither currents nor states tell which of the tables is the discharge. */
export function readSideBySide(file: RawFile, header: TextHeader, mark: DecimalMark, reader: RecordReader): Contents {
  const { cells, delimiter, end: start, line } = header;
  const starts = sideBySide(cells);
  const sample = sampleOf(file.head.subarray(start), delimiter, cellDecoder(headEncoding(file)));
  const tables = starts.map((left, k): TextTable => {
    const layout = layoutOf(file, { ...header, cells: cells.slice(left, starts[k + 1]) }, undefined, left);
    const right = cells.length - left - layout.slots.length;
    return { file, layout, delimiter, mark, start, firstLine: line + 1, sample, left, right };
  });
  const issues: Issue[] = [];
  const firsts: number[] = [];
  let isAnyCut = false;
  for (const table of inOrderOfTime(tables)) {
    const before = reader.records.length;
    isAnyCut = readTextTable(table, reader).isCut || isAnyCut;
    if (continueTime(reader.records, before)) {
      const message = 'the test time of this table starts again; it is continued where the table before ended';
      issues.push(issue('LAND_TIME_RESTARTED', message, file.path, linePlace(line, table.left ?? 0)));
    }
    firsts.push(before);
  }
  if (isAnyCut) issues.push(cutIssue(file));
  const layouts = tables.map(({ layout }) => layout);
  requireDirection(file, reader.records, layouts, firsts);
  return { layouts, tables: [], issues };
}

/** By their times where these do not overlap: a cell that is discharged first may have its charge on the left. */
function inOrderOfTime(tables: readonly TextTable[]): readonly TextTable[] {
  const spans = tables.map((table) => {
    const reader = new RecordReader(table.file.path, { decimalMark: table.mark });
    readTextTable(table, reader);
    const times = reader.records.columns.get('time')?.finish();
    return { table, first: times?.[0] ?? Number.NaN, last: times?.at(-1) ?? Number.NaN };
  });
  const sorted = spans.toSorted((a, b) => a.first - b.first);
  const isApart = sorted.every(({ first }, k) => k === 0 || first >= (sorted[k - 1]?.last ?? 0));
  return isApart ? sorted.map(({ table }) => table) : tables;
}

/** Adds the last time before a record to the times from it on, where these start again. */
function continueTime(records: RecordColumns, from: number): boolean {
  const time = records.columns.get('time')?.finish();
  if (time === undefined || from === 0 || from >= time.length) return false;
  const last = time[from - 1] ?? 0;
  if ((time[from] ?? 0) >= last) return false;
  for (let i = from; i < time.length; i++) time[i] = (time[i] ?? 0) + last;
  return true;
}

/** Charge and discharge would both be taken for charge where the current shows no sign. */
function requireDirection(
  file: RawFile,
  records: RecordColumns,
  layouts: readonly Layout[],
  firsts: readonly number[],
): void {
  if (layouts.some(({ slots }) => slots.some(({ field }) => field === 'state' || field === 'cycle'))) return;
  const current = records.columns.get('current')?.finish() ?? new Float64Array(0);
  if (current.some((value) => value < 0)) return;
  const flowing = firsts.filter((first, k) => current.subarray(first, firsts[k + 1]).some((value) => value > 0));
  if (flowing.length < 2) return;
  const detail = 'no current of the tables side by side is negative, so that charge and discharge look alike';
  refuse(file, layouts[0]?.headerRow ?? 0, detail, 'export the signed current, or the step states with it');
}
