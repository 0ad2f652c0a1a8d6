/** `npm run validate`: statistical validations at full length; the test suite runs a slice of each. */
import { reportDqdv } from './validate/dqdv.ts';
import { validateEisFit } from './validate/eis-fit.ts';
import { FADE_CASES, FADE_SEED, validateFade } from './validate/fade.ts';

console.log('Fade rate: coverage of ± 1.96 standard errors (nominal 95 %), bias in standard errors\n');
for (const seed of [FADE_SEED, FADE_SEED + 1]) {
  for (const one of FADE_CASES) {
    const { coverage, bias, sets } = validateFade(one, 500, seed);
    const name = `${one.cycles} cycles, correlation ${one.correlation}, ${sets} sets, seed ${seed}`;
    console.log(`${name}: coverage ${(100 * coverage).toFixed(1)} %, bias ${bias.toFixed(3)}`);
  }
}

console.log('\nEquivalent-circuit fit: 500 noisy two-arc spectra per seed\n');
console.log(validateEisFit() ? 'all criteria hold' : 'NOT all criteria hold');

console.log('\nPeaks of dQ/dV: simulated plateaus, 100 seeds per case, charge and discharge\n');
console.log(reportDqdv(100) ? 'all criteria hold' : 'NOT all criteria hold');
