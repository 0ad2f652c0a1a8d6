/** Simulated efficiencies with and without a daily wave: what the periodogram makes of them. */
import { bestTrendOrder, type Periodogram, periodogram } from '../../src/math/periodogram.ts';
import { uniformGenerator } from '../../src/math/random.ts';
import { gaussian } from './noise.ts';

export interface PeriodicityTrials {
  /** Share of trials in which ±1.96 standard errors cover the truth. */
  readonly periodCoverage: number;
  readonly amplitudeCoverage: number;
  /** Mean error of the period in standard errors of that mean. */
  readonly periodBias: number;
  /** Share of series without a wave whose false-alarm probability is below 5 %. */
  readonly falseAlarms: number;
}

/** Fixed before the first run. */
export const PERIODICITY_SEED = 11;

const PERIOD_H = 24;
const AMPLITUDE_PCT = 0.05;
const NOISE_PCT = 0.05;

/** Cycles of 0.6 to 1.0 h whose efficiency settles exponentially, with white noise. */
export function periodicityTrials(seed: number, trials: number, cycles: number): PeriodicityTrials {
  const uniform = uniformGenerator(seed);
  const normal = gaussian(seed + 1);
  const errors: number[] = [];
  let [periods, amplitudes, alarms] = [0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    let clock = 0;
    const time = Float64Array.from({ length: cycles }, () => {
      clock += 0.6 + 0.4 * uniform();
      return clock;
    });
    const phase = 2 * Math.PI * uniform();
    const noise = time.map((t) => 99.6 - 0.05 * Math.exp(-t / 150) + NOISE_PCT * normal());
    const wave = time.map((t) => AMPLITUDE_PCT * Math.cos((2 * Math.PI * t) / PERIOD_H + phase));
    const values = noise.map((value, i) => value + (wave[i] ?? 0));
    const { strongest } = search(time, values);
    const period = 1 / strongest.frequency;
    const error = period * period * strongest.frequencyStandardError;
    errors.push((period - PERIOD_H) / error);
    if (Math.abs(period - PERIOD_H) <= 1.96 * error) periods++;
    if (Math.abs(strongest.amplitude - AMPLITUDE_PCT) <= 1.96 * strongest.amplitudeStandardError) amplitudes++;
    if (search(time, noise).strongest.falseAlarmProbability < 0.05) alarms++;
  }
  const bias = errors.reduce((sum, value) => sum + value, 0) / Math.sqrt(trials);
  return {
    periodCoverage: periods / trials,
    amplitudeCoverage: amplitudes / trials,
    periodBias: bias,
    falseAlarms: alarms / trials,
  };
}

/** As stage ce_periodicity does: the trend by the data, periods from two cycles to what the trend cannot follow. */
function search(time: Float64Array, values: Float64Array): Periodogram {
  const span = (time.at(-1) ?? 0) - (time[0] ?? 0);
  const rangeOf = (order: number) => ({ lowest: Math.max(3, (order + 3) / 2) / span, highest: 1 / 1.6 });
  const trendOrder = bestTrendOrder(time, values, rangeOf);
  return periodogram(time, values, { trendOrder, ...rangeOf(trendOrder) });
}
