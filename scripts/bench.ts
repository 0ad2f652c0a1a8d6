/** `npm run bench`: our speed against what a user would use instead, in the same run, as a ratio. */
import { machine } from './bench/measure.ts';
import { benchWorkbooks } from './bench/workbooks.ts';

console.log(`Measured on ${machine()}; whole processes, warm file cache.\n`);
for (const table of benchWorkbooks()) console.log(`${table}\n`);
