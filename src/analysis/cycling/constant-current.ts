/** The constant-current part of a branch: where a derivative of the charge is one of the electrode. */
import { quantile } from '../../math/statistics.ts';
import type { DatasetOf } from '../../model/dataset.ts';
import type { Branch } from '../branch.ts';
import { branchProfile, type Profile } from './half-cycle.ts';
import type { MeasuredCycle } from './measured-cycles.ts';
import type { Step } from './steps.ts';

/** A current below this share of the step's is that of a potential held constant. */
const HELD_SHARE = 0.9;

/**
 * Potential against capacity along the constant-current steps of a branch. Where the instrument names no modes, the end
 * of the last step at which the current has fallen is a constant-voltage part and is left out.
 */
export function constantCurrentProfile({ cycle, test }: MeasuredCycle, branch: Branch): Profile {
  const { columns } = test.dataset;
  const steps = cycle[branch].steps.filter(({ mode }) => mode === 'constant-current');
  const last = steps.at(-1);
  const kept =
    last === undefined || columns.mode !== undefined ? steps : [...steps.slice(0, -1), withoutHeldEnd(last, columns)];
  return branchProfile(kept, columns.potential, test.charge);
}

function withoutHeldEnd(step: Step, { current }: DatasetOf<'cycling'>['columns']): Step {
  const magnitudes = current.subarray(step.first, step.last + 1).map(Math.abs);
  const least = HELD_SHARE * quantile(magnitudes, 0.9);
  return { ...step, last: step.first + magnitudes.findLastIndex((value) => value >= least) };
}
