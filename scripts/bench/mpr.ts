/** A binary Biologic file → columns of numbers, in one process, from bytes in memory. */
import { performance } from 'node:perf_hooks';
import { readMpr } from '../../parsers/biologic/mpr.ts';
import { memoryFile } from '../../src/model/source.ts';
import { writeMpr } from '../mpr-writer.ts';

const RUNS = 5;
/** Of the columns below. */
const ROW_BYTES = 53;
const ROWS_PER_HALF_CYCLE = 1000;

/** A galvanostatic cycling file of about this size, with the 16 columns that EC-Lab 11.50 writes. */
export function galvanostaticFile(megabytes: number): Uint8Array {
  const rows = Math.round((megabytes * 1e6) / ROW_BYTES);
  const half = (i: number) => Math.floor(i / ROWS_PER_HALF_CYCLE);
  const sign = (i: number) => (half(i) % 2 === 0 ? 1 : -1);
  const within = (i: number) => (i % ROWS_PER_HALF_CYCLE) / ROWS_PER_HALF_CYCLE;
  const column = (id: number, of: (i: number) => number) => ({
    id,
    values: Float64Array.from({ length: rows }, (_, i) => of(i)),
  });
  return writeMpr({
    version: 11,
    technique: 4,
    started: '2024-01-10T11:02:29.886',
    columns: [
      column(1, () => 1),
      column(2, (i) => (sign(i) > 0 ? 1 : 0)),
      column(3, () => 0),
      column(21, (i) => (within(i) === 0 ? 1 : 0)),
      column(31, (i) => (within(i) === 0 ? 1 : 0)),
      column(65, () => 0),
      column(131, (i) => half(i) % 2),
      column(4, (i) => 10 * i),
      column(7, (i) => (i === 0 ? 0 : sign(i) / 360)),
      column(13, (i) => (sign(i) > 0 ? within(i) : 1 - within(i))),
      column(5, sign),
      column(6, (i) => 3.5 + sign(i) * within(i) * 0.5),
      column(39, () => 39),
      column(467, (i) => sign(i) * within(i)),
      column(468, half),
      column(70, (i) => sign(i) * 3.5e-3),
    ],
  });
}

/** Prints the speed for a generated file of about 100 MB, the best of a few runs. */
export function benchMpr(megabytes = 100): void {
  const bytes = galvanostaticFile(megabytes);
  const file = memoryFile('bench.mpr', bytes);
  let best = Number.POSITIVE_INFINITY;
  let columns = 0;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const table = readMpr(file);
    best = Math.min(best, performance.now() - start);
    columns = table.columns.length;
  }
  const speed = (bytes.length / 1e3 / best).toFixed(0);
  console.log(`${(bytes.length / 1e6).toFixed(0)} MB to ${columns} columns: ${best.toFixed(0)} ms, ${speed} MB/s`);
}
