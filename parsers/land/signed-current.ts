/** Exports that show the magnitude of the current only: its sign is that of the step state, or the file is refused. */
import { type Issue, issue } from '../../src/model/issues.ts';
import { SourceError } from '../../src/model/source.ts';
import type { RecordColumns } from './record-columns.ts';
import { stepState } from './states.ts';

const REMEDY = 'export the signed current, or the step states with it';

/** What is known of the direction of the currents above zero. */
interface Directions {
  /** Some current is negative, offsets at rest aside. */
  readonly isSigned: boolean;
  /** Records whose state says discharge, and the first of them; −1 without any. */
  readonly discharged: number;
  readonly firstDischarged: number;
  /** The first record whose state does not tell, −1 without any. */
  readonly firstUnknown: number;
  /** Such records stand in two cycles or more. */
  readonly isUnknownInCycles: boolean;
}

/**
 * Turns the current negative, in place, in the records whose state says discharge, if no current is negative but for
 * offsets at rest. Throws SourceError where the direction cannot be known: a discharge is there, but some currents have no
 * known state; or there is current in several cycles without any known state, as a cell cannot be charged again and again.
 */
export function signCurrent(
  records: RecordColumns,
  current: Float64Array,
  cycle: Float64Array | undefined,
  path: string,
): Issue[] {
  const signs = records.states.words.map((word) => stepState(word)?.sign ?? Number.NaN);
  const codes = records.states.codes();
  const found = directions(current, cycle, signs, codes);
  if (found.isSigned) return [];
  if (found.firstUnknown >= 0) {
    if (found.discharged === 0 && !found.isUnknownInCycles) return [];
    const detail = 'no current is negative, and the step state does not tell the direction here';
    throw new SourceError(path, records.place(found.firstUnknown, 'state'), detail, REMEDY);
  }
  if (found.discharged === 0) return [];
  for (let i = 0; i < current.length; i++) {
    const value = current[i] ?? 0;
    if (value > 0 && (signs[codes[i] ?? 0] ?? 0) < 0) current[i] = -value;
  }
  const message = `no current is negative; the state says discharge in ${found.discharged} records, the first one here`;
  return [issue('LAND_CURRENT_UNSIGNED', message, path, records.place(found.firstDischarged, 'current'))];
}

function directions(
  current: Float64Array,
  cycle: Float64Array | undefined,
  signs: readonly number[],
  codes: Float64Array,
): Directions {
  let [discharged, firstDischarged, firstUnknown] = [0, -1, -1];
  let unknownCycle = Number.NaN;
  let isUnknownInCycles = false;
  for (let i = 0; i < current.length; i++) {
    const value = current[i] ?? 0;
    if (value === 0) continue;
    const sign = signs[codes[i] ?? 0] ?? Number.NaN;
    if (value < 0) {
      if (sign === 0) continue;
      return { isSigned: true, discharged, firstDischarged, firstUnknown, isUnknownInCycles };
    }
    if (sign < 0) {
      if (discharged === 0) firstDischarged = i;
      discharged += 1;
    } else if (Number.isNaN(sign)) {
      if (firstUnknown < 0) firstUnknown = i;
      const number = cycle?.[i] ?? Number.NaN;
      if (number !== unknownCycle && !Number.isNaN(unknownCycle) && !Number.isNaN(number)) isUnknownInCycles = true;
      if (Number.isNaN(unknownCycle)) unknownCycle = number;
    }
  }
  return { isSigned: false, discharged, firstDischarged, firstUnknown, isUnknownInCycles };
}
