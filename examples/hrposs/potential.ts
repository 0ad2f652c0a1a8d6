/**
 * Potential of a silicon electrode against the progress x (0 to 1) of a half-cycle: a sum of terms that each only fall
 * (lithiation) or only rise (delithiation), so that a branch is monotone and ends exactly at its cut-off.
 * Shapes and constants are this generator's own.
 */
import { DELITHIATION_CUTOFF, LITHIATION_CUTOFF } from './truth.ts';

export type Branch = (x: number) => number;

/** Overpotential in V of HRPOSS-6 at the start of its life; grows with the logarithm of the rate in A/g. */
export function overpotential(rate: number): number {
  return 0.035 * Math.log(1 + rate / 0.1);
}

/**
 * First lithiation: from open circuit down the slope of the surface layer to the long plateau near 0.1 V on which
 * crystalline silicon turns amorphous. Passes through `half` at x = 0.5.
 */
export function firstLithiation(start: number, half: number): Branch {
  const surface = { height: 0.45, width: 0.07 };
  const slope = { width: 0.28 };
  const end = { height: 0.075, width: 0.05 };
  const fixed = (x: number) =>
    LITHIATION_CUTOFF + surface.height * fall(x, surface.width) + end.height * lastDrop(x, end.width);
  const slopeHeight = (half - fixed(0.5)) / fall(0.5, slope.width);
  const body = (x: number) => fixed(x) + slopeHeight * fall(x, slope.width);
  return startingAt(start, 0.006, body);
}

/** Later lithiation: amorphous silicon, sloping, with two gentle steps; the overpotential presses it towards the cut-off. */
export function lithiation(start: number, eta: number): Branch {
  const pressed = Math.exp(-(eta - overpotential(0.1)) / 0.12);
  const body = (x: number) =>
    LITHIATION_CUTOFF +
    pressed * (0.25 * fall(x, 0.1) + 0.1 * (1 - x) + 0.12 * (step(1, 0.45) - step(x, 0.45))) +
    0.05 * lastDrop(x, 0.05);
  return startingAt(start, 0.012, body);
}

/** Delithiation: two sloping stages near 0.3 and 0.5 V, lifted by the overpotential, then the steep end. */
export function delithiation(eta: number): Branch {
  const body = (x: number) =>
    0.05 + 1.2 * eta + (0.12 + 0.8 * eta) * (1 - Math.exp(-x / 0.04)) + 0.15 * x + 0.12 * (step(x, 0.5) - step(0, 0.5));
  const rise = (x: number) => 1 - lastDrop(x, 0.06) / lastDrop(0, 0.06);
  const height = DELITHIATION_CUTOFF - body(1);
  return (x) => body(x) + height * rise(x);
}

/** Adds the steep beginning that brings x = 0 to `start`. */
function startingAt(start: number, width: number, body: Branch): Branch {
  const height = (start - body(0)) / fall(0, width);
  return (x) => body(x) + height * fall(x, width);
}

/** Exponential fall, 0 at x = 1. */
function fall(x: number, width: number): number {
  return Math.exp(-x / width) - Math.exp(-1 / width);
}

/** Flat until close to x = 1, where it drops to 0. */
function lastDrop(x: number, width: number): number {
  return 1 - Math.exp((x - 1) / width);
}

/** Smooth step from 0 to 1 about `centre`. */
function step(x: number, centre: number): number {
  return (1 + Math.tanh((x - centre) / 0.12)) / 2;
}
