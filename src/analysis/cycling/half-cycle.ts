/** One branch of a cycle: all its charge steps, or all its discharge steps. */
import { medianInPlace, selectInPlace } from '../../math/select.ts';
import type { DatasetOf } from '../../model/dataset.ts';
import type { Mode } from '../../model/schema.ts';
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
  /** Counter electrode against reference at the last record, V; NaN without one. */
  readonly endCounterPotential: number;
  /** Share of the capacity that passed at constant current, 0 to 1. */
  readonly constantCurrentShare: number;
  /** Share at constant voltage; NaN where the instrument's modes are not known. */
  readonly constantVoltageShare: number;
  /** Magnitude of the constant current, A. */
  readonly constantCurrent: number;
  /** Capacity over duration, A. */
  readonly meanCurrent: number;
  /** Seconds under current. */
  readonly duration: number;
  /** Single records at constant current that exceed it by far. */
  readonly spikes: number;
}

/** Capacity (Ah, from 0, never decreasing) and potential (V) along a branch. */
export interface Profile {
  readonly capacity: Float64Array;
  readonly potential: Float64Array;
}

/** A single record above this multiple of the constant current is called a spike. */
const SPIKE = 5;
/** Without modes: the current that at most this share of a half-cycle's records exceeds is the constant one ... */
const SHARE_ABOVE = 0.1;
/** ... and records within this share of it are at constant current: cyclers hold a current to well below a percent. */
const HELD_WITHIN = 0.05;

export function summariseHalfCycle(
  steps: readonly Step[],
  { columns }: DatasetOf<'cycling'>,
  charge: Float64Array,
): HalfCycle {
  const capacity = Math.abs(sum(steps, (step) => step.charge));
  const duration = sum(steps, (step) => step.duration);
  const last = steps.at(-1)?.last;
  const constant = constantCurrent(steps, columns);
  return {
    steps,
    capacity,
    energy: Math.abs(sum(steps, (step) => step.energy)),
    integral: Math.abs(sum(steps, (step) => step.integral)),
    medianPotential: potentialAt(steps, columns.potential, charge, capacity / 2),
    endPotential: last === undefined ? Number.NaN : columns.potential[last]!,
    endCounterPotential: last === undefined ? Number.NaN : (columns.counter_potential?.[last] ?? Number.NaN),
    ...controlledShares(steps, columns, charge, constant, capacity),
    constantCurrent: constant,
    meanCurrent: duration > 0 ? capacity / (duration / 3600) : Number.NaN,
    duration,
    spikes: countSpikes(steps, columns.current, constant),
  };
}

function sum(steps: readonly Step[], value: (step: Step) => number): number {
  return steps.reduce((total, step) => total + value(step), 0);
}

/** Median over the records of constant-current steps; where no modes are known, close to the largest. */
function constantCurrent(steps: readonly Step[], { current, mode }: DatasetOf<'cycling'>['columns']): number {
  const held = steps.filter((step) => step.mode === 'constant-current');
  const magnitudes = new Float64Array(sum(held, (step) => step.last - step.first + 1));
  let count = 0;
  for (const { first, last } of held) {
    for (let i = first; i <= last; i++) magnitudes[count++] = Math.abs(current[i]!);
  }
  if (mode !== undefined || count === 0) return medianInPlace(magnitudes);
  return selectInPlace(magnitudes, count, Math.floor((1 - SHARE_ABOVE) * (count - 1)));
}

function controlledShares(
  steps: readonly Step[],
  { mode, current }: DatasetOf<'cycling'>['columns'],
  charge: Float64Array,
  constant: number,
  capacity: number,
): { constantCurrentShare: number; constantVoltageShare: number } {
  if (capacity === 0) return { constantCurrentShare: Number.NaN, constantVoltageShare: Number.NaN };
  if (mode === undefined) {
    const share = chargeNear(steps, current, charge, constant) / capacity;
    return { constantCurrentShare: share, constantVoltageShare: Number.NaN };
  }
  const share = (wanted: Mode) => Math.abs(sum(steps, (step) => (step.mode === wanted ? step.charge : 0))) / capacity;
  return { constantCurrentShare: share('constant-current'), constantVoltageShare: share('constant-voltage') };
}

/** Charge (Ah) between records that are both near the constant current. */
function chargeNear(steps: readonly Step[], current: Float64Array, charge: Float64Array, constant: number): number {
  let total = 0;
  for (const { first, last, zero } of steps) {
    let isNear = true;
    for (let i = first; i <= last; i++) {
      const before = isNear;
      isNear = Math.abs(Math.abs(current[i]!) - constant) <= HELD_WITHIN * constant;
      if (before && isNear) total += charge[i]! - (i === first ? zero : charge[i - 1]!);
    }
  }
  return Math.abs(total);
}

function countSpikes(steps: readonly Step[], current: Float64Array, constant: number): number {
  const limit = SPIKE * constant;
  let count = 0;
  for (const { first, last, mode } of steps) {
    if (mode !== 'constant-current') continue;
    for (let i = first; i <= last; i++) {
      if (Math.abs(current[i]!) <= limit || Number.isNaN(limit)) continue;
      const besideAnother =
        (i > first && Math.abs(current[i - 1]!) > limit) || (i < last && Math.abs(current[i + 1]!) > limit);
      if (!besideAnother) count++;
    }
  }
  return count;
}

/** Potential against capacity along a branch, its steps one after the other. */
export function branchProfile(steps: readonly Step[], potential: Float64Array, charge: Float64Array): Profile {
  const length = sum(steps, (step) => step.last - step.first + 1);
  const profile = { capacity: new Float64Array(length), potential: new Float64Array(length) };
  let passed = 0;
  let point = 0;
  for (const step of steps) {
    for (let i = step.first; i <= step.last; i++) {
      profile.capacity[point] = passed + Math.abs(charge[i]! - step.zero);
      profile.potential[point++] = potential[i]!;
    }
    passed += Math.abs(step.charge);
  }
  return profile;
}

/** Potential where a branch has passed the capacity, linear between records; NaN outside it. */
export function potentialAt(
  steps: readonly Step[],
  potential: Float64Array,
  charge: Float64Array,
  target: number,
): number {
  if (!(target > 0)) return Number.NaN;
  let passed = 0;
  let [capacityBefore, potentialBefore] = [Number.NaN, Number.NaN];
  for (const step of steps) {
    for (let i = step.first; i <= step.last; i++) {
      const capacity = passed + Math.abs(charge[i]! - step.zero);
      if (capacity >= target) {
        if (!(capacity > capacityBefore)) return potential[i]!;
        const share = (target - capacityBefore) / (capacity - capacityBefore);
        return potentialBefore + share * (potential[i]! - potentialBefore);
      }
      [capacityBefore, potentialBefore] = [capacity, potential[i]!];
    }
    passed += Math.abs(step.charge);
  }
  return Number.NaN;
}
