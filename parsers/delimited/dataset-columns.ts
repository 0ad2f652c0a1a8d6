/** Values by key → the columns of the kind: signs decided, counters summed, words translated. */
import {
  counterEvidence,
  netColumns,
  type SignEvidence,
  type States,
  stateDirections,
  stateEvidence,
  stateModes,
  unknownStates,
  verdict,
} from '../../src/io/cycling-columns.ts';
import { type SourceTable, wordCells } from '../../src/io/source-table.ts';
import type { DatasetColumns } from '../../src/io/table-dataset.ts';
import { COUNTER_COLUMNS } from '../../src/model/column-map.ts';
import { plural } from '../../src/model/format.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { schemaColumns } from '../../src/model/schema.ts';
import { SourceError } from '../../src/model/source.ts';
import type { ColumnMap } from './column-map.ts';

export interface BuiltColumns {
  readonly columns: DatasetColumns;
  /** Key of the map → column of the dataset, where the two differ. */
  readonly names: ReadonlyMap<string, string>;
}

/** Counters of what they become. */
const COUNTER_TARGETS: ReadonlyMap<string, string> = new Map(
  Object.keys(COUNTER_COLUMNS).map((key) => [key, key.endsWith('energy') ? 'energy' : 'charge']),
);

/** Signs follow the map; what the file itself says against them is reported. */
export function datasetColumns(
  table: SourceTable,
  map: ColumnMap,
  positions: ReadonlyMap<string, number>,
  read: ReadonlyMap<string, Float64Array>,
  issues: Issue[],
): BuiltColumns {
  const values = new Map(read);
  const flip = (key: string, sign: 1 | -1 | undefined) => {
    const column = values.get(key);
    if (column !== undefined && sign === -1)
      values.set(
        key,
        column.map((value) => (value === 0 ? 0 : -value)),
      );
  };
  if (map.kind === 'impedance') flip('z_imag', map.imaginarySign ?? headerSign(table, positions.get('z_imag')));
  const states = statesOf(table, map, positions);
  const current = values.get('current');
  if (current !== undefined) {
    if (states !== undefined && hasNoSign(current)) values.set('current', signed(table, current, states, positions));
    else for (const key of ['current', 'charge', 'energy']) flip(key, map.currentSign);
  }
  const columns: Record<string, Float64Array | Uint8Array> = {};
  for (const [name, spec] of schemaColumns(map.kind)) {
    const column = values.get(name);
    if (column !== undefined && (spec.required || !column.every(Number.isNaN))) columns[name] = column;
  }
  const resolved = values.get('current');
  if (map.kind === 'cycling' && resolved !== undefined) {
    Object.assign(columns, netColumns(values, resolved));
    if (states !== undefined) columns['mode'] = stateModes(states);
    const raw = read.get('current') ?? resolved;
    if (states === undefined && map.currentSign === undefined) issues.push(...withoutSign(table, raw, values));
    issues.push(...contradictions(table, resolved, states, values));
  }
  if (map.kind === 'impedance') issues.push(...suspectImaginary(table, columns));
  return { columns, names: COUNTER_TARGETS };
}

function statesOf(table: SourceTable, map: ColumnMap, positions: ReadonlyMap<string, number>): States | undefined {
  const column = table.columns[positions.get('mode') ?? -1];
  if (column === undefined) {
    if (map.words.size === 0) return undefined;
    const remedy = 'name the column that holds them: `columns: {mode: <header>}` of the file in study.yaml';
    throw new SourceError(table.path, '', '`words` has no column to be looked up in', remedy);
  }
  return { cells: wordCells(column), meaningOf: (word) => map.words.get(word) };
}

function hasNoSign(current: Float64Array): boolean {
  return current.every((value) => value >= 0);
}

/** The current with the sign of its state. Throws SourceError where current flows and the state has no direction. */
function signed(
  table: SourceTable,
  current: Float64Array,
  states: States,
  positions: ReadonlyMap<string, number>,
): Float64Array {
  const { codes, words } = states.cells;
  const directions = stateDirections(states);
  const unknown = current.findIndex((value, i) => value > 0 && Number.isNaN(directions[i]));
  if (unknown >= 0) {
    const word = words[codes[unknown] ?? -1] ?? '';
    const place = table.place(unknown, positions.get('mode') ?? 0);
    const detail = `the current is never negative, and whether "${word}" is charge or discharge is not said`;
    const remedy = `write \`words: {${word === '' ? "''" : word}: charge}\` or \`discharge\` for the file in study.yaml`;
    throw new SourceError(table.path, place, detail, remedy);
  }
  return current.map((value, i) => (directions[i] === -1 && value !== 0 ? -value : value));
}

function contradictions(
  table: SourceTable,
  current: Float64Array,
  states: States | undefined,
  values: ReadonlyMap<string, Float64Array>,
): Issue[] {
  const found: Issue[] = [];
  const report = (evidence: SignEvidence, witness: string) => {
    if (verdict(evidence) === 'agrees') return;
    const { agree, against, firstAgainst } = evidence;
    const message = `${witness} against the sign of the current in ${against} of ${plural(agree + against, 'record')}`;
    found.push(issue('CURRENT_SIGN_CONTRADICTED', message, table.path, table.place(firstAgainst, 0)));
  };
  report(counterEvidence(current, values), 'the capacities of charge and discharge grow');
  if (states === undefined) return found;
  report(stateEvidence(current, stateDirections(states)), 'the state is');
  const unknown = unknownStates(states);
  if (unknown.length > 0) {
    const message = `no meaning is given for ${unknown.slice(0, 10).join(', ')}`;
    found.push(issue('STATE_WORDS_UNKNOWN', message, table.path));
  }
  return found;
}

/** A test that only charges has such a current, and so has an instrument that writes the direction elsewhere; where the capacities tell, they are asked. */
function withoutSign(table: SourceTable, current: Float64Array, values: ReadonlyMap<string, Float64Array>): Issue[] {
  const { agree, against } = counterEvidence(current, values);
  if (!hasNoSign(current) || current.every((value) => value === 0) || agree + against > 0) return [];
  const message =
    'the current is never negative and was taken as charge; name the column of states as `mode` with `words`, or write `current_sign: charge`';
  return [issue('CURRENT_SIGN_UNKNOWN', message, table.path)];
}

function headerSign(table: SourceTable, column: number | undefined): 1 | -1 {
  return /^[-–−]/.test(table.columns[column ?? -1]?.header.trim() ?? '') ? -1 : 1;
}

/** A spectrum of a cell is capacitive over most of its frequencies. */
function suspectImaginary(table: SourceTable, columns: DatasetColumns): Issue[] {
  const imaginary = Float64Array.from(columns['z_imag'] ?? []);
  const positive = imaginary.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
  if (2 * positive <= imaginary.length) return [];
  const message = `the imaginary part is positive at ${positive} of ${plural(imaginary.length, 'point')}; \`imaginary_sign: negative\` reverses it`;
  return [issue('IMAGINARY_SIGN_SUSPECT', message, table.path)];
}
