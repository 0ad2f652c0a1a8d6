/** Quantities of a file → columns of the schema, by kind. */
import { SourceError } from '../../src/model/source.ts';
import { CONTROLS, misfit, type Quantity } from './columns.ts';
import { netCharge, netEnergy } from './counters.ts';
import { controlledCurrent, isAtRest } from './current.ts';
import { controlModes, schemaModes } from './modes.ts';
import type { Selection } from './selection.ts';
import { countSteps, findBoundaries, hasTrueStepTime } from './steps.ts';
import type { RowKind } from './techniques.ts';

export interface SchemaColumnValues {
  readonly values: Float64Array | Uint8Array;
  /** Index of the column of the file that it stands for; -1 for one that was computed. */
  readonly column: number;
}

/** Column of the schema → values. Optional ones without a single number are left out. */
export type SchemaValues = ReadonlyMap<string, SchemaColumnValues>;

const COMPUTED = -1;
/** Volts that an analogue input can measure. With another unit set by the user EC-Lab still writes `/V`. */
const INPUT_RANGE = 10;
/** What must be exported for a quantity. */
const NAMED: Partial<Record<Quantity, string>> = {
  time: 'time/s',
  potential: 'Ewe/V or Ecell/V',
  current: 'I/mA or <I>/mA',
  z_real: 'Re(Z)/Ohm and -Im(Z)/Ohm, or |Z|/Ohm and Phase(Z)/deg',
};

class Collector {
  readonly columns = new Map<string, SchemaColumnValues>();
  readonly #selection: Selection;
  readonly #path: string;

  constructor(selection: Selection, path: string) {
    this.#selection = selection;
    this.#path = path;
  }

  /** Takes a column as it is, if it holds numbers. */
  take(quantity: Quantity, name: string = quantity): void {
    const values = this.#selection.get(quantity);
    if (values !== undefined) this.put(name, values, quantity);
  }

  put(name: string, values: Float64Array | Uint8Array, quantity?: Quantity): void {
    if (values.every(Number.isNaN)) return;
    const column = quantity === undefined ? COMPUTED : (this.#selection.sources.get(quantity)?.column ?? COMPUTED);
    this.columns.set(name, { values, column });
  }

  /** Throws SourceError where no column holds the quantity. */
  need(quantity: Quantity, name: string = quantity): void {
    const values = this.#selection.get(quantity);
    if (values === undefined) throw missing(quantity, this.#selection, this.#path);
    this.columns.set(name, { values, column: this.#selection.sources.get(quantity)?.column ?? COMPUTED });
  }
}

function missing(quantity: Quantity, { table }: Selection, path: string): SourceError {
  const wanted = NAMED[quantity] ?? quantity;
  const what = quantity === 'z_real' ? 'impedance' : quantity.replace('_', ' ');
  const other = misfit(
    quantity,
    table.columns.map(({ name }) => name),
  );
  const hint = other === undefined ? '' : `; ${other} has a unit of something else`;
  const detail = `no column holds the ${what} (${wanted})${hint}`;
  return new SourceError(path, '', detail, `export the file again with ${wanted}`);
}

export function rowColumns(selection: Selection, kind: RowKind, path: string): SchemaValues {
  const collector = new Collector(selection, path);
  collector.need('time');
  collector.need('potential');
  if (kind === 'open-circuit') {
    collector.take('counter_potential');
    collector.take('temperature');
    return collector.columns;
  }
  takeCurrent(collector, selection, path);
  const { isStart, isNumbered } = findBoundaries(selection);
  takeCharge(collector, selection, isStart);
  collector.take('temperature');
  if (kind === 'chronoamperometry') return collector.columns;
  collector.take('cycle');
  if (kind === 'voltammetry') return collector.columns;
  if (isNumbered) collector.take('sequence', 'step');
  else if (selection.sources.has('sequence')) collector.put('step', countSteps(isStart));
  takeCyclingColumns(collector, selection);
  return collector.columns;
}

function takeCurrent(collector: Collector, selection: Selection, path: string): void {
  if (selection.sources.has('current')) {
    collector.need('current');
    return;
  }
  const current =
    controlledCurrent(selection) ?? (isAtRest(selection) ? new Float64Array(selection.length) : undefined);
  if (current === undefined) throw missing('current', selection, path);
  collector.put('current', current);
}

function takeCharge(collector: Collector, selection: Selection, isStart: Uint8Array): void {
  const quantity = selection.sources.has('net_charge') ? 'net_charge' : 'charge_increment';
  const charge = netCharge({
    counter: selection.get('net_charge'),
    increment: selection.get('charge_increment'),
    current: (collector.columns.get('current')?.values as Float64Array | undefined) ?? new Float64Array(),
    time: selection.get('time') ?? new Float64Array(),
    isStart,
  });
  if (charge !== undefined) collector.put('charge', charge, quantity);
}

/** The mode of each record, else that of its sequence as the header of Modulo Bat lists it. */
function takeMode(collector: Collector, selection: Selection): void {
  const [mode, sequence] = [selection.get('mode'), selection.get('sequence')];
  const controls = selection.table.meta[CONTROLS]?.split(', ');
  if (mode !== undefined) collector.put('mode', schemaModes(mode), 'mode');
  else if (sequence !== undefined && controls !== undefined) collector.put('mode', controlModes(sequence, controls));
}

function takeCyclingColumns(collector: Collector, selection: Selection): void {
  if (hasTrueStepTime(selection)) collector.take('step_time');
  takeMode(collector, selection);
  const [charge, discharge] = [selection.get('charge_energy'), selection.get('discharge_energy')];
  const potential = selection.get('potential');
  // The counters are magnitudes: at negative potentials they do not say which way the energy went.
  if (charge !== undefined && discharge !== undefined && potential?.every((value) => value >= 0)) {
    collector.put('energy', netEnergy(charge, discharge), 'charge_energy');
  }
  collector.take('counter_potential');
  collector.take('pressure');
  const input = selection.get('auxiliary_potential');
  if (input?.every((value) => Math.abs(value) <= INPUT_RANGE)) collector.take('auxiliary_potential');
}

export function impedanceColumns(selection: Selection, path: string): SchemaValues {
  const collector = new Collector(selection, path);
  collector.need('frequency');
  const [modulus, phase] = [selection.get('z_modulus'), selection.get('z_phase')];
  if (selection.sources.has('z_real') && selection.sources.has('z_imag')) {
    collector.need('z_real');
    collector.need('z_imag');
  } else if (modulus !== undefined && phase !== undefined) {
    const angle = phase.map((degrees) => (degrees * Math.PI) / 180);
    collector.put(
      'z_real',
      modulus.map((size, i) => size * Math.cos(angle[i] ?? Number.NaN)),
      'z_modulus',
    );
    collector.put(
      'z_imag',
      modulus.map((size, i) => size * Math.sin(angle[i] ?? Number.NaN)),
      'z_phase',
    );
  } else throw missing('z_real', selection, path);
  for (const quantity of ['time', 'potential', 'current', 'cycle', 'temperature'] as const) collector.take(quantity);
  return collector.columns;
}
