/**
 * Biologic files → typed columns: ours against the npm package biologic-converter and papaparse, in one process, from
 * bytes in memory, warm: the best of a few runs.
 * Usage: tsx scripts/bench/biologic.ts
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseMPR, parseMPT } from 'biologic-converter';
import Papa from 'papaparse';
import { readMpr } from '../../parsers/biologic/mpr.ts';
import { readMpt } from '../../parsers/biologic/text.ts';
import { memoryFile } from '../../src/model/source.ts';
import { writeMpt } from '../mpt-writer.ts';
import { galvanostaticFile } from './mpr.ts';

const RUNS = 5;
/** Seconds that the runs of a small file take together at least, so that all readers are warm. */
const LEAST_SECONDS = 0.05;
const shared = fileURLToPath(new URL('../../../shared/data/cyclers/biologic', import.meta.url));

type Reader = (bytes: Uint8Array) => unknown;

/** Seconds; undefined where the reader fails. */
function best(read: Reader, bytes: Uint8Array): number | undefined {
  const first = performance.now();
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS || performance.now() - first < LEAST_SECONDS * 1e3; run++) {
    const start = performance.now();
    try {
      read(bytes);
    } catch {
      return undefined;
    }
    least = Math.min(least, (performance.now() - start) / 1e3);
  }
  return least;
}

/** The columns of numbers of a text export the way a user would read them with papaparse. */
function papaparse(bytes: Uint8Array): Float64Array[] {
  const text = new TextDecoder('windows-1252').decode(bytes);
  const header = Number(/^Nb header lines : (\d+)/m.exec(text)?.[1] ?? 1);
  const lines = text.split(/\r?\n/).slice(header);
  const { data } = Papa.parse<number[]>(lines.join('\n'), {
    delimiter: '\t',
    dynamicTyping: true,
    skipEmptyLines: true,
  });
  return (data[0] ?? []).map((_, k) => Float64Array.from(data, (row) => Number(row[k])));
}

const READERS: readonly (readonly [name: string, mpr: Reader | undefined, mpt: Reader | undefined])[] = [
  ['this program', (b) => readMpr(memoryFile('a.mpr', b)), (b) => readMpt(memoryFile('a.mpt', b))],
  ['biologic-converter', (b) => parseMPR(b), (b) => parseMPT(b)],
  ['papaparse, dynamic typing', undefined, papaparse],
];

interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Speed over the files that a reader reads at all, and how much faster ours reads the same ones. */
function compare(title: string, files: readonly Input[], of: 1 | 2): string {
  const times = READERS.map((reader) => {
    const read = reader[of];
    return files.map(({ bytes }) => (read === undefined ? undefined : best(read, bytes)));
  });
  const lines = READERS.flatMap(([name, ...readers], r) => {
    if (readers[of - 1] === undefined) return [];
    const own = files.map((_, i) => i).filter((i) => times[r]?.[i] !== undefined);
    const total = (row: number) => own.reduce((sum, i) => sum + (times[row]?.[i] ?? 0), 0);
    const megabytes = own.reduce((sum, i) => sum + (files[i]?.bytes.length ?? 0), 0) / 1e6;
    const rate = own.length === 0 ? '' : `${Math.round(megabytes / total(r))} MB/s`;
    const ratio = own.length === 0 ? '' : `${(total(r) / total(0)).toFixed(1)} ×`;
    return [`| ${name} | ${own.length} of ${files.length} | ${rate} | ${ratio} |`];
  });
  return [
    `### ${title}`,
    '',
    '| reader | files read | rate over those | time against ours over those |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function sharedFiles(extension: string): Input[] {
  if (!existsSync(shared)) return [];
  const names = readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(extension));
  return names.sort().map((name) => ({ name, bytes: new Uint8Array(readFileSync(path.join(shared, name))) }));
}

/** As EC-Lab writes it: half of the columns with many digits. */
function generatedText(rows: number): Uint8Array {
  const column = (name: string, of: (i: number) => number) => ({
    name,
    values: Float64Array.from({ length: rows }, (_, i) => of(i)),
  });
  const text = writeMpt(
    [
      column('mode', () => 1),
      column('ox/red', (i) => i % 2),
      column('Ns', () => 1),
      column('time/s', (i) => 10.0002 * i),
      column('control/V/mA', (i) => Math.sin(i)),
      column('Ewe/V', (i) => 3.5 + 0.5 * Math.sin(i / 1000)),
      column('dq/mA.h', (i) => 1e-3 * Math.cos(i / 1000)),
      column('(Q-Qo)/mA.h', (i) => Math.sin(i / 1000)),
      column('<I>/mA', (i) => Math.cos(i / 1000)),
      column('half cycle', (i) => Math.floor(i / 5000)),
    ],
    { technique: 'Galvanostatic Cycling with Potential Limitation' },
  );
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** Markdown tables: the shared files where they are there, and generated large ones. */
export function benchBiologic(): string[] {
  const texts = [...sharedFiles('.mpt'), ...sharedFiles('.txt')];
  const real: [string, Input[], 1 | 2][] = [
    ['Biologic .mpr files of others', sharedFiles('.mpr'), 1],
    ['Biologic .mpt files of others below 100 kB', texts.filter(({ bytes }) => bytes.length < 1e5), 2],
    ['Biologic .mpt files of others from 100 kB on', texts.filter(({ bytes }) => bytes.length >= 1e5), 2],
  ];
  const made: [string, Input[], 1 | 2][] = [
    ['Biologic .mpr, synthetic, 100 MB', [{ name: 'large.mpr', bytes: galvanostaticFile(100) }], 1],
    ['Biologic .mpt, synthetic, 300,000 rows × 10', [{ name: 'large.mpt', bytes: generatedText(300_000) }], 2],
  ];
  return [...real.filter(([, files]) => files.length > 0), ...made].map(([title, files, of]) =>
    compare(title, files, of),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const table of benchBiologic()) console.log(`${table}\n`);
