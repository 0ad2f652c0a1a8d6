/** `npm run bench`: our speed against what a user would use instead, in the same run, as a ratio. */

import { benchBiologic } from './bench/biologic.ts';
import { benchCycling } from './bench/cycling.ts';
import { benchDelimited } from './bench/delimited.ts';
import { benchEisFit } from './bench/eis-fit.ts';
import { machine, PYTHON } from './bench/measure.ts';
import { benchWorkbooks } from './bench/workbooks.ts';

console.log(`Measured on ${machine()}; whole processes, warm file cache.\n`);
for (const table of benchWorkbooks()) console.log(`${table}\n`);

console.log(`${await benchCycling()}\n`);

console.log(benchDelimited(2_000_000));

for (const table of benchBiologic()) console.log(`\n${table}`);

console.log(
  '\n### Equivalent-circuit fit: 200 noisy two-arc spectra, the same starts for scipy.optimize.least_squares\n',
);
benchEisFit(200, PYTHON);
