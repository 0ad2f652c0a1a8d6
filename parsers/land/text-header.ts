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
 * ampere hours and watt hours, or the unit in the name.
 */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['rec#', 'Record'],
  ['cyc#', 'Cycle'],
  ['test(s)', 'TestTime/s'],
  ['step(s)', 'StepTime/s'],
  ['test(sec)', 'TestTime/s'],
  ['step(sec)', 'StepTime/s'],
  ['amp-hr', 'Capacity/Ah'],
  ['watt-hr', 'Energy/Wh'],
  ['amps', 'Current/A'],
  ['volts', 'Voltage/V'],
  ['dpt-time', 'SysTime'],
  ['cycle_index', 'Cycle'],
  ['step_index', 'Step'],
  ['step_name', 'State'],
  ['date_time_iso_string', 'SysTime'],
  ['temperature_1_c', 'Temperature/C'],
  ['data_point', 'Record'],
  ['test_time.s.', 'TestTime/s'],
  ['step_time.s.', 'StepTime/s'],
  ['date_time', 'SysTime'],
]);

/** `voltage_V`, `current(mA)`: a name of these clients with its unit. */
const WITH_UNIT = /^(test_time|step_time|voltage|current|capacity|energy)(?:_([a-zµμ]+)|\(([a-zµμ]+)\))$/;
const WITH_UNIT_NAMES: Readonly<Record<string, string>> = {
  test_time: 'TestTime',
  step_time: 'StepTime',
  voltage: 'Voltage',
  current: 'Current',
  capacity: 'Capacity',
  energy: 'Energy',
};

/** The counters of charge and discharge of the Landt client, which stay columns of their own. */
const COUNTER = /^((?:dis)?charge_(?:capacity|energy))_(m?[aw]h)$/;

/** The old export, whose voltages show no unit: they are in volts. */
const OLD_EXPORT: readonly string[] = ['data_point', 'current(ma)', 'capacity(mah)', 'energy(mwh)', 'date_time'];

/** Names of which all must be there for a header without a name of LAND's own: those of the Landt client and the old export. */
const SIGNATURES: readonly (readonly string[])[] = [
  ['rec#', 'cyc#', 'amp-hr', 'amps', 'volts', 'dpt-time'],
  ['test_time_s', 'cycle_index', 'step_index', 'channel_index'],
  OLD_EXPORT,
];

function plain(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, '_');
}

/** Header cells under the names that LAND uses in its workbooks; others as they are. */
function landNames(cells: readonly string[]): string[] {
  const names = cells.map(plain);
  const isOld = OLD_EXPORT.every((name) => names.includes(name));
  return cells.map((cell, column) => {
    const name = names[column] ?? '';
    if (isOld && name === 'voltage') return 'Voltage/V';
    const counter = COUNTER.exec(name);
    if (counter !== null) return `${counter[1]}/${cell.trim().slice(-(counter[2] ?? '').length)}`;
    const [, quantity, ...units] = WITH_UNIT.exec(name) ?? [];
    const own = WITH_UNIT_NAMES[quantity ?? ''];
    // The unit as written: capitals tell mA from MA.
    const unit = units.find((found) => found !== undefined) ?? '';
    const end = cell.trim().replace(/\)$/, '');
    return own === undefined ? (OTHER_NAMES.get(name) ?? cell) : `${own}/${end.slice(end.length - unit.length)}`;
  });
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
  if (isRecordHeader(landNames(cells))) return 'records';
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

/**
 * Layout of a record table whose first column stands in column `from` of the file; messages and issues keep the names as
 * written.
 */
export function layoutOf(file: RawFile, { cells, line }: TextHeader, rowAt = sameRow, from = 0): Layout {
  const place = (row: number, column: number) => linePlace(rowAt(row), column + from);
  const width = filledWidth(cells);
  const header = { path: file.path, sheet: 'the file', row: line, cells: landNames(cells), width, place };
  const layout = layoutFromHeader({ ...header, place: (row, column) => linePlace(row, column + from) });
  const slots = layout.slots.map((slot, column): Slot => {
    const written = cells[column] ?? '';
    const isRenamed = written !== '' && slot.source !== written && slot.name === slot.source;
    return isRenamed ? { ...slot, source: written, name: written } : slot;
  });
  return { ...layout, slots, place };
}

function sameRow(row: number): number {
  return row;
}

/**
 * Columns in which tables side by side begin, the first one for a plain header: where the name of the first column comes
 * again if the test time comes as often, else with each test time.
 */
export function sideBySide(cells: readonly string[]): number[] {
  const isTime = (cell: string) => isRecordHeader([...landNames([cell]), 'Voltage/V']);
  const times = [...cells.keys()].filter((column) => isTime(cells[column] ?? ''));
  if (times.length < 2) return [0];
  const firsts = [...cells.keys()].filter((column) => cells[column] === cells[0]);
  return firsts.length === times.length ? firsts : times.map((column, k) => (k === 0 ? 0 : column));
}

export function refuse(file: RawFile, line: number, detail: string, remedy = 'export the file again'): never {
  throw new SourceError(file.path, linePlace(line, 0), detail, remedy);
}
