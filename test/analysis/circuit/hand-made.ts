/** Spectra for tests, written out by hand: nothing is shared with the code under test. */
import type { SpectrumPoints } from '../../../src/analysis/circuit/cnls.ts';

export interface HandMade {
  readonly r0: number;
  /** Resistance, time constant in s, exponent. */
  readonly arcs: readonly (readonly [number, number, number])[];
  readonly sigma?: number;
  readonly inductance?: number;
  /** Standard deviation of each part as a fraction of |Z|. */
  readonly noise?: number;
  readonly seed?: number;
}

/** 100 kHz to 10 mHz, eight points per decade. */
export function handMade({ r0, arcs, sigma = 0, inductance = 0, noise = 0, seed = 1 }: HandMade): SpectrumPoints {
  const frequency = Float64Array.from({ length: 57 }, (_, i) => 1e5 / 10 ** (i / 8));
  const normal = deviates(seed);
  const real = new Float64Array(frequency.length);
  const imaginary = new Float64Array(frequency.length);
  frequency.forEach((f, i) => {
    const omega = 2 * Math.PI * f;
    let re = r0 + sigma / Math.sqrt(omega);
    let im = omega * inductance - sigma / Math.sqrt(omega);
    for (const [r, tau, n] of arcs) {
      const a = 1 + (omega * tau) ** n * Math.cos((n * Math.PI) / 2);
      const b = (omega * tau) ** n * Math.sin((n * Math.PI) / 2);
      re += (r * a) / (a * a + b * b);
      im -= (r * b) / (a * a + b * b);
    }
    const size = noise * Math.hypot(re, im);
    real[i] = re + size * normal();
    imaginary[i] = im + size * normal();
  });
  return { frequency, real, imaginary };
}

function deviates(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}
