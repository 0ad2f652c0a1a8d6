/** Exports that show the magnitude of the current only: its sign is that of the step state, or the file is refused. */
import { type Issue, issue } from '../../src/model/issues.ts';
import { SourceError } from '../../src/model/source.ts';
import type { RecordReader } from './record-reader.ts';
import { stepState } from './states.ts';

const REMEDY = 'export the signed current, or the step states with it';

/**
 * Turns the current negative, in place, in the records whose state says discharge, if no current is negative but for
 * offsets at rest. Throws
 * SourceError where the direction cannot be known: a discharge is there, but some currents have no known state; or there
 * is current in several cycles without any known state, as a cell cannot be charged again and again.
 */
export function signCurrent(
  reader: RecordReader,
  current: Float64Array,
  cycle: Float64Array | undefined,
  path: string,
): Issue[] {
  const known = reader.states.words.map((word) => stepState(word)?.sign ?? Number.NaN);
  const codes = reader.states.codes();
  const sign = (i: number) => known[codes[i] ?? 0] ?? Number.NaN;
  if (current.some((value, i) => value < 0 && sign(i) !== 0)) return [];
  const flowing = [...current.keys()].filter((i) => (current[i] ?? 0) > 0);
  const discharged = flowing.filter((i) => sign(i) < 0);
  const unknown = flowing.filter((i) => Number.isNaN(sign(i)));
  const [firstUnknown] = unknown;
  if (firstUnknown !== undefined) {
    const cycles = new Set(unknown.map((i) => cycle?.[i] ?? Number.NaN).filter(Number.isFinite));
    if (discharged.length === 0 && cycles.size < 2) return [];
    const detail = 'no current is negative, and the step state does not tell the direction here';
    throw new SourceError(path, reader.place(firstUnknown, 'state'), detail, REMEDY);
  }
  const [first] = discharged;
  if (first === undefined) return [];
  for (const i of discharged) current[i] = -(current[i] ?? 0);
  const message = `no current is negative; the state says discharge in ${discharged.length} records, the first one here`;
  return [issue('LAND_CURRENT_UNSIGNED', message, path, reader.place(first, 'current'))];
}
