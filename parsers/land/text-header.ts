/** Header lines of LAND's text exports: which table they open, how cells are parted, and other clients' names. */
import type { HeadLine } from '../../src/io/text-file.ts';
import { linePlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { type DecimalMark, decimalMark } from '../../src/model/text.ts';
import { isCycleHeader, isStepHeader } from './cycle-table.ts';
import { hasLandMark, isRecordHeader, type Layout, layoutFromHeader, type Slot } from './record-layout.ts';

export type Delimiter = '\t' | ',' | ';';
export type TableKind = 'cycles' | 'steps' | 'records';

export interface TextHeader {
  readonly kind: TableKind;
  readonly delimiter: Delimiter;
  /** As written. */
  readonly cells: readonly string[];
  /** 0-based line. */
  readonly line: number;
  /** Byte at which the line after it begins. */
  readonly end: number;
}

/** A header stands within so many lines. */
const SEARCHED_LINES = 100;

/**
 * Names of the client sold as Landt and of an old text export → the names that LAND uses elsewhere. Both state amperes,
 * ampere hours and watt hours, or the unit in the name; a voltage is in volts.
 */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['rec#', 'Record'],
  ['cyc#', 'Cycle'],
  ['test(s)', 'TestTime/s'],
  ['step(s)', 'StepTime/s'],
  ['amp-hr', 'Capacity/Ah'],
  ['watt-hr', 'Energy/Wh'],
  ['amps', 'Current/A'],
  ['volts', 'Voltage/V'],
  ['dpt-time', 'SysTime'],
  ['test_time_s', 'TestTime/s'],
  ['step_time_s', 'StepTime/s'],
  ['voltage_v', 'Voltage/V'],
  ['current_a', 'Current/A'],
  ['cycle_index', 'Cycle'],
  ['step_index', 'Step'],
  ['step_name', 'State'],
  ['date_time_iso_string', 'SysTime'],
  ['data_point', 'Record'],
  ['test_time(s)', 'TestTime/s'],
  ['test_time.s.', 'TestTime/s'],
  ['step_time(s)', 'StepTime/s'],
  ['step_time.s.', 'StepTime/s'],
  ['current(ma)', 'Current/mA'],
  ['capacity(mah)', 'Capacity/mAh'],
  ['energy(mwh)', 'Energy/mWh'],
  ['date_time', 'SysTime'],
]);

/** Names of which all must be there for a header without a name of LAND's own: those of the Landt client and the old export. */
const SIGNATURES: readonly (readonly string[])[] = [
  ['rec#', 'cyc#', 'test(s)', 'amp-hr', 'amps', 'volts'],
  ['test_time_s', 'voltage_v', 'current_a', 'cycle_index', 'step_index', 'channel_index'],
  ['data_point', 'current(ma)', 'capacity(mah)', 'energy(mwh)', 'date_time'],
];

function plain(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, '_');
}

/** A header cell under the name that LAND uses in its workbooks; others as they are. */
function landName(cell: string): string {
  const name = plain(cell);
  if (name === 'voltage') return 'Voltage/V';
  return OTHER_NAMES.get(name) ?? cell;
}

/** Cells of a line without their quotes; enough for headers, which hold no delimiter. */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  return line.split(delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}

export function delimiterOf(line: string): Delimiter {
  const counts = (['\t', ',', ';'] as const).map((delimiter) => [delimiter, line.split(delimiter).length] as const);
  return counts.reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/** Whether a row of cells opens one of LAND's tables; undefined for any other row. */
export function tableKind(cells: readonly string[]): TableKind | undefined {
  const named = cells.map(landName);
  if (isRecordHeader(named)) return 'records';
  if (isStepHeader(cells)) return 'steps';
  return isCycleHeader(cells) ? 'cycles' : undefined;
}

/** The first header of a file, undefined where there is none among its first lines. */
export function findHeader(lines: readonly HeadLine[]): TextHeader | undefined {
  for (const [line, { text, end }] of lines.slice(0, SEARCHED_LINES).entries()) {
    const delimiter = delimiterOf(text);
    const cells = splitCells(text, delimiter);
    const kind = tableKind(cells);
    if (kind !== undefined) return { kind, delimiter, cells, line, end };
  }
  return undefined;
}

/** Whether a header shows that the file is LAND's: other makers have test times and voltages too. */
export function isLandHeader({ kind, cells }: TextHeader): boolean {
  if (kind !== 'records') return kind === 'cycles' || hasLandMark(cells);
  const names = new Set(cells.map(plain));
  return hasLandMark(cells) || SIGNATURES.some((signature) => signature.every((name) => names.has(name)));
}

/** Decided from the rows below a header. */
export function markOf(lines: readonly HeadLine[], { line, delimiter }: TextHeader): DecimalMark {
  const rows = lines.slice(line + 1, line + 60).filter(({ text }) => /^[\s"]*[-+\d]/.test(text));
  return delimiter === ',' ? '.' : decimalMark(rows.flatMap(({ text }) => splitCells(text, delimiter)));
}

/** A line may end in a delimiter. */
function filledWidth(cells: readonly string[]): number {
  return cells.at(-1) === '' ? cells.length - 1 : cells.length;
}

/** Layout of a record table; messages and issues keep the names as written. */
export function layoutOf(file: RawFile, { cells, line }: TextHeader, width = filledWidth(cells)): Layout {
  const place = (row: number, column: number) => linePlace(row, column);
  const header = { path: file.path, sheet: 'the file', row: line, cells: cells.map(landName), width, place };
  const layout = layoutFromHeader(header);
  const slots = layout.slots.map((slot, column): Slot => {
    const written = cells[column] ?? '';
    return written === '' || slot.source === written ? slot : { ...slot, source: written, name: written };
  });
  return { ...layout, slots };
}

/** Where the tables of a header with cycles side by side begin; one entry for a plain header. */
export function sideBySide(cells: readonly string[]): number[] {
  const time = (cell: string) => isRecordHeader([landName(cell), 'Voltage/V']);
  const starts = [...cells.keys()].filter((column) => time(cells[column] ?? ''));
  return starts.length < 2 ? [0] : starts.map((start, k) => (k === 0 ? 0 : start));
}

export function refuse(file: RawFile, line: number, detail: string): never {
  throw new SourceError(file.path, linePlace(line, 0), detail, 'export the file again');
}
