/** One branch of a cycle: all its charge steps, or all its discharge steps. */
import { median } from '../../math/statistics.ts';
import type { DatasetOf } from '../../model/dataset.ts';
import type { Step } from './steps.ts';

export interface HalfCycle {
  readonly steps: readonly Step[];
  /** Ah, positive; 0 where the branch is missing. */
  readonly capacity: number;
  /** Wh, positive. */
  readonly energy: number;
  /** Capacity by the integral of current over time, Ah. */
  readonly integral: number;
  /** Potential at half the capacity, V. */
  readonly medianPotential: number;
  /** V, last record. */
  readonly endPotential: number;
  /** Share of the capacity that constant-current steps passed, 0 to 1. */
  readonly constantCurrentShare: number;
  readonly constantVoltageShare: number;
  /** Median magnitude of the current over the records of the constant-current steps, A. */
  readonly constantCurrent: number;
  /** Capacity over duration, A. */
  readonly meanCurrent: number;
  /** Seconds under current. */
  readonly duration: number;
}

/** Capacity (Ah, from 0, never decreasing) and potential (V) along a branch. */
export interface Profile {
  readonly capacity: Float64Array;
  readonly potential: Float64Array;
}

export function summariseHalfCycle(
  steps: readonly Step[],
  { columns }: DatasetOf<'cycling'>,
  charge: Float64Array,
): HalfCycle {
  const total = (value: (step: Step) => number) => Math.abs(steps.reduce((sum, step) => sum + value(step), 0));
  const capacity = total((step) => step.charge);
  const duration = steps.reduce((sum, step) => sum + step.duration, 0);
  const share = (mode: Step['mode']) => {
    if (capacity === 0) return Number.NaN;
    return total((step) => (step.mode === mode ? step.charge : 0)) / capacity;
  };
  const last = steps.at(-1);
  return {
    steps,
    capacity,
    energy: total((step) => step.energy),
    integral: total((step) => step.integral),
    medianPotential: potentialAt(branchProfile(steps, columns.potential, charge), capacity / 2),
    endPotential: last === undefined ? Number.NaN : columns.potential[last.last]!,
    constantCurrentShare: share('constant-current'),
    constantVoltageShare: share('constant-voltage'),
    constantCurrent: constantCurrent(steps, columns.current),
    meanCurrent: duration > 0 ? capacity / (duration / 3600) : Number.NaN,
    duration,
  };
}

function constantCurrent(steps: readonly Step[], current: Float64Array): number {
  const held = steps.filter((step) => step.mode === 'constant-current');
  const magnitudes = new Float64Array(held.reduce((sum, step) => sum + step.last - step.first + 1, 0));
  let count = 0;
  for (const { first, last } of held) {
    for (let i = first; i <= last; i++) magnitudes[count++] = Math.abs(current[i]!);
  }
  return median(magnitudes);
}

/** Potential against capacity along a branch, its steps one after the other. */
export function branchProfile(steps: readonly Step[], potential: Float64Array, charge: Float64Array): Profile {
  const length = steps.reduce((sum, step) => sum + step.last - step.first + 1, 0);
  const profile = { capacity: new Float64Array(length), potential: new Float64Array(length) };
  let passed = 0;
  let point = 0;
  for (const step of steps) {
    const before = step.first === 0 ? 0 : charge[step.first - 1]!;
    for (let i = step.first; i <= step.last; i++) {
      profile.capacity[point] = passed + Math.abs(charge[i]! - before);
      profile.potential[point++] = potential[i]!;
    }
    passed += Math.abs(step.charge);
  }
  return profile;
}

/** Potential where a profile passes the capacity, linear between records; NaN outside it. */
export function potentialAt({ capacity, potential }: Profile, target: number): number {
  if (!(target > 0)) return Number.NaN;
  for (let i = 0; i < capacity.length; i++) {
    if (capacity[i]! < target) continue;
    if (i === 0 || capacity[i] === capacity[i - 1]) return potential[i]!;
    const share = (target - capacity[i - 1]!) / (capacity[i]! - capacity[i - 1]!);
    return potential[i - 1]! + share * (potential[i]! - potential[i - 1]!);
  }
  return Number.NaN;
}
