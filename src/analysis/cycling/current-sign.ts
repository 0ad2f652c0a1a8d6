/** Which way the current flows at each record: charge, discharge, or none that matters. */

/** A current below this share of the typical one is none: cyclers with a rest of their own write zero. */
const REST_SHARE = 1e-3;
/** Noise about zero is looked for below this share of the typical current; constant-voltage steps end above it. */
const LARGEST_NOISE_SHARE = 0.02;
/** Records that change their sign against the one before, as only noise does, before noise is believed in. */
const FEWEST_FLIPS = 6;
/** The largest noise of a file lies little above the largest that was part of a change of sign. */
const NOISE_MARGIN = 1.5;
/** Enough for a typical value; longer columns are read at equal distances. */
const MOST_SAMPLES = 1 << 16;

/**
 * The current magnitude at which half of the total passes: records weighted by their current, so that neither long
 * rests nor single spikes decide. 0 where no current flows.
 */
export function typicalCurrent(current: Float64Array): number {
  const stride = Math.max(1, Math.ceil(current.length / MOST_SAMPLES));
  const magnitudes = new Float64Array(Math.ceil(current.length / stride));
  let total = 0;
  for (let k = 0; k < magnitudes.length; k++) {
    const magnitude = Math.abs(current[k * stride]!);
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

/** Magnitude of the current, A, up to which a record is at rest. */
export function restThreshold(current: Float64Array): number {
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
  return Math.max(REST_SHARE * typical, flips >= FEWEST_FLIPS ? NOISE_MARGIN * noise : 0);
}

/**
 * 1 charge, −1 discharge, 0 rest for each record. A single record between two of one other sign is taken as a spike
 * or a dropout and counts with its neighbours.
 */
export function currentSigns(current: Float64Array, threshold: number): Int8Array {
  const signs = new Int8Array(current.length);
  for (let i = 0; i < signs.length; i++) {
    const value = current[i]!;
    signs[i] = value > threshold ? 1 : value < -threshold ? -1 : 0;
  }
  let before = signs[0] ?? 0;
  for (let i = 1; i < signs.length - 1; i++) {
    if (signs[i] !== before && before !== 0 && before === signs[i + 1]) signs[i] = before;
    before = signs[i]!;
  }
  return signs;
}
