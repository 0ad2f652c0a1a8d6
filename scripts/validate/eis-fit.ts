/** Monte-Carlo check of the impedance fit: does it find the optimum, keep the arcs apart, and tell its own error? */
import { arcsKept, coverage, type Trial, trials } from './eis-fit-trials.ts';
import { FIRST_SEED, SECOND_SEED, TWO_ARC_NAMES } from './two-arc-spectra.ts';

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;

/** Prints the figures for `count` spectra of each seed; returns whether every criterion holds for the first. */
export function validateEisFit(count = 500): boolean {
  const [first] = [FIRST_SEED, SECOND_SEED].map((seed) => report(trials(count, seed), seed));
  return first ?? false;
}

function report(all: readonly Trial[], seed: number): boolean {
  const reached = all.filter((trial) => trial.reached).length;
  const apart = all.filter((trial) => trial.separable);
  const others = all.filter((trial) => !trial.separable);
  const swaps = apart.filter((trial) => !arcsKept(trial)).length;
  const unflagged = others.filter((trial) => !trial.flagged).length;
  const byParameter = TWO_ARC_NAMES.map((_, k) => coverage(apart, k));
  const pooled = byParameter.reduce((sum, share) => sum + share / byParameter.length, 0);
  const times = all.map((trial) => trial.milliseconds).sort((a, b) => a - b);
  console.log(`seed ${seed}: ${all.length} spectra, optimum reached ${percent(reached, all.length)}`);
  console.log(`  ms per spectrum: median ${times[all.length >> 1]?.toFixed(1)}, worst ${times.at(-1)?.toFixed(1)}`);
  console.log(
    `  arcs apart and determined: ${apart.length}, swapped ${swaps}, an exponent at its bound in ${
      apart.filter((trial) => trial.intervals.some(([low]) => Number.isNaN(low))).length
    }`,
  );
  TWO_ARC_NAMES.forEach((name, k) => {
    console.log(`  95 % interval of ${name.padEnd(5)} covers ${percent(byParameter[k] ?? Number.NaN, 1)}`);
  });
  console.log(`  pooled ${percent(pooled, 1)}`);
  console.log(`  the other ${others.length}: without a flag that says why ${unflagged}`);
  return (
    reached >= 0.99 * all.length &&
    swaps === 0 &&
    unflagged === 0 &&
    byParameter.every((share) => share >= 0.915 && share <= 0.98) &&
    pooled >= 0.935 &&
    pooled <= 0.965
  );
}
