/** What the user should know about the cycles of a test. */
import { type Issue, type IssueCode, issue } from '../../model/issues.ts';
import type { Role } from '../../model/sample.ts';
import { reversibleBranch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import type { CycledTest } from './cycled-test.ts';
import type { Cycle } from './cycles.ts';
import type { HalfCycle } from './half-cycle.ts';

/** Charge counters and ∫I dt may differ by this share of a half-cycle before it is reported. */
const COUNTER_TOLERANCE = 0.005;
const PLAUSIBLE_EFFICIENCY = [20, 120] as const;

/**
 * In %: what the reversible branch gave over what the other one had taken before. Where the instrument begins its cycles
 * with the reversible branch, that is the one of the cycle before. None for symmetric cells and half cycles.
 */
export function efficiency(
  cycle: Cycle,
  before: Cycle | undefined,
  role: Role | undefined,
  amount: (half: HalfCycle) => number,
): number {
  if (role === 'symmetric-cell' || cycle.leadingHalf) return Number.NaN;
  const reversible = reversibleBranch(role);
  const storing = reversible === 'charge' ? 'discharge' : 'charge';
  const given = amount(cycle[reversible]);
  const source = cycle.firstBranch === reversible ? before : cycle;
  const stored = source === undefined ? 0 : amount(source[storing]);
  return given > 0 && stored > 0 ? (100 * given) / stored : Number.NaN;
}

export function exclusionReason(number: number, cell: Cell): string {
  return cell.sample.exclude.find(({ from, to }) => from <= number && number <= to)?.reason ?? '';
}

export function cycleIssues({ cycles, fileOf }: CycledTest, cell: Cell): Issue[] {
  const found: Issue[] = [];
  const report = (code: IssueCode, message: string, [at]: readonly Cycle[]) =>
    found.push(issue(code, message, fileOf(at?.steps[0]?.first ?? 0), '', cell.sample.id));
  const listed = (chosen: readonly Cycle[]) => numberRanges(chosen.map((cycle) => cycle.number));
  const when = (code: IssueCode, chosen: readonly Cycle[], message: (cyclesNamed: string) => string) => {
    if (chosen.length > 0)
      report(code, message(`${chosen.length === 1 ? 'cycle' : 'cycles'} ${listed(chosen)}`), chosen);
  };
  const first = reversibleBranch(cell.role) === 'charge' ? 'discharge' : 'charge';
  when(
    'CYCLE_LEADING_HALF',
    cycles.filter((cycle) => cycle.leadingHalf),
    () => {
      return `the test starts with a ${reversibleBranch(cell.role)}: kept as cycle ${listed(cycles.slice(0, 1))}`;
    },
  );
  when(
    'CYCLE_INCOMPLETE',
    cycles.filter((cycle) => !cycle.complete && !cycle.leadingHalf),
    (named) => `${named} not complete`,
  );
  const complete = cycles.filter((cycle) => cycle.complete);
  const opposite = complete.filter((cycle) => cycle.firstBranch !== first);
  if (cell.role !== 'symmetric-cell' && opposite.length > complete.length / 2) {
    report('CYCLE_ORDER', `cycles start with a ${reversibleBranch(cell.role)}, against role ${cell.role}`, opposite);
  }
  const [low, high] = PLAUSIBLE_EFFICIENCY;
  const implausible = cycles.filter((cycle, i) => {
    const percent = efficiency(cycle, cycles[i - 1], cell.role, (half) => half.capacity);
    return cycle.complete && (percent < low || percent > high);
  });
  when('EFFICIENCY_IMPLAUSIBLE', implausible, (named) => `Coulombic efficiency outside ${low}–${high} % in ${named}`);
  const mismatched = cycles.filter((cycle) => counterMismatch(cycle.charge) || counterMismatch(cycle.discharge));
  when('CHARGE_INTEGRAL_MISMATCH', mismatched, (named) => {
    const worst = Math.max(...mismatched.flatMap((c) => [c.charge, c.discharge].map(counterDifference)));
    return `charge counters and ∫I dt differ by up to ${(100 * worst).toPrecision(2)} % in ${named}`;
  });
  const spiked = cycles.filter((cycle) => cycle.charge.spikes + cycle.discharge.spikes > 0);
  when('CURRENT_SPIKES', spiked, (named) => {
    const count = spiked.reduce((sum, { charge, discharge }) => sum + charge.spikes + discharge.spikes, 0);
    return `${count === 1 ? 'one record exceeds' : `${count} records exceed`} the constant current by far in ${named}`;
  });
  when(
    'CYCLES_EXCLUDED',
    cycles.filter((cycle) => exclusionReason(cycle.number, cell) !== ''),
    (named) => `${named} excluded by the study file`,
  );
  return found;
}

/** Relative; 0 for a missing half-cycle. */
function counterDifference(half: HalfCycle): number {
  return half.capacity > 0 ? Math.abs(half.integral - half.capacity) / half.capacity : 0;
}

/** Steps logged by two records only say nothing about the integral. */
function counterMismatch(half: HalfCycle): boolean {
  const records = half.steps.reduce((sum, step) => sum + step.last - step.first + 1, 0);
  return records > 4 && counterDifference(half) > COUNTER_TOLERANCE;
}

/** 1, 2, 3, 7 → `1–3, 7`. */
function numberRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const value of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && value === open[1] + 1) open[1] = value;
    else ranges.push([value, value]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
