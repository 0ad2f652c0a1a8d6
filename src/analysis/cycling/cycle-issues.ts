/** What the user should know about the cycles of a test. */
import { type Issue, type IssueCode, issue } from '../../model/issues.ts';
import type { Role } from '../../model/sample.ts';
import { reversibleBranch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import type { Cycle } from './cycles.ts';
import type { HalfCycle } from './half-cycle.ts';
import { fileOf, type MeasuredCycle } from './measured-cycles.ts';

/** Charge counters and ∫I dt may differ by this share of a half-cycle before it is reported. */
const COUNTER_TOLERANCE = 0.005;
const PLAUSIBLE_EFFICIENCY = [20, 120] as const;

/** In %: what the reversible branch gave over what the other one took. None for symmetric cells and half cycles. */
export function efficiency(cycle: Cycle, role: Role | undefined, amount: (half: HalfCycle) => number): number {
  if (role === 'symmetric-cell' || cycle.leadingHalf) return Number.NaN;
  const reversible = reversibleBranch(role);
  const given = amount(cycle[reversible]);
  const stored = amount(reversible === 'charge' ? cycle.discharge : cycle.charge);
  return given > 0 && stored > 0 ? (100 * given) / stored : Number.NaN;
}

/**
 * In %: what the reversible branch gave over what had been stored just before it: in the cycle itself or, where the
 * instrument begins its cycles with the reversible branch, in the one before. NaN where nothing is known of that.
 */
export function efficiencyInTimeOrder({ cycle, before }: MeasuredCycle, role: Role | undefined): number {
  const reversible = reversibleBranch(role);
  if (cycle.firstBranch !== reversible) return efficiency(cycle, role, (half) => half.capacity);
  if (role === 'symmetric-cell' || before === undefined) return Number.NaN;
  const [given, stored] = [
    cycle[reversible].capacity,
    before[reversible === 'charge' ? 'discharge' : 'charge'].capacity,
  ];
  return given > 0 && stored > 0 ? (100 * given) / stored : Number.NaN;
}

export function exclusionReason(number: number, cell: Cell): string {
  return cell.sample.exclude.find(({ from, to }) => from <= number && number <= to)?.reason ?? '';
}

/** `measured`: the cycles of one test. */
export function cycleIssues(measured: readonly MeasuredCycle[], cell: Cell): Issue[] {
  const found: Issue[] = [];
  const listed = (chosen: readonly MeasuredCycle[]) => numberRanges(chosen.map(({ number }) => number));
  const report = (code: IssueCode, message: string, [at]: readonly MeasuredCycle[]) =>
    found.push(issue(code, message, at === undefined ? '' : fileOf(at), '', cell.sample.id));
  const when = (
    code: IssueCode,
    isConcerned: (cycle: Cycle, number: number) => boolean,
    message: (named: string, chosen: readonly MeasuredCycle[]) => string,
  ) => {
    const chosen = measured.filter(({ cycle, number }) => isConcerned(cycle, number));
    if (chosen.length === 0) return;
    report(code, message(`${chosen.length === 1 ? 'cycle' : 'cycles'} ${listed(chosen)}`, chosen), chosen);
  };
  const first = reversibleBranch(cell.role) === 'charge' ? 'discharge' : 'charge';
  when(
    'CYCLE_LEADING_HALF',
    (cycle) => cycle.leadingHalf,
    (_, chosen) => `the test starts with a ${reversibleBranch(cell.role)}: kept as cycle ${listed(chosen)}`,
  );
  when(
    'CYCLE_INCOMPLETE',
    (cycle) => !cycle.complete && !cycle.leadingHalf,
    (named) => `${named} not complete`,
  );
  const complete = measured.filter(({ cycle }) => cycle.complete);
  const opposite = complete.filter(({ cycle }) => cycle.firstBranch !== first);
  if (cell.role !== 'symmetric-cell' && opposite.length > complete.length / 2) {
    report('CYCLE_ORDER', `cycles start with a ${reversibleBranch(cell.role)}, against role ${cell.role}`, opposite);
  }
  const [low, high] = PLAUSIBLE_EFFICIENCY;
  const isImplausible = (cycle: Cycle) => {
    const percent = efficiency(cycle, cell.role, (half) => half.capacity);
    return cycle.complete && (percent < low || percent > high);
  };
  when('EFFICIENCY_IMPLAUSIBLE', isImplausible, (named) => `Coulombic efficiency outside ${low}–${high} % in ${named}`);
  when(
    'CHARGE_INTEGRAL_MISMATCH',
    (cycle) => counterMismatch(cycle.charge) || counterMismatch(cycle.discharge),
    (named, chosen) => {
      const worst = Math.max(...chosen.flatMap(({ cycle: c }) => [c.charge, c.discharge].map(counterDifference)));
      return `charge counters and ∫I dt differ by up to ${(100 * worst).toPrecision(2)} % in ${named}`;
    },
  );
  when(
    'CURRENT_SPIKES',
    ({ charge, discharge }) => charge.spikes + discharge.spikes > 0,
    (named, chosen) => {
      const count = chosen.reduce((sum, { cycle }) => sum + cycle.charge.spikes + cycle.discharge.spikes, 0);
      return `${count === 1 ? 'one record exceeds' : `${count} records exceed`} the constant current by far in ${named}`;
    },
  );
  when(
    'CYCLES_EXCLUDED',
    (_, number) => exclusionReason(number, cell) !== '',
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
