/** The galvanostatic measurements of a sample, cut into steps and cycles once for all stages. */
import type { Dataset, DatasetOf } from '../../model/dataset.ts';
import type { Issue } from '../../model/issues.ts';
import type { Role } from '../../model/sample.ts';
import { type Cycle, findCycles } from './cycles.ts';
import { findSteps, netCharge, type Step, stepStarts } from './steps.ts';

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

/** The cycling datasets, in the order in which they were measured where the clocks tell, else by file. */
export function cyclingDatasets(datasets: readonly Dataset[]): DatasetOf<'cycling'>[] {
  const cycling = datasets.filter((dataset) => dataset.kind === 'cycling');
  if (cycling.every((dataset) => dataset.started !== '')) {
    return cycling.toSorted((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0));
  }
  return cycling;
}

/** The tests of a sample in time order; `role` pairs the half-cycles of instruments that do not number cycles. */
export function cycledTests(
  datasets: readonly Dataset[],
  role: Role | undefined,
): { tests: CycledTest[]; issues: Issue[] } {
  const tests = cyclingDatasets(datasets).map((dataset): CycledTest => {
    const starts = stepStarts(dataset.columns);
    return {
      dataset,
      steps: findSteps(dataset.columns),
      charge: netCharge(dataset.columns, starts),
      cycles: findCycles(dataset, role),
      fileOf: () => dataset.source.path,
    };
  });
  return { tests, issues: [] };
}
