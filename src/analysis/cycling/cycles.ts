/** Cycles of a test: the instrument's own where it numbers them, else half-cycles paired by the sample's role. */
import type { DatasetOf } from '../../model/dataset.ts';
import type { Role } from '../../model/sample.ts';
import type { Branch } from '../branch.ts';
import { type HalfCycle, summariseHalfCycle } from './half-cycle.ts';
import { type NumberedSteps, type Numbering, numberSteps } from './numbering.ts';
import type { Breaks } from './step-starts.ts';
import { cutIntoSteps, type Direction, type Step, type StepCut } from './steps.ts';

export interface Cycle {
  /** Instrument's number, or ours from 1 (0 for a leading second half) where it has none. */
  readonly number: number;
  readonly steps: readonly Step[];
  readonly charge: HalfCycle;
  readonly discharge: HalfCycle;
  /** Both halves are there and the last one was not cut short by the end of the file; a rest after it shows that. */
  readonly complete: boolean;
  /** Which branch came first; undefined for a cycle of rests only. */
  readonly firstBranch: Branch | undefined;
  /** The second half of a cycle at the start of a test that we number: no efficiency, never complete. */
  readonly leadingHalf: boolean;
}

/** An end potential this far (V) from the usual one, on the side not yet reached, marks an unfinished half-cycle. */
const OPEN_POTENTIAL = 0.01;
/** ... unless the half-cycle passed at least this share of the previous one's capacity (capacity- or time-limited). */
const FULL_SHARE = 0.995;

/** All cycles of one dataset that pass charge, in time order. */
export function findCycles(dataset: DatasetOf<'cycling'>, role: Role | undefined): Cycle[] {
  return cyclesOf(dataset, cutIntoSteps(dataset.columns, dataset), role).cycles;
}

/** The same from steps cut before; `breaks` as they were cut with. */
export function cyclesOf(
  dataset: DatasetOf<'cycling'>,
  { steps, charge }: StepCut,
  role: Role | undefined,
  breaks: Breaks = [],
): { cycles: Cycle[]; numbering: Numbering } {
  const { groups, numbering } = numberSteps(steps, dataset.columns.cycle !== undefined, role, breaks);
  const cycles = groups
    .map((group) => summariseCycle(group, dataset, charge))
    .filter((cycle) => cycle.charge.capacity > 0 || cycle.discharge.capacity > 0);
  return { cycles: markOpenEnds(cycles, dataset, breaks), numbering };
}

function summariseCycle(
  { number, members, leadingHalf }: NumberedSteps,
  dataset: DatasetOf<'cycling'>,
  charge: Float64Array,
): Cycle {
  const branch = (direction: Direction) =>
    summariseHalfCycle(
      members.filter((step) => step.direction === direction),
      dataset,
      charge,
    );
  const first = members.find((step) => step.direction !== 'rest')?.direction;
  const halves = { charge: branch('charge'), discharge: branch('discharge') };
  return {
    number,
    steps: members,
    ...halves,
    complete: !leadingHalf && halves.charge.capacity > 0 && halves.discharge.capacity > 0,
    firstBranch: first === 'rest' ? undefined : first,
    leadingHalf,
  };
}

/**
 * The half-cycle before the end of the records, or before an interruption, may have been cut short. The cycle before
 * tells; without one, a file that is known to be unfinished.
 */
function markOpenEnds(
  cycles: readonly Cycle[],
  { length, unfinished = false }: DatasetOf<'cycling'>,
  breaks: Breaks,
): Cycle[] {
  const ends = new Set([...breaks, length]);
  return cycles.map((cycle, i) => {
    const after = (cycle.steps.at(-1)?.last ?? 0) + 1;
    if (!cycle.complete || !ends.has(after) || cycle.steps.at(-1)?.direction === 'rest') return cycle;
    const before = cycles[i - 1];
    const branch: Branch = cycle.firstBranch === 'charge' ? 'discharge' : 'charge';
    const comparable = before !== undefined && before[branch].capacity > 0;
    const open = comparable ? endsShort(cycle[branch], before[branch], branch) : unfinished && after === length;
    return open ? { ...cycle, complete: false } : cycle;
  });
}

/** It ends away from where the one of the cycle before ended, with less capacity. */
function endsShort(seen: HalfCycle, usual: HalfCycle, branch: Branch): boolean {
  const missing = branch === 'charge' ? usual.endPotential - seen.endPotential : seen.endPotential - usual.endPotential;
  return missing > OPEN_POTENTIAL && seen.capacity < FULL_SHARE * usual.capacity;
}
