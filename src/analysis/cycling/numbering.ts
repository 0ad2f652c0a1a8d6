/** Which steps make up a cycle, and what number it carries. */
import type { Role } from '../../model/sample.ts';
import { reversibleBranch } from '../branch.ts';
import type { Breaks } from './step-starts.ts';
import type { Direction, Step } from './steps.ts';

export interface NumberedSteps {
  readonly number: number;
  readonly members: readonly Step[];
  /** The second half of a cycle, at the start of a test that the instrument does not number. */
  readonly leadingHalf: boolean;
}

/**
 * `instrument`: its numbers; `paired`: it has none; `half-numbers`: it numbers half-cycles, which were paired and carry
 * the number of their first half; `one-number`: one number for all cycles, which were paired and numbered by us.
 */
export type Numbering = 'instrument' | 'paired' | 'half-numbers' | 'one-number';

/** Half-cycles, two cycles' worth, before numbers that each cover only one are taken to count half-cycles. */
const FEWEST_HALVES = 4;
/** Half-cycles, three cycles' worth, before the only number of a test is taken to count nothing. */
const FEWEST_HALVES_IN_ONE = 6;

export function numberSteps(
  steps: readonly Step[],
  hasNumbers: boolean,
  role: Role | undefined,
  breaks: Breaks,
): { groups: NumberedSteps[]; numbering: Numbering } {
  if (!hasNumbers || steps.every((step) => Number.isNaN(step.cycle))) {
    return { groups: pairHalfCycles(steps, role), numbering: 'paired' };
  }
  const groups = byInstrument(steps, breaks);
  const directions = groups.map(({ members }) => halves(members)).filter((sequence) => sequence.length > 0);
  const [first] = directions;
  if (directions.length === 1 && first !== undefined && first.length >= FEWEST_HALVES_IN_ONE) {
    return { groups: pairHalfCycles(steps, role), numbering: 'one-number' };
  }
  if (
    directions.length >= FEWEST_HALVES &&
    directions.every((sequence, i) => sequence.length === 1 && alternates(directions, i))
  ) {
    const paired = pairHalfCycles(steps, role).map((group) => ({
      ...group,
      number: group.members.find((step) => step.direction !== 'rest')?.cycle ?? group.number,
    }));
    return { groups: paired, numbering: 'half-numbers' };
  }
  return { groups, numbering: 'instrument' };
}

function alternates(directions: readonly (readonly Direction[])[], i: number): boolean {
  return i === 0 || directions[i]?.[0] !== directions[i - 1]?.[0];
}

/** The directions of the half-cycles among the steps, one after the other. */
function halves(steps: readonly Step[]): Direction[] {
  const directions: Direction[] = [];
  for (const { direction } of steps) {
    if (direction !== 'rest' && direction !== directions.at(-1)) directions.push(direction);
  }
  return directions;
}

/**
 * A number that comes back later starts another cycle, and so does an interruption; steps without a number go with the
 * cycle before. A half-cycle that an interruption cuts stays whole.
 */
function byInstrument(steps: readonly Step[], breaks: Breaks): NumberedSteps[] {
  const cycles: { number: number; members: Step[]; leadingHalf: boolean }[] = [];
  const interrupted = new Set(breaks);
  let carried = Number.NaN;
  let counted = Number.NaN;
  steps.forEach((step, s) => {
    const open = cycles.at(-1);
    const isBreak = interrupted.has(step.first);
    if (isBreak || step.cycle !== carried) carried = Number.NaN;
    const cut = isBreak && open !== undefined && isCut(open.members, steps, s);
    const same = open !== undefined && (step.cycle === counted || Number.isNaN(step.cycle));
    if (!Number.isNaN(step.cycle)) counted = step.cycle;
    // The instrument began to count anew within the first half: its whole next cycle belongs to the open one.
    if (cut && !same && halves(open.members).length === 1) carried = step.cycle;
    if (open !== undefined && ((same && (!isBreak || cut)) || step.cycle === carried)) open.members.push(step);
    else cycles.push({ number: step.cycle, members: [step], leadingHalf: false });
  });
  return cycles;
}

/** The current flows on in the same direction after the interruption before step `s`. */
function isCut(before: readonly Step[], steps: readonly Step[], s: number): boolean {
  const next = steps.slice(s).find((step) => step.direction !== 'rest');
  return next !== undefined && before.findLast((step) => step.direction !== 'rest')?.direction === next.direction;
}

/** A half-cycle below this share of both its neighbours is a pulse within one half-cycle. */
const PULSE_SHARE = 0.005;

/** Steps of short pulses against the direction of the half-cycle around them: they end it no more than a rest does. */
function pulses(steps: readonly Step[]): Set<Step> {
  const runs: { direction: Direction; charge: number; members: Step[] }[] = [];
  for (const step of steps) {
    if (step.direction === 'rest') continue;
    const open = runs.at(-1);
    if (open?.direction === step.direction) {
      open.charge += Math.abs(step.charge);
      open.members.push(step);
    } else runs.push({ direction: step.direction, charge: Math.abs(step.charge), members: [step] });
  }
  const isPulse = (r: number) => {
    const beside = Math.min(runs[r - 1]?.charge ?? 0, runs[r + 1]?.charge ?? 0);
    return (runs[r]?.charge ?? 0) < PULSE_SHARE * beside;
  };
  return new Set(runs.filter((_, r) => isPulse(r)).flatMap(({ members }) => members));
}

/** The second half of a cycle: what gives back; of a symmetric cell, which has no such branch, what comes second. */
function secondHalf(steps: readonly Step[], role: Role | undefined): Direction {
  if (role !== 'symmetric-cell') return reversibleBranch(role);
  return steps.find((step) => step.direction !== 'rest')?.direction === 'discharge' ? 'charge' : 'discharge';
}

/**
 * Lithiation then delithiation for an anode, charge then discharge for the others, whichever comes first for a symmetric
 * cell; rests go with what follows.
 */
function pairHalfCycles(steps: readonly Step[], role: Role | undefined): NumberedSteps[] {
  const second = secondHalf(steps, role);
  const cycles: NumberedSteps[] = [];
  let members: Step[] = [];
  let seenSecond = false;
  let leadingHalf = steps.find((step) => step.direction !== 'rest')?.direction === second;
  let number = leadingHalf ? 0 : 1;
  const close = () => {
    if (members.length > 0) cycles.push({ number: number++, members, leadingHalf });
    members = [];
    seenSecond = false;
    leadingHalf = false;
  };
  let rests: Step[] = [];
  const within = pulses(steps);
  for (const step of steps) {
    if (step.direction === 'rest' || within.has(step)) {
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
