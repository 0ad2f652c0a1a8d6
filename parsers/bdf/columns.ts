/** Columns of a BDF table → columns of a cycling dataset. */
import {
  combined,
  counterEvidence,
  netColumns,
  netEvidence,
  type SignEvidence,
  type States,
  stateDirections,
  stateEvidence,
  stateModes,
  unknownStates,
  verdict,
} from '../../src/io/cycling-columns.ts';
import { asWritten, unitConversion } from '../../src/io/header-unit.ts';
import { columnAt, firstUnread, mapCells, type SourceTable, wordCells } from '../../src/io/source-table.ts';
import type { DatasetColumns } from '../../src/io/table-dataset.ts';
import { COUNTER_COLUMNS } from '../../src/model/column-map.ts';
import { plural } from '../../src/model/format.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { SourceError } from '../../src/model/source.ts';
import { stepTypeMeaning } from './step-types.ts';
import { COUNTER_SCOPES, readHeader, SOURCE_UNITS, SOURCES } from './terms.ts';

/** By column key, in the schema's units; the current as the file has it. */
export interface ReadSources {
  readonly values: ReadonlyMap<string, Float64Array>;
  /** Column of the table → key. */
  readonly keys: ReadonlyMap<number, string>;
}

export interface BdfColumns {
  readonly columns: DatasetColumns;
  /** Column of the table → column of the dataset. */
  readonly mapped: ReadonlyMap<number, string>;
  readonly issues: readonly Issue[];
}

/** Reads the columns that the dataset has a place for. Throws SourceError for a unit of another quantity. */
export function readSources(table: SourceTable): ReadSources {
  const quantities = table.columns.map(({ header }) => readHeader(header).quantity);
  const keys = new Map<number, string>();
  for (const [key, names] of Object.entries(SOURCES)) {
    const found = names.map((name) => quantities.indexOf(name)).find((column) => column >= 0);
    if (found !== undefined) keys.set(found, key);
  }
  if (![...keys.values()].includes('step')) {
    const index = quantities.indexOf('step index');
    if (index >= 0 && repeats(table, index)) keys.set(index, 'step');
  }
  for (const [column, key] of counterSources(quantities)) keys.set(column, key);
  return { keys, values: new Map([...keys].map(([column, key]) => [key, readColumn(table, column, key)])) };
}

/** Charging and discharging counters of one scope, else the cumulative one. */
function counterSources(quantities: readonly string[]): Map<number, string> {
  const sources = new Map<number, string>();
  for (const what of ['capacity', 'energy']) {
    for (const scope of COUNTER_SCOPES) {
      const gained = quantities.indexOf(`${scope}charging ${what}`);
      const lost = quantities.indexOf(`${scope}discharging ${what}`);
      if (gained < 0 || lost < 0) continue;
      sources.set(gained, `charge_${what}`);
      sources.set(lost, `discharge_${what}`);
      break;
    }
    const sums = [`cumulative ${what}`, `step cumulative ${what}`, `step ${what}`];
    const sum = sums.map((name) => quantities.indexOf(name)).find((column) => column >= 0);
    const hasPair = [...sources.values()].includes(`charge_${what}`);
    if (!hasPair && sum !== undefined) sources.set(sum, `unsigned_${what}`);
  }
  return sources;
}

/** A count of points grows from record to record; a step number stays. */
function repeats(table: SourceTable, column: number): boolean {
  const values = mapCells(columnAt(table, column), table.decimalMark, asWritten, () => Number.NaN);
  return values.some((value, i) => i > 0 && value === values[i - 1]);
}

function readColumn(table: SourceTable, column: number, key: string): Float64Array {
  const cells = columnAt(table, column);
  const target = SOURCE_UNITS[key] ?? COUNTER_COLUMNS[key as keyof typeof COUNTER_COLUMNS] ?? '';
  if (target === '') return mapCells(cells, table.decimalMark, asWritten, () => Number.NaN);
  const { unit } = readHeader(cells.header);
  const convert = unitConversion(unit, target);
  if (convert === undefined) {
    const expected = target === 'C' ? 'degC' : target;
    const detail = `"${cells.header}" names ${unit === '' ? 'no unit' : `the unit "${unit}"`}, which is none for ${key}`;
    throw new SourceError(table.path, table.headerPlace(column), detail, `the format's unit is ${expected}`);
  }
  return mapCells(cells, table.decimalMark, convert, () => Number.NaN);
}

