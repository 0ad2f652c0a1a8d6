/** Cycles of a test: the instrument's own where it numbers them, else half-cycles paired by the sample's role. */
import type { DatasetOf } from '../../model/dataset.ts';
import type { Role } from '../../model/sample.ts';
import { type Branch, reversibleBranch } from '../branch.ts';
import { type HalfCycle, summariseHalfCycle } from './half-cycle.ts';
import { type Direction, findSteps, netCharge, type Step, stepStarts } from './steps.ts';

export interface Cycle {
  /** Instrument's number, or ours from 1 (0 for a leading second half) where it has none. */
  readonly number: number;
  readonly steps: readonly Step[];
  readonly charge: HalfCycle;
  readonly discharge: HalfCycle;
  /** Both halves are there and the last one was not cut short by the end of the file. */
  readonly complete: boolean;
  /** Which branch came first; undefined for a cycle of rests only. */
  readonly firstBranch: Branch | undefined;
}

/** An end potential this far (V) from the usual one, on the side not yet reached, marks an unfinished half-cycle. */
const OPEN_POTENTIAL = 0.01;
/** ... unless the half-cycle passed at least this share of the previous one's capacity (capacity- or time-limited). */
const FULL_SHARE = 0.995;

/** All cycles of one dataset that pass charge, in time order. */
export function findCycles(dataset: DatasetOf<'cycling'>, role: Role | undefined): Cycle[] {
  const steps = findSteps(dataset.columns);
  const charge = netCharge(dataset.columns, stepStarts(dataset.columns));
  const numbered = dataset.columns.cycle === undefined ? pairHalfCycles(steps, role) : byInstrument(steps);
  const cycles = numbered.map(({ number, members }) => {
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
      complete: number !== 0 && halves.charge.capacity > 0 && halves.discharge.capacity > 0,
      firstBranch: first === 'rest' ? undefined : first,
    };
  });
  return markOpenEnd(cycles.filter((cycle) => cycle.charge.capacity > 0 || cycle.discharge.capacity > 0));
}

interface NumberedSteps {
  readonly number: number;
  readonly members: Step[];
}

/** A number that comes back later starts another cycle; steps without a number go with the cycle before. */
function byInstrument(steps: readonly Step[]): NumberedSteps[] {
  const cycles: NumberedSteps[] = [];
  for (const step of steps) {
    const open = cycles.at(-1);
    if (open !== undefined && (step.cycle === open.number || Number.isNaN(step.cycle))) open.members.push(step);
    else cycles.push({ number: step.cycle, members: [step] });
  }
  return cycles;
}

/** Lithiation then delithiation for an anode, charge then discharge for the others; rests go with what follows. */
function pairHalfCycles(steps: readonly Step[], role: Role | undefined): NumberedSteps[] {
  const second = reversibleBranch(role);
  const cycles: NumberedSteps[] = [];
  let members: Step[] = [];
  let seenSecond = false;
  let number = steps.find((step) => step.direction !== 'rest')?.direction === second ? 0 : 1;
  const close = () => {
    if (members.length > 0) cycles.push({ number: number++, members });
    members = [];
    seenSecond = false;
  };
  let rests: Step[] = [];
  for (const step of steps) {
    if (step.direction === 'rest') {
      rests.push(step);
      continue;
    }
    if (seenSecond && step.direction !== second) close();
    members.push(...rests, step);
    rests = [];
    seenSecond ||= step.direction === second;
  }
  members.push(...rests);
  close();
  return cycles;
}

/** The last half-cycle of a file may have been cut short: it then ends away from where the earlier ones ended. */
function markOpenEnd(cycles: Cycle[]): Cycle[] {
  const last = cycles.at(-1);
  const before = cycles.at(-2);
  if (last === undefined || before === undefined || !last.complete) return cycles;
  const branch: Branch = last.firstBranch === 'charge' ? 'discharge' : 'charge';
  const usual = before[branch];
  const seen = last[branch];
  const missing = branch === 'charge' ? usual.endPotential - seen.endPotential : seen.endPotential - usual.endPotential;
  const open = missing > OPEN_POTENTIAL && seen.capacity < FULL_SHARE * usual.capacity;
  return open ? [...cycles.slice(0, -1), { ...last, complete: false }] : cycles;
}
