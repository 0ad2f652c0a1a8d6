/** Does the stated error of the fade rate tell the truth? Straight fades with white and with correlated noise. */
import { theilSen } from '../../src/math/robust-line.ts';
import { gaussian } from './noise.ts';

export interface FadeValidation {
  readonly sets: number;
  /** Share of sets whose true slope lies within ± 1.96 standard errors. */
  readonly coverage: number;
  /** Mean of (estimate − truth) over the mean standard error. */
  readonly bias: number;
}

export interface FadeCase {
  readonly cycles: number;
  /** Correlation of one cycle's noise with the next one's: temperature of the room, for example. */
  readonly correlation: number;
}

export const FADE_CASES: readonly FadeCase[] = [
  { cycles: 60, correlation: 0 },
  { cycles: 200, correlation: 0 },
  { cycles: 200, correlation: 0.3 },
  { cycles: 1000, correlation: 0.3 },
  { cycles: 30, correlation: 0 },
  { cycles: 100, correlation: 0.6 },
  { cycles: 2000, correlation: 0.6 },
];

/** Fixed before the first run. */
export const FADE_SEED = 4158;

export function validateFade({ cycles, correlation }: FadeCase, sets: number, seed: number): FadeValidation {
  const noise = gaussian(seed);
  let inside = 0;
  let deviation = 0;
  let errors = 0;
  for (let k = 0; k < sets; k++) {
    const slope = -0.01 - 0.1 * (k / sets);
    const x = Float64Array.from({ length: cycles }, (_, i) => i + 1);
    let last = noise();
    const y = x.map((cycle) => {
      last = correlation * last + Math.sqrt(1 - correlation * correlation) * noise();
      return 100 + slope * cycle + 0.4 * last;
    });
    const line = theilSen(x, y);
    if (Math.abs(line.slope - slope) <= 1.96 * line.slopeStandardError) inside++;
    deviation += (line.slope - slope) / sets;
    errors += line.slopeStandardError / sets;
  }
  return { sets, coverage: inside / sets, bias: deviation / errors };
}
