/** Cycling columns of foreign tables: the sign of the current, and counters → net charge and energy. */
import type { StateMeaning } from '../model/column-map.ts';
import { modeCode } from '../model/schema.ts';
import { counterIncrements, runningSum } from './counters.ts';
import type { WordCells } from './source-table.ts';

/** Values by column key (schema names and counters), in the schema's units; all of one length. */
export type ValuesByKey = ReadonlyMap<string, Float64Array>;

/** The state column and what its words mean. */
export interface States {
  readonly cells: WordCells;
  readonly meaningOf: (word: string) => StateMeaning | undefined;
}

/** 1 charge, −1 discharge, 0 rest, NaN where the state does not tell. */
export function stateDirections({ cells, meaningOf }: States): Float64Array {
  const ofWord = cells.words.map((word) => meaningOf(word)?.direction ?? Number.NaN);
  return cells.codes.map((code) => ofWord[code]!);
}

/** Codes of the `mode` column; `other` where the state does not tell. */
export function stateModes({ cells, meaningOf }: States): Uint8Array {
  const ofWord = cells.words.map((word) => modeCode(meaningOf(word)?.mode ?? 'other'));
  const modes = new Uint8Array(cells.codes.length);
  for (let i = 0; i < modes.length; i++) modes[i] = ofWord[cells.codes[i]!]!;
  return modes;
}

/** Words of the state column without a meaning, empty cells left out. */
export function unknownStates({ cells, meaningOf }: States): string[] {
  return cells.words.filter((word) => word !== '' && meaningOf(word) === undefined);
}

/** What of the file speaks for the sign of its current, and what against. */
export interface SignEvidence {
  readonly agree: number;
  readonly against: number;
  /** The first record that speaks against it, −1 without one. */
  readonly firstAgainst: number;
}

/**
 * Compares the sign of the current with the state of each record. Records at rest and those whose state does not tell
 * count on neither side.
 */
export function stateEvidence(current: Float64Array, directions: Float64Array): SignEvidence {
  return evidence(current.length, (i) => Math.sign(current[i]!) * directions[i]!);
}

/**
 * Compares the sign of the current with the file's own counters of charge and discharge: each record where one of them
 * grows counts once. Only records whose predecessor has the same sign count, as an increment belongs to the interval
 * before its record.
 */
export function counterEvidence(current: Float64Array, values: ValuesByKey): SignEvidence {
  const charge = values.get('charge_capacity');
  const discharge = values.get('discharge_capacity');
  if (charge === undefined || discharge === undefined) return { agree: 0, against: 0, firstAgainst: -1 };
  const bounds = boundaries(values, current);
  const expected = expectedCharge(values, current);
  const gained = counterIncrements({ counter: charge, expected, isBoundary: bounds });
  const lost = counterIncrements({ counter: discharge, expected, isBoundary: bounds });
  return evidence(current.length, (i) => {
    const sign = Math.sign(current[i]!);
    if (i === 0 || sign !== Math.sign(current[i - 1]!)) return 0;
    return sign * Math.sign(gained[i]! - lost[i]!);
  });
}

/** Compares the sign of the current with a net charge, record by record as `counterEvidence` does. */
export function netEvidence(current: Float64Array, charge: Float64Array): SignEvidence {
  return evidence(current.length, (i) => {
    const sign = Math.sign(current[i]!);
    if (i === 0 || sign !== Math.sign(current[i - 1]!)) return 0;
    return sign * Math.sign(charge[i]! - charge[i - 1]!);
  });
}

/** Share of records at a change of step, which may belong to either side. */
const STRAY_SHARE = 0.01;

/** Whether the file as a whole speaks against the sign of its current, in part only, or not at all. */
export function verdict({ agree, against }: SignEvidence): 'agrees' | 'contradicts' | 'mixed' {
  const stray = STRAY_SHARE * (agree + against);
  if (against <= stray) return 'agrees';
  return agree <= stray ? 'contradicts' : 'mixed';
}

