/** The cycles of a sample over all of its tests, with what is needed to follow their branches. */
import type { Role } from '../../model/sample.ts';
import { type Branch, reversibleBranch } from '../branch.ts';
import { isIncreasing, nextIndex } from './counting.ts';
import type { CycledTest } from './cycled-test.ts';
import type { Cycle } from './cycles.ts';
import { branchProfile, type Profile } from './half-cycle.ts';
import { sameCurrent } from './usable-cycles.ts';

export interface MeasuredCycle {
  /** By which the cycle is chosen and named: the instrument's, or ours where those start again from file to file. */
  readonly number: number;
  readonly cycle: Cycle;
  /** The one before it in the same test. */
  readonly before: Cycle | undefined;
  readonly test: CycledTest;
}

export function measuredCycles(tests: readonly CycledTest[]): MeasuredCycle[] {
  const all = tests.flatMap((test) => test.cycles.map((cycle, i) => ({ cycle, before: test.cycles[i - 1], test })));
  const complete = all.filter(({ cycle }) => cycle.complete);
  const byInstrument = isIncreasing(complete.map(({ cycle }) => cycle.number));
  let index = 0;
  return all.map(({ cycle, before, test }) => {
    index = nextIndex(index, cycle.leadingHalf);
    return { number: byInstrument ? cycle.number : index, cycle, before, test };
  });
}

/** Potential against capacity along the whole branch. */
export function profileOf({ cycle, test }: MeasuredCycle, branch: Branch): Profile {
  return branchProfile(cycle[branch].steps, test.dataset.columns.potential, test.charge);
}

export function fileOf({ cycle, test }: MeasuredCycle): string {
  return test.fileOf(cycle.steps[0]?.first ?? 0);
}

/** The branch that stores what the other one gives back: lithiation of an anode under test, else charge. */
export function storingBranch(role: Role | undefined): Branch {
  return reversibleBranch(role) === 'charge' ? 'discharge' : 'charge';
}

/** The first cycle that stores anything; a leading second half does not. Instruments may number it 0. */
export function firstStoring(cycles: readonly MeasuredCycle[], role: Role | undefined): MeasuredCycle | undefined {
  const branch = storingBranch(role);
  return cycles.find(({ cycle }) => !cycle.leadingHalf && cycle[branch].capacity > 0);
}

export interface CyclePair {
  readonly first: MeasuredCycle;
  readonly second: MeasuredCycle;
}

/**
 * The first storing cycle and the one after it, whose difference in stored charge is the first-cycle excess; or why
 * there is none: both have to be complete and to store at the same current.
 */
export function firstTwoCycles(cycles: readonly MeasuredCycle[], role: Role | undefined): CyclePair | string {
  const branch = storingBranch(role);
  const first = firstStoring(cycles, role);
  const second = first === undefined ? undefined : cycles[cycles.indexOf(first) + 1];
  if (first === undefined || !first.cycle.complete) return 'the first cycle is not complete';
  if (second === undefined || !second.cycle.complete) return 'there is no complete second cycle';
  const currents = [first, second].map(({ cycle }) => cycle[branch].constantCurrent) as [number, number];
  if (!sameCurrent(...currents)) {
    return `cycles ${first.number} and ${second.number} ${branch} at different currents`;
  }
  return { first, second };
}
