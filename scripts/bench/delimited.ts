/** Delimited text → columns of numbers: our byte-level reader against papaparse, in one process, same bytes. */

import { performance } from 'node:perf_hooks';
import Papa from 'papaparse';
import { readDelimited } from '../../src/io/delimited.ts';
import { memoryFile } from '../../src/model/source.ts';

const COLUMNS = 10;
const KINDS = Array.from({ length: COLUMNS }, () => 'number' as const);
const RUNS = 3;

/** Milliseconds, the best of a few runs. */
function best(work: () => number): { ms: number; sum: number } {
  let ms = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    sum = work();
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, sum };
}

/** Prints times for `rows` rows of ten columns. Throws if the readers disagree. */
export function benchDelimited(rows: number): void {
  const lines = Array.from({ length: rows }, (_, i) => {
    const cells = [i, i * 10, (i % 100) * 10, '1.5000', ((i % 100) / 240).toFixed(4), (3 + (i % 100) / 100).toFixed(4)];
    return [
      ...cells,
      (i / 7).toFixed(6),
      Math.floor(i / 200),
      Math.floor(i / 100),
      (45_000 + i / 8640).toFixed(9),
    ].join(',');
  });
  const text = `${lines.join('\n')}\n`;
  const bytes = new TextEncoder().encode(text);
  const ours = best(() => {
    const options = { delimiter: ',', decimalMark: '.', start: 0, firstLine: 0, columns: KINDS } as const;
    const { columns } = readDelimited(memoryFile('bench.csv', bytes), options);
    return columns.reduce((sum, column) => sum + column.reduce((a, b) => a + b, 0), 0);
  });
  const papa = best(() => {
    const columns = Array.from({ length: COLUMNS }, () => new Float64Array(rows));
    let row = 0;
    Papa.parse<string[]>(text, {
      delimiter: ',',
      skipEmptyLines: true,
      step: ({ data }) => {
        for (let k = 0; k < COLUMNS; k++) columns[k]?.fill(Number(data[k]), row, row + 1);
        row += 1;
      },
    });
    return columns.reduce((sum, column) => sum + column.reduce((a, b) => a + b, 0), 0);
  });
  if (ours.sum !== papa.sum) throw new Error(`the readers disagree: ${ours.sum}, ${papa.sum}`);
  const rate = (ms: number) => `${ms.toFixed(0)} ms, ${(bytes.length / 1e3 / ms).toFixed(0)} MB/s`;
  console.log(`${rows} rows × ${COLUMNS} columns, ${(bytes.length / 1e6).toFixed(0)} MB`);
  console.log(`this program  ${rate(ours.ms)}`);
  console.log(`papaparse     ${rate(papa.ms)}, ${(papa.ms / ours.ms).toFixed(1)} times as long`);
}
