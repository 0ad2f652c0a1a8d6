/** The galvanostatic measurements of a sample, joined, cut into steps and cycles once for all stages. */
import type { Dataset, DatasetOf } from '../../model/dataset.ts';
import { type Issue, issue } from '../../model/issues.ts';
import type { Role } from '../../model/sample.ts';
import { type Cycle, cyclesOf } from './cycles.ts';
import { type JoinedTest, joinTests } from './join-parts.ts';
import { cutIntoSteps, type Direction, type Step } from './steps.ts';

/** One test: the records of one file, or of several files that continue each other. */
export interface CycledTest {
  readonly dataset: DatasetOf<'cycling'>;
  readonly steps: readonly Step[];
  /** Ah up to each record, positive on charge: the instrument's counters, or the trapezoid integral. */
  readonly charge: Float64Array;
  readonly cycles: readonly Cycle[];
  /** File that a record comes from. */
  fileOf(record: number): string;
}

/** A test whose half-cycles are known, but not yet how they pair. */
export interface CutTest extends JoinedTest {
  readonly steps: readonly Step[];
  readonly charge: Float64Array;
}

export function cyclingDatasets(datasets: readonly Dataset[]): DatasetOf<'cycling'>[] {
  return datasets.filter((dataset) => dataset.kind === 'cycling');
}

/** The tests of a sample in time order, with their steps. */
export function cutTests(datasets: readonly Dataset[]): { tests: CutTest[]; issues: Issue[] } {
  const { tests, issues } = joinTests(cyclingDatasets(datasets));
  const cut = ({ dataset: { columns, meanCurrent }, breaks }: JoinedTest) =>
    cutIntoSteps(columns, { breaks, meanCurrent });
  return { tests: tests.map((test) => ({ ...test, ...cut(test) })), issues };
}

/**
 * A step that passes less than this share of the largest one's charge says nothing about how a cell is cycled: fresh
 * cells are often discharged first to the lower cut-off, by a few percent.
 */
const NEGLIGIBLE = 0.05;

/** Direction of the first half-cycle of a sample. */
export function firstDirection(tests: readonly CutTest[]): Direction | undefined {
  for (const { steps } of tests) {
    const largest = steps.reduce((most, step) => Math.max(most, Math.abs(step.charge)), 0);
    const first = steps.find((step) => step.direction !== 'rest' && Math.abs(step.charge) > NEGLIGIBLE * largest);
    if (first !== undefined) return first.direction;
  }
  return undefined;
}

/** Pairs or numbers the half-cycles: `role` decides for instruments that do not number cycles. */
export function numberCycles(
  tests: readonly CutTest[],
  role: Role | undefined,
): { tests: CycledTest[]; issues: Issue[] } {
  const issues: Issue[] = [];
  const cycled = tests.map((test): CycledTest => {
    const { cycles, numbering } = cyclesOf(test.dataset, test, role, test.breaks);
    const { path } = test.dataset.source;
    if (numbering === 'half-numbers') {
      issues.push(issue('CYCLE_NUMBERS_HALVES', "the instrument's cycle number counts half-cycles: paired", path));
    }
    if (numbering === 'one-number') {
      const message = `all half-cycles carry the cycle number ${test.steps[0]?.cycle}: paired and numbered from 1`;
      issues.push(issue('CYCLE_NUMBERS_CONSTANT', message, path));
    }
    return { dataset: test.dataset, steps: test.steps, charge: test.charge, cycles, fileOf: test.fileOf };
  });
  return { tests: cycled, issues };
}

/** The tests of a sample in time order, for a role that is known. */
export function cycledTests(
  datasets: readonly Dataset[],
  role: Role | undefined,
): { tests: CycledTest[]; issues: Issue[] } {
  const cut = cutTests(datasets);
  const { tests, issues } = numberCycles(cut.tests, role);
  return { tests, issues: [...cut.issues, ...issues] };
}
