/** Impedance points in file order → spectra, and what the points themselves say about the sign of Z''. */

/** Points that a spectrum must have before a change of direction can end it. */
const MIN_POINTS = 3;

/**
 * First indices of the spectra in a list of frequencies > 0. A new spectrum starts where the sweep jumps back over at
 * least half of the (logarithmic) range it has covered, or turns round for good; a single point out of order does not
 * start one.
 */
export function spectrumStarts(frequency: Float64Array): number[] {
  if (frequency.length === 0) return [];
  const ln = frequency.map(Math.log);
  const at = (i: number) => ln[i] ?? Number.NaN;
  const starts = [0];
  let first = 0;
  for (let i = 1; i < ln.length; i++) {
    const covered = at(i - 1) - at(first);
    const step = at(i) - at(i - 1);
    if (i - first < MIN_POINTS || covered === 0 || step * covered >= 0) continue;
    const jumps = Math.abs(step) >= Math.abs(covered) / 2;
    const turns = (at(i + 1) - at(i)) * covered < 0;
    if (!jumps && !turns) continue;
    // A sweep back repeats the last frequency or goes on beside it.
    first = !jumps && at(i - 1) === at(i - 2) ? i - 1 : i;
    starts.push(first);
  }
  return starts;
}

/** Share of the evidence that must point one way. */
const CLEAR = 0.5;

/**
 * 1 if the points show the imaginary part with its true sign, -1 if negated, 0 if they prove neither. By the
 * Kramers–Kronig relations Z'' has the sign of dZ'/dln f wherever Z' changes (Z'' ≈ (π/2) dZ'/dln f for smooth
 * spectra; H. W. Bode, Network Analysis and Feedback Amplifier Design, 1945), whatever the circuit. The verdict also
 * needs a majority of capacitive points (Z'' < 0) under that sign, as cells have.
 */
export function imaginarySign(frequency: Float64Array, zReal: Float64Array, zImag: Float64Array): -1 | 0 | 1 {
  const order = Array.from(frequency.keys()).sort((a, b) => (frequency[a] ?? 0) - (frequency[b] ?? 0));
  let signed = 0;
  let total = 0;
  for (let k = 1; k < order.length; k++) {
    const i = order[k - 1] ?? 0;
    const j = order[k] ?? 0;
    const product = ((zReal[j] ?? 0) - (zReal[i] ?? 0)) * ((zImag[i] ?? 0) + (zImag[j] ?? 0));
    signed += product;
    total += Math.abs(product);
  }
  const negative = zImag.filter((z) => z < 0).length;
  const positive = zImag.filter((z) => z > 0).length;
  if (signed > CLEAR * total && negative > positive) return 1;
  if (-signed > CLEAR * total && positive > negative) return -1;
  return 0;
}