/** `sources`: those of this very table. */
export function bdfColumns(table: SourceTable, { values: read, keys }: ReadSources): BdfColumns {
  const values = new Map(read);
  const issues = unreadable(table, values, keys);
  const states = statesOf(table);
  const current = signedCurrent(table, values, states, issues);
  values.set('current', current);
  const columns: Record<string, Float64Array | Uint8Array> = { ...netColumns(values, current), current };
  for (const key of Object.keys(SOURCES)) {
    const column = values.get(key);
    const isRequired = ['time', 'potential', 'current'].includes(key);
    if (column !== undefined && (isRequired || !column.every(Number.isNaN))) columns[key] = column;
  }
  const mapped = new Map<number, string>();
  for (const [column, key] of keys) {
    const target = key in COUNTER_COLUMNS ? (key.endsWith('energy') ? 'energy' : 'charge') : key;
    const isUsed = !(key in COUNTER_COLUMNS) || !values.has(target);
    if (isUsed) mapped.set(column, target);
  }
  if (states !== undefined && saysModes(states)) {
    columns['mode'] = stateModes(states);
    mapped.set(stepTypeColumn(table), 'mode');
  }
  const { charge } = columns;
  if (charge instanceof Float64Array && values.has('charge')) {
    issues.push(...mixed(table, netEvidence(current, charge), 'the net capacity goes'));
  }
  return { columns, mapped, issues };
}

function stepTypeColumn(table: SourceTable): number {
  return table.columns.findIndex(({ header }) => readHeader(header).quantity === 'step type');
}

function statesOf(table: SourceTable): States | undefined {
  const column = table.columns[stepTypeColumn(table)];
  return column === undefined ? undefined : { cells: wordCells(column), meaningOf: stepTypeMeaning };
}

/** Whether every word names what was controlled, so that the mode tells all that the words do. */
function saysModes(states: States): boolean {
  const { words } = states.cells;
  const filled = words.filter((word) => word !== '');
  return filled.length > 0 && filled.length === words.length && unknownStates(states).length === 0
    ? words.every((word) => stepTypeMeaning(word)?.mode !== undefined)
    : false;
}

/** The current, reversed where the file's own capacities and step types say so throughout. */
function signedCurrent(
  table: SourceTable,
  values: ReadonlyMap<string, Float64Array>,
  states: States | undefined,
  issues: Issue[],
): Float64Array {
  const current = values.get('current') ?? new Float64Array(table.length);
  const counters = counterEvidence(current, values);
  const evidence =
    states === undefined ? counters : combined(counters, stateEvidence(current, stateDirections(states)));
  if (verdict(evidence) !== 'contradicts') {
    issues.push(...mixed(table, evidence, 'capacities or step types are'));
    return current;
  }
  const witnesses = `${evidence.against} increments of its own capacities and step types`;
  const message = `positive on discharge by ${witnesses}; the format's current is positive on charge`;
  issues.push(issue('CURRENT_SIGN_REVERSED', message, table.path, table.headerPlace(columnOf(table, 'current'))));
  return current.map((value) => (value === 0 ? 0 : -value));
}

function columnOf(table: SourceTable, quantity: string): number {
  return Math.max(
    0,
    table.columns.findIndex(({ header }) => readHeader(header).quantity === quantity),
  );
}

function mixed(table: SourceTable, evidence: SignEvidence, witness: string): Issue[] {
  const { agree, against, firstAgainst } = evidence;
  if (verdict(evidence) === 'agrees') return [];
  const message = `${witness} against the sign of the current in ${against} of ${plural(agree + against, 'record')}`;
  return [issue('CURRENT_SIGN_CONTRADICTED', message, table.path, table.place(firstAgainst, 0))];
}

function unreadable(
  table: SourceTable,
  values: ReadonlyMap<string, Float64Array>,
  keys: ReadonlyMap<number, string>,
): Issue[] {
  return [...keys].flatMap(([column, key]) => {
    const cells = table.columns[column];
    const read = values.get(key);
    const unread = cells === undefined || read === undefined ? undefined : firstUnread(cells, read);
    if (unread === undefined) return [];
    const message = `"${cells?.header}" holds cells that cannot be read, first "${unread.word.slice(0, 40)}"`;
    return [issue('CELLS_UNREADABLE', message, table.path, table.place(unread.row, column))];
  });
}
