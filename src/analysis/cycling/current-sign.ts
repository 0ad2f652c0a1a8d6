/** Which way the current flows at each record: charge, discharge, or none that matters. */

/** A current below this share of the typical one is none: cyclers with a rest of their own write zero. */
const REST_SHARE = 1e-3;
/** Noise about zero is looked for below this share of the typical current; constant-voltage steps end above it. */
const LARGEST_NOISE_SHARE = 0.02;
/** Records that change their sign against the one before, as only noise does, before noise is believed in. */
const FEWEST_FLIPS = 6;
/** The largest noise of a file lies little above the largest that was part of a change of sign. */
const NOISE_MARGIN = 1.5;
/** A single record above this multiple of the typical current is a spike wherever it stands. */
const SPIKE = 5;
/** Enough for a typical value; longer columns are read at equal distances. */
const MOST_SAMPLES = 1 << 16;

/**
 * The current magnitude at which half of the total passes: records weighted by their current, so that long rests do
 * not decide, and none taken for more than the larger of its neighbours, so that spikes do not. 0 without current.
 */
export function typicalCurrent(current: Float64Array): number {
  const stride = Math.max(1, Math.ceil(current.length / MOST_SAMPLES));
  const magnitudes = new Float64Array(Math.ceil(current.length / stride));
  let total = 0;
  for (let k = 0; k < magnitudes.length; k++) {
    const i = k * stride;
    const beside = Math.max(Math.abs(current[i - 1] ?? 0), Math.abs(current[i + 1] ?? 0));
    const magnitude = Math.min(Math.abs(current[i]!), beside);
    magnitudes[k] = magnitude;
    total += magnitude;
  }
  magnitudes.sort();
  let sum = 0;
  for (let k = 0; k < magnitudes.length; k++) {
    sum += magnitudes[k]!;
    if (sum >= total / 2) return magnitudes[k]!;
  }
  return 0;
}

export interface CurrentLevels {
  /** A, magnitude. */
  readonly typical: number;
  /** A: up to this magnitude a record is at rest. */
  readonly rest: number;
}

export function currentLevels(current: Float64Array): CurrentLevels {
  const typical = typicalCurrent(current);
  const limit = LARGEST_NOISE_SHARE * typical;
  let flips = 0;
  let noise = 0;
  for (let i = 1; i < current.length; i++) {
    const value = current[i]!;
    const before = current[i - 1]!;
    if (value * before >= 0 || value > limit || value < -limit || before > limit || before < -limit) continue;
    flips += 1;
    noise = Math.max(noise, Math.abs(value), Math.abs(before));
  }
  return { typical, rest: Math.max(REST_SHARE * typical, flips >= FEWEST_FLIPS ? NOISE_MARGIN * noise : 0) };
}

/**
 * 1 charge, −1 discharge, 0 rest for each record. A single record that interrupts a run of one sign, or that is far
 * above the typical current at the end of one, is a spike or a dropout and counts with its neighbours.
 */
export function currentSigns(current: Float64Array, { typical, rest }: CurrentLevels): Int8Array {
  const signs = new Int8Array(current.length);
  for (let i = 0; i < signs.length; i++) {
    const value = current[i]!;
    signs[i] = value > rest ? 1 : value < -rest ? -1 : 0;
  }
  const limit = SPIKE * typical;
  if (signs.length > 1 && signs[0] !== signs[1] && Math.abs(current[0]!) > limit) signs[0] = signs[1]!;
  for (let i = 1; i < signs.length; i++) {
    const sign = signs[i]!;
    const before = signs[i - 1]!;
    if (sign === before || sign === signs[i + 1]) continue;
    const interrupts = before === signs[i + 1] && before !== 0 && (signs[i - 2] === before || signs[i + 2] === before);
    if (interrupts || Math.abs(current[i]!) > limit) signs[i] = before;
  }
  return signs;
}
