/**
 * Noisy two-arc spectra with known truth. Everything here is written out by hand, so that nothing is shared with the
 * code that it checks.
 */

export const FIRST_SEED = 20_260;
export const SECOND_SEED = 77;

export interface TwoArcTruth {
  /** R0, R1, Q1, n1, R2, Q2, n2, sigma: ohm, S·s^n, ohm/√s. */
  readonly values: readonly number[];
  readonly tau: readonly [number, number];
  /** Standard deviation of each part of Z as a fraction of |Z|. */
  readonly noise: number;
  /** Standard errors expected from the truth, in units of `values`. */
  readonly standardErrors: readonly number[];
}

export interface TwoArcSpectrum {
  readonly truth: TwoArcTruth;
  readonly frequency: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export const TWO_ARC_NAMES = ['R0', 'R1', 'Q1', 'n1', 'R2', 'Q2', 'n2', 'sigma'] as const;

const POINTS = 57;

/** 100 kHz to 10 mHz, eight per decade; resistances over six decades, arcs 3 to 1000 apart, noise 0.2 to 1 %. */
export function twoArcSpectra(count: number, seed: number): TwoArcSpectrum[] {
  const random = lehmer(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const decades = (low: number, high: number) => 10 ** between(Math.log10(low), Math.log10(high));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const frequency = Float64Array.from({ length: POINTS }, (_, i) => 1e5 * 10 ** (-i / 8));
  return Array.from({ length: count }, () => {
    const scale = decades(1e-2, 1e4);
    const tau1 = decades(3e-5, 3e-3);
    const tau2 = tau1 * decades(3, 1000);
    const [n1, n2] = [between(0.65, 0.95), between(0.65, 0.95)];
    const [r1, r2] = [scale * decades(0.3, 3), scale * decades(0.3, 3)];
    const r0 = scale * decades(0.1, 1);
    const sigma = scale * decades(0.2, 5) * Math.sqrt(2 * Math.PI * 0.01);
    const values = [r0, r1, tau1 ** n1 / r1, n1, r2, tau2 ** n2 / r2, n2, sigma];
    const noise = decades(0.002, 0.01);
    const clean = Array.from(frequency, (f) => twoArc(f, values));
    return {
      truth: { values, tau: [tau1, tau2], noise, standardErrors: expectedErrors(frequency, values, noise) },
      frequency,
      real: Float64Array.from(clean, ([re, im]) => re + noise * Math.hypot(re, im) * normal()),
      imaginary: Float64Array.from(clean, ([re, im]) => im + noise * Math.hypot(re, im) * normal()),
    };
  });
}

/** Z = R0 + R1/(1 + R1·Q1·(jω)^n1) + R2/(1 + R2·Q2·(jω)^n2) + σ(1 − j)/√ω in polar form. */
function twoArc(frequency: number, values: readonly number[]): [number, number] {
  const [r0 = 0, r1 = 0, q1 = 0, n1 = 0, r2 = 0, q2 = 0, n2 = 0, sigma = 0] = values;
  const omega = 2 * Math.PI * frequency;
  const arc = (r: number, q: number, n: number): [number, number] => {
    const size = r * q * omega ** n;
    const a = 1 + size * Math.cos((n * Math.PI) / 2);
    const b = size * Math.sin((n * Math.PI) / 2);
    const d = a * a + b * b;
    return [(r * a) / d, (-r * b) / d];
  };
  const first = arc(r1, q1, n1);
  const second = arc(r2, q2, n2);
  const w = sigma / Math.sqrt(omega);
  return [r0 + first[0] + second[0] + w, first[1] + second[1] - w];
}

/** Cramér–Rao bound by central differences and Gauss–Jordan elimination. */
function expectedErrors(frequency: Float64Array, values: readonly number[], noise: number): number[] {
  const n = values.length;
  const columns = values.map((value, k) => {
    const h = value * 1e-5;
    const up = values.map((v, i) => (i === k ? v + h : v));
    const down = values.map((v, i) => (i === k ? v - h : v));
    return Array.from(frequency).flatMap((f) => {
      const size = noise * Math.hypot(...twoArc(f, values));
      const [a, b] = [twoArc(f, up), twoArc(f, down)];
      // change per relative change of the parameter, which keeps the matrix well scaled
      return [(a[0] - b[0]) / (2e-5 * size), (a[1] - b[1]) / (2e-5 * size)];
    });
  });
  const rows = columns.map((a, i) => [
    ...columns.map((b) => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)),
    ...columns.map((_, j) => (i === j ? 1 : 0)),
  ]);
  for (let p = 0; p < n; p++) {
    const row = rows[p] ?? [];
    const pivot = row[p] ?? Number.NaN;
    for (let k = 0; k < row.length; k++) row[k] = (row[k] ?? 0) / pivot;
    for (const other of rows) {
      if (other === row) continue;
      const factor = other[p] ?? 0;
      for (let k = 0; k < other.length; k++) other[k] = (other[k] ?? 0) - factor * (row[k] ?? 0);
    }
  }
  return values.map((value, i) => value * Math.sqrt(rows[i]?.[n + i] ?? Number.NaN));
}

/** Park–Miller generator: a source of chance of its own. */
function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}
