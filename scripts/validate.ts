/** `npm run validate`: statistical validations at full length; the test suite runs a slice of each. */
import { reportDqdv } from './validate/dqdv.ts';
import { reportOverlap } from './validate/dqdv-overlap.ts';
import { validateEisFit } from './validate/eis-fit.ts';
import { FADE_CASES, FADE_SEED, validateFade } from './validate/fade.ts';
import { PERIODICITY_SEED, periodicityTrials } from './validate/periodicity-trials.ts';

console.log('Fade rate: coverage of ± 1.96 standard errors (nominal 95 %), bias in standard errors\n');
for (const seed of [FADE_SEED, FADE_SEED + 1]) {
  for (const one of FADE_CASES) {
    const { coverage, bias, sets } = validateFade(one, 500, seed);
    const name = `${one.cycles} cycles, correlation ${one.correlation}, ${sets} sets, seed ${seed}`;
    console.log(`${name}: coverage ${(100 * coverage).toFixed(1)} %, bias ${bias.toFixed(3)}`);
  }
}

console.log(
  '\nPeriod of the Coulombic efficiency: coverage of ± 1.96 standard errors, false alarms at a level of 5 %\n',
);
for (const cycles of [240, 600]) {
  const trials = periodicityTrials(PERIODICITY_SEED, 300, cycles);
  const [period, amplitude] = [trials.periodCoverage, trials.amplitudeCoverage].map((share) =>
    (100 * share).toFixed(1),
  );
  const alarms = (100 * trials.falseAlarms).toFixed(1);
  console.log(`${cycles} cycles: period ${period} %, amplitude ${amplitude} %, false alarms ${alarms} %`);
}

console.log('\nEquivalent-circuit fit: 500 noisy two-arc spectra per seed\n');
console.log(validateEisFit() ? 'all criteria hold' : 'NOT all criteria hold');

console.log('\nPeaks of dQ/dV: simulated plateaus, 100 seeds per case, charge and discharge\n');
console.log(reportDqdv(100) ? 'all criteria hold' : 'NOT all criteria hold');

console.log('\nOverlapping and asymmetric peaks of dQ/dV, 30 seeds per case, charge and discharge\n');
console.log(reportOverlap(30) ? 'all criteria hold' : 'NOT all criteria hold');