function evidence(length: number, vote: (record: number) => number): SignEvidence {
  let [agree, against, firstAgainst] = [0, 0, -1];
  for (let i = 0; i < length; i++) {
    const voted = vote(i);
    if (voted > 0) agree += 1;
    if (voted < 0) against += 1;
    if (voted < 0 && firstAgainst < 0) firstAgainst = i;
  }
  return { agree, against, firstAgainst };
}

export function combined(a: SignEvidence, b: SignEvidence): SignEvidence {
  const firsts = [a.firstAgainst, b.firstAgainst].filter((first) => first >= 0);
  return {
    agree: a.agree + b.agree,
    against: a.against + b.against,
    firstAgainst: firsts.length === 0 ? -1 : Math.min(...firsts),
  };
}

/** A step or cycle number, or the direction of the current, changes; or the step time falls. */
function boundaries(values: ValuesByKey, current: Float64Array): (record: number) => boolean {
  const numbers = [values.get('cycle'), values.get('step')].filter((column) => column !== undefined);
  const stepTime = values.get('step_time');
  return (i) =>
    numbers.some((column) => column[i] !== column[i - 1] && !Number.isNaN(column[i]! - column[i - 1]!)) ||
    Math.sign(current[i]!) !== Math.sign(current[i - 1]!) ||
    (stepTime !== undefined && stepTime[i]! < stepTime[i - 1]!);
}

/** Seconds for which the current of a record can have flowed since the record before. */
function duration(values: ValuesByKey, i: number): number {
  const time = values.get('time');
  const sinceRecord = time === undefined ? 0 : Math.max(0, time[i]! - time[i - 1]!);
  const sinceStart = values.get('step_time')?.[i] ?? Number.NaN;
  return sinceStart >= 0 ? Math.min(sinceRecord, sinceStart) : sinceRecord;
}

function expectedCharge(values: ValuesByKey, current: Float64Array): (record: number) => number {
  return (i) => (Math.abs(current[i]!) * duration(values, i)) / 3600;
}

interface CounterNames {
  readonly net: string;
  readonly gained: string;
  readonly lost: string;
  readonly unsigned: string;
}

const CHARGE: CounterNames = {
  net: 'charge',
  gained: 'charge_capacity',
  lost: 'discharge_capacity',
  unsigned: 'unsigned_capacity',
};
const ENERGY: CounterNames = {
  net: 'energy',
  gained: 'charge_energy',
  lost: 'discharge_energy',
  unsigned: 'unsigned_energy',
};

/** Net charge and energy, each where the file has a column or counters for it. `current` is positive on charge. */
export function netColumns(
  values: ValuesByKey,
  current: Float64Array,
): Partial<Record<'charge' | 'energy', Float64Array>> {
  const expected = expectedCharge(values, current);
  const potential = values.get('potential');
  const charge = netCounter(values, current, CHARGE, expected);
  const energy = netCounter(values, current, ENERGY, (i) => expected(i) * Math.abs(potential?.[i] ?? 0));
  return { ...(charge === undefined ? {} : { charge }), ...(energy === undefined ? {} : { energy }) };
}

function netCounter(
  values: ValuesByKey,
  current: Float64Array,
  names: CounterNames,
  expected: (record: number) => number,
): Float64Array | undefined {
  const filled = (name: string) => {
    const column = values.get(name);
    return column === undefined || column.every(Number.isNaN) ? undefined : column;
  };
  const net = filled(names.net);
  if (net !== undefined) return net;
  const isBoundary = boundaries(values, current);
  const increments = (counter: Float64Array) => counterIncrements({ counter, expected, isBoundary });
  const [gained, lost, unsigned] = [filled(names.gained), filled(names.lost), filled(names.unsigned)];
  if (gained !== undefined && lost !== undefined) {
    const terms = [
      { increments: increments(gained), weight: () => 1 },
      { increments: increments(lost), weight: () => -1 },
    ];
    return runningSum(terms, current.length);
  }
  if (unsigned === undefined) return undefined;
  return runningSum([{ increments: increments(unsigned), weight: directionOf(current) }], current.length);
}

/** A counter's last increment of a step may be written with the first record of the rest after it. */
function directionOf(current: Float64Array): (record: number) => number {
  return (i) => Math.sign(current[i]!) || Math.sign(current[i - 1] ?? 0);
}
